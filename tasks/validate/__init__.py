"""What validation computes before Great Expectations judges it, and the pages made of its results."""
