"""Quotes that are one utterance, in whatever article, outlet or wording."""
