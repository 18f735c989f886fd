"""Tests of flows/browse."""
