"""What a batch is: where it lies, what it is made from, what was published of it."""
