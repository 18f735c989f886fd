"""Flows: one batch through every stage, many dates, the command line."""
