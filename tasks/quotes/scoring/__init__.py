"""The metric: gold corpora, comparison, figures, misses."""
