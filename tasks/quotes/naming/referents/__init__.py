"""What the pronouns, descriptions and speaker spans of an article stand for."""
