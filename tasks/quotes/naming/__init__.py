"""Naming: speakers resolved inside their article, entities clustered and mended; `resolve.resolve` is the way."""
