"""Reading raw files: one file per format, and what all formats share."""
