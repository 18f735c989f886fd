"""Step link: what is one and the same across the articles of all batches."""
