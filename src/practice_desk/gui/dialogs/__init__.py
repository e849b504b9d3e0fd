"""Dialogs: each is opened with `open`, never `exec`, and answers by signals."""
