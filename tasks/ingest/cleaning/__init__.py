"""What is done to the text and fields of a record to make an article of it."""
