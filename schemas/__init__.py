"""The tables: every column is defined here once, and all else derives from it."""

from schemas.articles import ARTICLES as ARTICLES
from schemas.entities import ENTITIES as ENTITIES
from schemas.quotes import QUOTES as QUOTES
from schemas.rejects import REJECTS as REJECTS
from schemas.sentences import SENTENCES as SENTENCES
from schemas.table import Column as Column
from schemas.table import Table as Table
from schemas.table import build_arrow_schema as build_arrow_schema
from schemas.tokens import TOKENS as TOKENS

TABLES = (ARTICLES, SENTENCES, TOKENS, ENTITIES, QUOTES, REJECTS)
