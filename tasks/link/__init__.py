"""What goes across batches: who is who, quotes that are kin, what became of quotes."""
