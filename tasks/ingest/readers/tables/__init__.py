"""Tables, of which each row is an article."""
