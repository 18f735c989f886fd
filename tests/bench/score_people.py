"""Who is who across articles where the mentions of a corpus are given: `python -m tests.bench.score_people CORPUS`.

What linking alone can do; `quotewire evaluate CORPUS` scores the mentions and clusters that quotewire finds.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from spacy.language import Language

from flows.console import SafeConsole
from tasks.annotate.pipeline import load_language
from tasks.link.scoring.evaluate import PeopleEvaluation, print_people
from tasks.link.scoring.people import link_mentions
from tasks.link.scoring.score import score_people
from tasks.quotes.naming.entities import clusters as naming
from tasks.quotes.naming.entities.mentions import DEFAULT_LABELS, build_mention
from tasks.quotes.naming.words.tokens import Tokens
from tasks.quotes.scoring.corpus import Document, read_corpus

NO_QUOTES = pl.DataFrame(
    schema={
        "article_id": pl.String,
        "speaker_cluster_id": pl.Int32,
        "speaker_title": pl.String,
        "speaker_organisation": pl.String,
        "speaker_pronoun": pl.String,
    }
)


@dataclass(frozen=True, slots=True)
class GivenEntity:
    """A mention of the corpus, with the cluster of its article that naming puts it in."""

    article_id: str
    start: int
    end: int
    text: str
    label: str
    cluster_id: int
    name: str


def cluster_mentions(nlp: Language, gold: Sequence[Document]) -> Iterator[GivenEntity]:
    """Yield the mentions of each document that hold a word."""
    for document, doc in zip(gold, nlp.pipe(document["text"] for document in gold), strict=True):
        tokens = Tokens(doc)
        given = {}
        for start, end, _, kind in document["mentions"]:
            mention = build_mention(tokens, *tokens.between(start, end), DEFAULT_LABELS[kind])
            if mention is not None:
                given[start, end] = mention
        naming.build_clusters(tokens, list(given.values()))
        for (start, end), mention in given.items():
            assert mention.cluster is not None
            words, cluster = document["text"][start:end], mention.cluster
            yield GivenEntity(document["doc_id"], start, end, words, cluster.label, cluster.id, cluster.name)


def main() -> None:
    """Link the mentions of a corpus and print how well people and organisations are told apart."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.score_people", description=__doc__)
    parser.add_argument("corpus", type=Path)
    path = parser.parse_args().corpus
    gold = list(read_corpus(path))
    entities = pl.DataFrame(list(cluster_mentions(load_language("en_core_web_md", ["ner"]), gold)))
    entities = entities.with_columns(pl.col("cluster_id").cast(pl.Int32))
    found = {document["doc_id"]: document["mentions"] for document in link_mentions(gold, entities, NO_QUOTES)}
    print_people(PeopleEvaluation(str(path), len(gold), score_people(gold, found), None), SafeConsole())


if __name__ == "__main__":
    main()
