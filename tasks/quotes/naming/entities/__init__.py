"""What an article names: entities with mended edges and labels, and their clusters."""
