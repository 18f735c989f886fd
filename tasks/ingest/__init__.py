"""The step `ingest`: raw files to shards of articles, and rejects."""
