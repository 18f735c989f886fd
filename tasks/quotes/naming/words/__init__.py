"""What words, names and noun phrases say by themselves."""
