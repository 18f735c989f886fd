"""Fit the weights of entity labels on the named mentions of a coreference corpus:

python -m tasks.quotes.training.naming_labels gum_coref/train.jsonl
"""

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

from spacy.tokens import Doc

from tasks.quotes.naming import labels
from tasks.quotes.naming.cues import find_name_cues, read_name_parts
from tasks.quotes.naming.labels import NAME_KINDS, group_names
from tasks.quotes.naming.lexicon import read_countries
from tasks.quotes.naming.mentions import NAMED_LABELS, Mention, read_mentions
from tasks.quotes.naming.tokens import Tokens
from tasks.quotes.training.naming_choice import Choice, fit_held_out, parse_corpora

_GUM_KINDS: Final = {"person": "person", "organization": "organisation", "place": "place"}
_RARE: Final = 8
"""Cues seen with fewer names are left out."""

type GoldNames = dict[int, list[tuple[int, str]]]
"""Token where a named mention ends → the token where it starts, and its kind."""


def find_gold(tokens: Tokens, mentions: list[list[Any]]) -> GoldNames:
    """Return the corpus's named mentions, by the token they end with."""
    gold: GoldNames = defaultdict(list)
    for start, end, kind, _, _, is_named, _ in mentions:
        if is_named:
            first, last = tokens.between(start, end)
            while last > first and (tokens.lower[last - 1] == "'s" or not tokens.words[last - 1][0].isalnum()):
                last -= 1
            gold[last].append((first, _GUM_KINDS.get(kind, "other")))
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


def find_labelled_names(doc: Doc, mentions: list[list[Any]]) -> list[tuple[dict[str, float], str]]:
    """Return the cues and the kind of every name of a document."""
    tokens = Tokens(doc)
    found = [mention for mention in read_mentions(doc, tokens) if mention.label in NAMED_LABELS]
    parts, gold = read_name_parts(tokens, found), find_gold(tokens, mentions)
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
    names = [find_labelled_names(doc, row["mentions"]) for doc, row in parse_corpora(paths)]
    seen = Counter(cue for document in names for cues, _ in document for cue in cues)
    kept = frozenset(cue for cue, count in seen.items() if count >= _RARE)
    flat = fit_held_out([[build_choice(cues, kind, kept) for cues, kind in document] for document in names])
    weights = {cue: [flat[f"{kind}|{cue}"] for kind in NAME_KINDS] for cue in sorted(kept)}
    lines = ",\n".join(f"{json.dumps(cue, ensure_ascii=False)}: {values}" for cue, values in weights.items())
    Path(labels.__file__).with_name("label_weights.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
