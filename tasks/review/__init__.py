"""Corrections by people: asking them about the least sure quotes, taking their answers, and these as gold."""
