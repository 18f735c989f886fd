"""Exports of press databases: many documents a file, each with what the database knows about it around its text."""
