"""The step `link`: what is one across the articles of all batches. Who is who, which quotes are one, what has changed."""
