"""Fit the weights of entity labels on corpora of named entities or linked mentions:

    python -m tasks.quotes.training.naming_labels gum_coref/train.jsonl ner/men_train.jsonl ner/wikigold_train.jsonl \\
        ner/redocred_train.jsonl
"""

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final

from spacy.tokens import Doc

from tasks.quotes.naming import labels
from tasks.quotes.naming.cores import add_cores
from tasks.quotes.naming.cues import find_name_cues, read_name_parts
from tasks.quotes.naming.labels import NAME_KINDS, group_names
from tasks.quotes.naming.lexicon import read_countries
from tasks.quotes.naming.mentions import NAMED_LABELS, Mention, read_mentions
from tasks.quotes.naming.tokens import Tokens
from tasks.quotes.rules.order import apply_rules
from tasks.quotes.scoring.corpus import Document
from tasks.quotes.tagging.tagger import Tagger, load_tagger
from tasks.quotes.training.naming_choice import Choice, fit_held_out, parse_corpora

_GUM_KINDS: Final = {"person": "person", "organization": "organisation", "place": "place"}
_RARE: Final = 8
"""Cues seen with fewer names are left out."""

_ENTITY_KINDS: Final = frozenset(["person", "organisation", "place"])

type GoldNames = dict[int, list[tuple[int, str]]]
"""Token where a named mention ends → the token where it starts, and its kind."""


def find_gold(tokens: Tokens, row: Document) -> GoldNames:
    """Return the corpus's names, by the token they end with."""
    gold: GoldNames = defaultdict(list)
    linked = (
        (start, end, _GUM_KINDS.get(kind, "other"))
        for start, end, kind, _, _, named, _ in row.get("mentions", ())
        if named
    )
    plain = ((start, end, kind if kind in _ENTITY_KINDS else "other") for start, end, kind in row.get("entities", ()))
    for start, end, kind in linked if "mentions" in row else plain:
        first, last = tokens.between(start, end)
        while last > first and (tokens.lower[last - 1] == "'s" or not tokens.words[last - 1][0].isalnum()):
            last -= 1
        gold[last].append((first, kind))
    return gold


def find_gold_kind(tokens: Tokens, mention: Mention, gold: GoldNames) -> str | None:
    """Return the kind of the shortest gold mention that ends with this one and holds it.

    "other" where it touches no gold mention, None where it touches one but ends elsewhere.
    """
    kinds = [(start, kind) for start, kind in gold.get(mention.end, ()) if start <= mention.start]
    if not kinds and any(start < mention.end and mention.start < end for end in gold for start, _ in gold[end]):
        return None
    kind = max(kinds)[1] if kinds else "other"
    last, tag = mention.words[-1], tokens.tag[mention.end - 1]
    is_people = mention.label == "NORP" and (tag in {"NNPS", "JJ"} or last in read_countries() or last.endswith("s"))
    return "other" if kind == "person" and is_people else kind


def find_labelled_names(tagger: Tagger, doc: Doc, row: Document) -> list[tuple[dict[str, float], str]]:
    """Return the cues and the kind of every name of a document."""
    tokens = Tokens(doc)
    attributions = apply_rules(doc, tagger.attribute(doc))
    mentions = add_cores(tokens, read_mentions(doc, tokens), attributions)
    found = [mention for mention in mentions if mention.label in NAMED_LABELS]
    parts, gold = read_name_parts(tokens, found), find_gold(tokens, row)
    names = []
    for group in group_names(found):
        kinds = [kind for mention in group if (kind := find_gold_kind(tokens, mention, gold))]
        if kinds:
            names.append((find_name_cues(tokens, group, parts), Counter(kinds).most_common(1)[0][0]))
    return names


def build_choice(cues: dict[str, float], kind: str, kept: frozenset[str]) -> Choice:
    """Return one name as a choice among the kinds, each with its own weight for every cue."""
    candidates = [{f"{k}|{cue}": value for cue, value in cues.items() if cue in kept} for k in NAME_KINDS]
    return candidates, [k == kind for k in NAME_KINDS]


def main(paths: list[str]) -> None:
    """Write `label_weights.json`; print the accuracy on every fifth document, fitted on the others."""
    tagger = load_tagger()
    names = [find_labelled_names(tagger, doc, row) for doc, row in parse_corpora(paths)]
    seen = Counter(cue for document in names for cues, _ in document for cue in cues)
    kept = frozenset(cue for cue, count in seen.items() if count >= _RARE)
    flat = fit_held_out([[build_choice(cues, kind, kept) for cues, kind in document] for document in names])
    weights = {cue: [flat[f"{kind}|{cue}"] for kind in NAME_KINDS] for cue in sorted(kept)}
    lines = ",\n".join(f"{json.dumps(cue, ensure_ascii=False)}: {values}" for cue, values in weights.items())
    Path(labels.__file__).with_name("label_weights.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
