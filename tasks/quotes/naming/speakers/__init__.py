"""What is known of each speaker."""
