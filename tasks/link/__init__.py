"""Across batches: what the tables of all batches say together."""
