"""Naming: every speaker mention resolved inside its article, named entities clustered and mended.

`resolve.resolve` is the way of an article, step by step.
"""
