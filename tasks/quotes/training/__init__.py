"""Training the tagger and exporting it; needs torch, which nothing else does."""
