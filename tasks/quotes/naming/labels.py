"""Entity labels mended: one label for each name of an article, from all that the article shows of it.

Every name (all mentions with the same words) gets a score for each kind from a linear model over the cues of `cues.py`,
averaged over its mentions; `label_weights.json` holds the weights, fitted on GUM's named mentions by
`tasks/quotes/training/naming_labels.py`.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.cues import NameParts, find_name_cues, read_name_parts
from tasks.quotes.naming.lexicon import read_weights
from tasks.quotes.naming.mentions import DEFAULT_LABELS, NAMED_LABELS, Mention, group_words
from tasks.quotes.naming.nouns import find_apposed_label
from tasks.quotes.naming.tokens import Tokens

NAME_KINDS: Final = ("person", "organisation", "place", "other")
_KIND_OF: Final = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}
"""spaCy's label → kind; every other label is of kind "other"."""
_KINDS_OF_ORGANISATION: Final = read_list("kinds_of_organisation")


def mend_labels(tokens: Tokens, mentions: Sequence[Mention]) -> None:
    """Give all mentions of a name its likeliest label; dates and numbers are left alone.

    Of the labels of a kind it is the one that most mentions had already.
    """
    parts = read_name_parts(tokens, mentions)
    for group in group_names(mentions):
        cues = find_name_cues(tokens, group, parts)
        kind = _find_certain_kind(tokens, group, cues, parts) or _choose_kind(cues)
        labels = Counter(mention.label for mention in group if _KIND_OF.get(mention.label, "other") == kind)
        label = labels.most_common(1)[0][0] if labels else DEFAULT_LABELS.get(kind)
        for mention in group:
            mention.label = label or mention.label


def group_names(mentions: Iterable[Mention]) -> list[list[Mention]]:
    """Return the mentions that name something, those with the same words together."""
    return list(group_words(mention for mention in mentions if mention.label in NAMED_LABELS).values())


def _find_certain_kind(tokens: Tokens, group: Sequence[Mention], cues: Container[str], parts: NameParts) -> str | None:
    """Return the kind that needs no weighing, or None.

    An acronym of a long name, "the agency Interfax", "Calder Haulage, a trucking company", "Calder" beside "Calder
    Haulage Ltd", a transcript's label ("WALLACE:").
    """
    mention = group[0]
    certain = Counter(_KIND_OF[one.label] for one in group if one.is_certain)
    if certain:
        return certain.most_common(1)[0][0]
    is_business = mention.label == "PERSON" and _is_business(tokens, group, parts)
    if "acronym in article" in cues or is_business:
        return "organisation"
    if any(m.start and tokens.lower[m.start - 1] in _KINDS_OF_ORGANISATION for m in group):
        return "organisation"
    is_label = tokens.words[mention.start].isupper() and tokens.words[mention.end : mention.end + 1] == [":"]
    speaks = is_label or any(one.is_speaker for one in group)
    return "person" if speaks and "surname in article" in cues else None


def _is_business(tokens: Tokens, group: Sequence[Mention], parts: NameParts) -> bool:
    """Return whether what was tagged as a person is called an organisation or begins a business's name."""
    if any(mention.titles for mention in group):
        return False
    words = group[0].words
    if len(words) == 1 and words[0] in parts["business"]:
        return words[0] not in parts["surname"] and words[0] not in parts["first name"]
    return any(find_apposed_label(tokens, mention.start, mention.end) == "organisation" for mention in group)


def _choose_kind(cues: Mapping[str, float]) -> str:
    """Return the kind with the highest score; cues without weights count nothing."""
    scores = dict.fromkeys(NAME_KINDS, 0.0)
    for cue, value in cues.items():
        for kind, weight in zip(NAME_KINDS, read_weights("label_weights").get(cue, ()), strict=False):
            scores[kind] += weight * value
    return max(scores, key=scores.__getitem__)
