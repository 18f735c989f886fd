"""Readers of raw files: one a format, each yields records."""
