"""Frozen values, their rules and the expected errors. Pure Python."""
