"""XML of agencies and feeds, of which each item is an article."""
