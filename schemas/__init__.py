"""The tables: every column is defined here once, and all else derives from it."""

from schemas.articles import ARTICLES
from schemas.entities import ENTITIES
from schemas.quotes import QUOTES
from schemas.rejects import REJECTS
from schemas.sentences import SENTENCES
from schemas.table import Column, Slice, Table, build_arrow_schema
from schemas.tokens import TOKENS

TABLES = (ARTICLES, SENTENCES, TOKENS, ENTITIES, QUOTES, REJECTS)

__all__ = [
    "ARTICLES",
    "ENTITIES",
    "QUOTES",
    "REJECTS",
    "SENTENCES",
    "TABLES",
    "TOKENS",
    "Column",
    "Slice",
    "Table",
    "build_arrow_schema",
]
