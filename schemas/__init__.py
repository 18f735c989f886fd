"""The tables: every column is defined here once, and all else derives from it."""

from schemas.actor_links import ACTOR_LINKS as ACTOR_LINKS
from schemas.actors import ACTORS as ACTORS
from schemas.articles import ARTICLES as ARTICLES
from schemas.entities import ENTITIES as ENTITIES
from schemas.quote_changes import QUOTE_CHANGES as QUOTE_CHANGES
from schemas.quote_families import QUOTE_FAMILIES as QUOTE_FAMILIES
from schemas.quotes import QUOTES as QUOTES
from schemas.rejects import REJECTS as REJECTS
from schemas.sentences import SENTENCES as SENTENCES
from schemas.table import Column as Column
from schemas.table import Table as Table
from schemas.table import build_arrow_schema as build_arrow_schema
from schemas.tokens import TOKENS as TOKENS

TABLES = (ARTICLES, SENTENCES, TOKENS, ENTITIES, QUOTES, REJECTS)
"""Of a batch: published together, from its raw files alone."""
LINK_TABLES = (ACTORS, ACTOR_LINKS, QUOTE_FAMILIES, QUOTE_CHANGES)
"""Across batches: kept by linking, from the tables of all batches; `actors` is one file, the others one a batch."""
