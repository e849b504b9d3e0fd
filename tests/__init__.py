"""Tests of Practice Desk."""
