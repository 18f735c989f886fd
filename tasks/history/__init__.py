"""What goes by many published batches: monthly copies, drift, and litter to be cleared away."""
