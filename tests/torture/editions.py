"""Batches come in editions: each changes every article, so that rows of two in one table give themselves away."""

MARK = "edition"


def build_mark(edition: int) -> str:
    """A word that every article of the edition has once, inside a quotation."""
    return f"{MARK}{edition}"


def count_articles(edition: int) -> int:
    """How many articles an edition has; its neighbours have other numbers."""
    return 6 + edition % 3
