"""The learned tagger at work: annotated documents to attributions."""
