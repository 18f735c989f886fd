"""The steps that write: rows to staged tables, staged tables to the curated zone."""
