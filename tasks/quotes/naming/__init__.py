"""Naming: every speaker mention resolved inside its article, named entities clustered and mended."""
