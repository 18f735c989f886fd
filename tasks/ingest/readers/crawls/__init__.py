"""Crawls, of which each page is an article."""
