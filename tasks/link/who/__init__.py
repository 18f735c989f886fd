"""Who is who: which names of all batches are one person or organisation (README.md beside this file)."""
