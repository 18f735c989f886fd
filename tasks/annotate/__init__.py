"""The step `annotate`: shards of articles to rows, by spaCy, in the workers."""
