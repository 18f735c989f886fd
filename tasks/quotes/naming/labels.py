"""Entity labels mended: one label for each name of an article, from all that the article shows of it.

Every name (all mentions with the same words) gets a score for each kind from a linear model over the cues below,
averaged over its mentions; `label_weights.json` holds the weights, fitted by `fit.py`.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from tasks.quotes.naming.gazetteer import read_countries, read_places
from tasks.quotes.naming.gender import is_first_name
from tasks.quotes.naming.lexicon import (
    ORGANISATION_ENDINGS,
    PLACE_ENDINGS,
    ROLES,
    SPEECH_LEMMAS,
    TITLES,
)
from tasks.quotes.naming.mentions import NAMED_LABELS, Mention
from tasks.quotes.naming.names import NameWords, fold, initials, is_acronym
from tasks.quotes.naming.tokens import Tokens

KINDS: Final = ("person", "organisation", "place", "other")
KIND_OF: Final = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}
"""spaCy's label → kind; every other label is of kind "other"."""
DEFAULT_LABEL: Final = {"person": "PERSON", "organisation": "ORG", "place": "GPE"}
_PREPOSITIONS: Final = frozenset(
    "in at from near to across of by with for on against between under into around".split()
)


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
        kind = _certain_kind(tokens, group, cues) or choose_kind(score_kinds(cues, weights))
        for mention in group:
            mention.label = _label(kind, group, mention)
    return list(mentions)


def _certain_kind(tokens: Tokens, group: Sequence[Mention], cues: Mapping[str, float]) -> str | None:
    """What needs no weighing: the acronym of a long name, a surname in capitals in a transcript ("WALLACE:")."""
    if "acronym in article" in cues:
        return "organisation"
    mention = group[0]
    if "surname in article" in cues and tokens.words[mention.start].isupper() and mention.end < len(tokens):
        return "person" if tokens.words[mention.end] == ":" else None
    return None


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


class Context:
    """What the article's other names say: parts of people's names, acronyms of organisations."""

    def __init__(self) -> None:
        self.surnames: Counter[str] = Counter()
        self.first_names: Counter[str] = Counter()
        self.acronyms: set[str] = set()
        self.heads: Counter[str] = Counter()


def read_context(tokens: Tokens, mentions: Iterable[Mention]) -> Context:
    """Gathered over all mentions of an article."""
    context = Context()
    for mention in mentions:
        words = mention.words
        if len(words) < 2:
            continue
        is_name = is_first_name(words[0]) or bool(mention.titles)
        if (mention.label == "PERSON" or (is_name and words[-1] not in ORGANISATION_ENDINGS)) and len(words) <= 5:
            context.surnames.update(words[1:])
            context.first_names[words[0]] += 1
        elif mention.label == "ORG":
            context.acronyms |= initials(tokens.words[mention.start : mention.end])
            context.heads[words[0]] += 1
    return context


def group_cues(tokens: Tokens, group: Sequence[Mention], context: Context) -> dict[str, float]:
    """Cue → value for one name: cues of the string 0 or 1, cues of the surroundings as shares of the mentions."""
    cues: dict[str, float] = {"bias": 1.0}
    share = 1.0 / len(group)
    for mention in group:
        for cue in mention_cues(tokens, mention):
            cues[cue] = cues.get(cue, 0.0) + share
    for cue in string_cues(tokens, group[0], context):
        cues[cue] = 1.0
    if len(group) > 2:
        cues["often"] = 1.0
    return cues


def string_cues(tokens: Tokens, mention: Mention, context: Context) -> list[str]:
    """What the words of a name show."""
    words, surface = mention.words, tokens.words[mention.start : mention.end]
    first, last, joined = words[0], words[-1], " ".join(words)
    cues = [f"length={min(4, len(words))}"]
    if is_first_name(first):
        cues.append("first name" if len(words) > 1 else "only first name")
        if len(words) in {2, 3} and last not in ORGANISATION_ENDINGS and last not in PLACE_ENDINGS:
            cues.append("first name and one or two more")
    if len(words) == 1 and context.surnames[last]:
        cues.append("surname in article")
    if len(words) == 1 and context.first_names[last]:
        cues.append("first name in article")
    if len(words) == 1 and context.heads[last]:
        cues.append("head of organisation")
    if len(words) > 1 and last in ORGANISATION_ENDINGS:
        cues.append("organisation ending")
    if len(words) > 1 and first in ORGANISATION_ENDINGS and "of" in words:
        cues.append("organisation start")
    if len(words) > 1 and last in PLACE_ENDINGS:
        cues.append("place ending")
    if joined in read_places():
        cues.append("known place")
    if joined in read_countries():
        cues.append("known country or people")
    if first in read_countries() and len(words) > 1:
        cues.append("starts with country")
    if len(words) == 1 and is_acronym(surface[0]):
        cues.append("acronym")
        if last in context.acronyms:
            cues.append("acronym in article")
    if any(word.islower() for word in surface):
        cues.append("small word")
    if "and" in words or "&" in surface:
        cues.append("and")
    if any(any(char.isdigit() for char in word) for word in surface):
        cues.append("digit")
    if "-" in last:
        cues.append("hyphen")
    if any(word in TITLES or word in ROLES for word in words):
        cues.append("role inside")
    return cues


def mention_cues(tokens: Tokens, mention: Mention) -> list[str]:
    """What stands around one mention, and how spaCy labelled it."""
    before = tokens.lower[mention.start - 1] if mention.start else "^"
    after = tokens.lower[mention.end] if mention.end < len(tokens) else "$"
    cues = [f"label={mention.label}"]
    if mention.titles:
        cues.append("title before")
    if before in {"the", "a", "an"}:
        cues.append(f"before={before[0]}")
        if mention.start > 1 and tokens.lower[mention.start - 2] in _PREPOSITIONS:
            cues.append("preposition the")
    elif before in _PREPOSITIONS:
        cues.append(f"before={before}")
    elif before in {",", "(", "“", '"', "'", "‘", "and"}:
        cues.append(f"before={before}")
    if after in {"'s", ",", "(", ")", "and", ".", "”", '"'}:
        cues.append(f"after={after}")
    if after == "," and mention.end + 1 < len(tokens):
        following = tokens.lower[mention.end + 1]
        if following.isdigit():
            cues.append("age")
        elif following in {"who", "whose"}:
            cues.append("who")
        elif following in {"which", "where"}:
            cues.append(following)
        elif following in {"a", "an", "the"}:
            cues.append("apposition")
    if after in {"who", "whose"}:
        cues.append("who")
    cues.extend(_verb_cues(tokens, mention, before, after))
    return cues


def _verb_cues(tokens: Tokens, mention: Mention, before: str, after: str) -> list[str]:
    last = mention.end - 1
    cues = []
    dep = tokens.dep[last]
    if dep:
        cues.append(
            f"dep={dep}"
            if dep in {"nsubj", "nsubjpass", "pobj", "dobj", "compound", "poss", "appos", "conj"}
            else "dep=other"
        )
    if dep == "nsubj":
        cues.append("says" if tokens.lemma[tokens.head[last]] in SPEECH_LEMMAS else "does")
    if mention.start and tokens.lemma[mention.start - 1] in SPEECH_LEMMAS:
        cues.append("said before")
    if fold(after) in ROLES:
        cues.append("role after")
    elif mention.end < len(tokens) and tokens.pos[mention.end] == "NOUN":
        cues.append("noun after")
    elif mention.end < len(tokens) and tokens.pos[mention.end] == "PROPN":
        cues.append("name after")
    if before in {"of", "at", "for"} and mention.start > 1 and fold(tokens.words[mention.start - 2]) in ROLES:
        cues.append("role of")
    if mention.start and tokens.pos[mention.start - 1] == "PROPN":
        cues.append("name before")
    return cues
