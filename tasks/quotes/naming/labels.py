"""Entity labels mended: one label for each name of an article, from all that the article shows of it.

Every name (all mentions with the same words) gets a score for each kind from a linear model over the cues of `cues.py`,
averaged over its mentions; `label_weights.json` holds the weights, fitted by `fit_labels.py` on GUM's named mentions.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from tasks.quotes.naming.appositions import find_apposed_kind
from tasks.quotes.naming.cues import Context, group_cues, read_context
from tasks.quotes.naming.lexicon import word_set
from tasks.quotes.naming.mentions import NAMED_LABELS, Mention
from tasks.quotes.naming.names import NameWords
from tasks.quotes.naming.tokens import Tokens

KINDS: Final = ("person", "organisation", "place", "other")
KIND_OF: Final = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}
"""spaCy's label → kind; every other label is of kind "other"."""
_KINDS_OF_ORGANISATION: Final = word_set(
    "agency broadcaster newspaper daily weekly magazine website firm company retailer airline carmaker bank charity"
)
"""Nouns that stand right before the name of what they are: "news agency KCNA"."""
DEFAULT_LABEL: Final = {"person": "PERSON", "organisation": "ORG", "place": "GPE"}


def mend_labels(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """The same mentions with the likeliest label of each name; dates and numbers are left alone."""
    context = read_context(tokens, mentions)
    groups: dict[NameWords, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.label in NAMED_LABELS:
            groups[mention.words].append(mention)
    weights = read_weights()
    for group in groups.values():
        cues = group_cues(tokens, group, context)
        kind = _certain_kind(tokens, group, cues, context) or choose_kind(score_kinds(cues, weights))
        for mention in group:
            mention.label = _label(kind, group, mention)
    return list(mentions)


def _certain_kind(tokens: Tokens, group: Sequence[Mention], cues: Mapping[str, float], context: Context) -> str | None:
    """What needs no weighing.

    An acronym of a long name, "the agency KCNA", "Tallis Freight, a trucking company", "Voltaire" beside "Voltaire
    Motors", a transcript's label ("WALLACE:").
    """
    if "acronym in article" in cues:
        return "organisation"
    mention = group[0]
    if mention.label == "PERSON" and _is_business(tokens, group, context):
        return "organisation"
    if any(m.start and tokens.lower[m.start - 1] in _KINDS_OF_ORGANISATION for m in group):
        return "organisation"
    if "surname in article" in cues and tokens.words[mention.start].isupper() and mention.end < len(tokens):
        return "person" if tokens.words[mention.end] == ":" else None
    return None


def _is_business(tokens: Tokens, group: Sequence[Mention], context: Context) -> bool:
    """Whether what was tagged as a person is called an organisation, or is the first word of a business's name."""
    if any(mention.titles for mention in group):
        return False
    words = group[0].words
    if len(words) == 1 and words[0] in context.businesses:
        return words[0] not in context.surnames | context.first_names
    return any(find_apposed_kind(tokens, mention) == "organisation" for mention in group)


def _label(kind: str, group: Sequence[Mention], mention: Mention) -> str:
    """The label of a kind: the one most mentions had already, among those of the kind."""
    if kind == "other":
        labels = Counter(m.label for m in group if m.label not in KIND_OF)
        return labels.most_common(1)[0][0] if labels else mention.label
    labels = Counter(m.label for m in group if KIND_OF.get(m.label) == kind)
    return labels.most_common(1)[0][0] if labels else DEFAULT_LABEL[kind]


@cache
def read_weights() -> dict[str, list[float]]:
    """Cue → one weight for each kind."""
    table: dict[str, list[float]] = json.loads(files(__package__).joinpath("label_weights.json").read_text())
    return table


def score_kinds(cues: dict[str, float], weights: dict[str, list[float]]) -> list[float]:
    """One score for each kind; cues without weights count nothing."""
    scores = [0.0] * len(KINDS)
    for cue, value in cues.items():
        for i, weight in enumerate(weights.get(cue, ())):
            scores[i] += weight * value
    return scores


def choose_kind(scores: Sequence[float]) -> str:
    """The kind with the highest score."""
    return KINDS[max(range(len(KINDS)), key=lambda i: scores[i])]
