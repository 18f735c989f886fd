"""The stages of one batch: ingest, annotate, validate, publish."""
