"""Fit the weights of pronouns and descriptions on articles whose mentions are linked:

    python -m tasks.quotes.training.naming_referents gum_coref/train.jsonl gum_attribution/train.jsonl

Takes a corpus of coreference and one of attributions for the same documents, by `doc_id`.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from spacy.tokens import Doc

from tasks.quotes.naming import choose as choosing
from tasks.quotes.naming.choose import Expression, ExpressionKind, Scored, choose
from tasks.quotes.naming.mentions import Cluster
from tasks.quotes.naming.referents import Cast, Referent
from tasks.quotes.naming.resolve import read_article
from tasks.quotes.naming.tokens import Tokens
from tasks.quotes.naming.walk import NamedArticle, read_referents
from tasks.quotes.quote import Attribution
from tasks.quotes.scoring.corpus import read_corpus
from tasks.quotes.training.naming_choice import Choice, fit_held_out, parse_corpora

type Examples = dict[ExpressionKind, list[Choice]]
KINDS: Final[tuple[ExpressionKind, ...]] = ("he", "they", "it", "person", "thing")


EXPECTED: Final[dict[ExpressionKind, dict[str, float]]] = {
    "he": {
        "asks": -3.0, "both speak": 0.7, "distance": -0.6, "dobj": 0.5, "frequency": 0.3, "last by pronoun": 0.3,
        "new": -1.0, "other paragraph": -1.0, "own object, subject of same sentence": -0.9, "poss": 0.7, "pronoun": 0.6,
        "quoted": -0.4, "same gender": 0.8, "sentences": -1.5, "subject": 0.4, "subject, sentence before": 0.6,
        "unnamed": -0.9,
    },
    "they": {"distance": -1.0, "is group": 0.5, "is organisation": 0.5, "subject, sentence before": 1.0},
    "it": {"distance": -1.0, "is organisation": 0.5, "subject, sentence before": 1.0},
    "person": {
        "distance": -1.0, "likeness": 1.0, "unfit, of": -4.0, "unfit, mostly unnamed": -4.0, "new, anaphoric": -1.5, "new, indefinite": 3.0,
        "new, mostly unnamed": 1.5, "new, of somebody": 1.5,
        "new, of an acronym": 1.0, "new, possessive": 1.0, "office clash": -2.5, "role clash": -1.0, "role fits": 3.0,
        "same noun": 1.5,
    },
    "thing": {
        "distance": -1.0, "firm": 1.5, "likeness": 1.0, "new, indefinite": 3.0, "new, of somebody": 1.5,
        "noun of its name": 3.0, "place noun": 2.0, "same kind": 1.0, "same noun": 2.5, "subject": 0.5, "unlike": -2.0,
    },
}  # fmt: skip
"""What the weights are drawn to, since some forms are rare outside of news: he from unlabelled news, others by hand."""


class Recorder:
    """Decides as the gold says, where it does, and records each choice as an example."""

    def __init__(self, tokens: Tokens, clusters: Sequence[Cluster], mentions: Sequence[Sequence[Any]]) -> None:
        self.gold: dict[int, str] = {}
        for start, end, _, entity, *_ in sorted(mentions, key=lambda mention: mention[0] - mention[1]):
            first, last = tokens.between(start, end)
            self.gold |= dict.fromkeys(range(first, last), entity)  # the smallest mention around a token comes last
        self.entities: dict[int | str, str] = {}
        for cluster in clusters:
            found = Counter(entity for one in cluster.mentions if (entity := self.gold.get(one.end - 1)))
            if found:
                self.entities[cluster.id] = found.most_common(1)[0][0]
        self.examples: Examples = defaultdict(list)

    def decide(self, cast: Cast, expression: Expression) -> list[Scored]:
        """Return the candidates, what is right by the gold first."""
        ranked = choose(cast, expression)
        entity = self.gold.get(expression.position)
        if entity is None:
            return ranked
        right = [self.find_entity(one.referent) == entity for one in ranked]
        if not any(right):
            right = [one.referent is None for one in ranked]
        self.examples[expression.kind].append(([one.features for one in ranked], right))
        first = right.index(True)
        return [ranked[first], *ranked[:first], *ranked[first + 1 :]]

    def find_entity(self, referent: Referent | None) -> str | None:
        """Return the gold's entity of a referent: of a cluster's mentions, or where it was first described."""
        if referent is None:
            return None
        if referent.cluster is None and referent.references:
            return self.gold.get(referent.references[0][0])
        return self.entities.get(referent.key)


def find_examples(doc: Doc, mentions: Sequence[Sequence[Any]], quotes: Sequence[dict[str, Any]]) -> Examples:
    """Return the examples of one document, by the kind of expression."""
    attributions = []
    for quote in quotes:
        content, speaker = (tuple(map(tuple, quote.get(part) or ())) for part in ("content", "speaker"))
        attributions.append(Attribution(content, None, speaker[0] if speaker else None))
    article: NamedArticle = read_article(doc, attributions)
    recorder = Recorder(article.tokens, article.clusters, mentions)
    read_referents(article, recorder.decide)
    return recorder.examples


def main(linked: str, attributed: str) -> None:
    """Write `choice_weights.json`; print the accuracy on every fifth document, fitted on the others."""
    quotes = {row["doc_id"]: row["quotes"] for row in read_corpus(Path(attributed))}
    documents = [
        find_examples(doc, row["mentions"], quotes[row["doc_id"]])
        for doc, row in parse_corpora([linked])
        if row["doc_id"] in quotes
    ]
    write_weights(documents)


def write_weights(documents: Sequence[Examples]) -> None:
    """Fit the weights of each kind of expression and write them beside the module that reads them."""
    weights = {}
    for kind in KINDS:
        print(kind, end=": ")
        weights[kind] = fit_held_out([document.get(kind, []) for document in documents])
    target = Path(choosing.__file__).with_name("choice_weights.json")
    target.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
