"""Rules on what the tagger finds; `order.py` lists them in the order in which they are applied."""
