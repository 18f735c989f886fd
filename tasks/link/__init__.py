"""The step `link`: what goes by all batches. Who is who, which quotes are one, what became of them."""
