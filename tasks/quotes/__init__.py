"""Quote attribution: who said what, a spaCy component of its own."""
