"""Quotes of a range of dates with all that is known of them, as one file for other programs."""
