"""Entity labels mended: one label for each name of an article."""

from collections.abc import Callable, Sequence
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.businesses import is_business
from tasks.quotes.naming.entities.bylines import is_byline
from tasks.quotes.naming.entities.mentions import DEFAULT_LABELS, NAMED_LABELS, Mention, find_most_common, group_words
from tasks.quotes.naming.entities.name_parts import Name, build_name, read_name_parts
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.bodies import has_kind_before
from tasks.quotes.naming.words.names import is_acronym
from tasks.quotes.naming.words.tokens import Tokens

_KIND_OF: Final = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}
"""spaCy's label → kind; every other label is of none."""
_LABELS: Final = {**DEFAULT_LABELS, "document": "WORK_OF_ART"}
_BODIES: Final = (lexicon.ORGANISATION_NOUNS | read_list("firm_nouns")) - read_list("place_nouns")
_LONGEST_PERSON: Final = 4
_ROLE_REACH: Final = 6
"""Tokens behind a name in which its apposition has its noun."""
_CALLED_REACH: Final = 7
"""Tokens before a name in which "goes by" is looked for."""


def mend_labels(tokens: Tokens, mentions: Sequence[Mention]) -> None:
    """Give all mentions of a name one label; dates and numbers are left alone.

    It is of the kind that the article makes certain, else of the one that most mentions have.
    """
    parts = read_name_parts(tokens, mentions)
    names = group_words(mention for mention in mentions if mention.label in NAMED_LABELS)
    for group in names.values():
        label = _find_label(group, _find_kind(build_name(tokens, group, parts)))
        for mention in group:
            mention.label = label


def _find_label(group: Sequence[Mention], kind: str | None) -> str:
    """Return the most frequent label of a name, of those of its kind where that is certain."""
    labels = [mention.label for mention in group if kind is None or _KIND_OF.get(mention.label) == kind]
    if not labels and kind is not None:
        return _LABELS[kind]
    return find_most_common(labels)


def _find_kind(name: Name) -> str | None:
    """Return the kind of a name that its place or the other names of the article make certain, or None."""
    certain = [_KIND_OF[one.label] for one in name.group if one.is_certain]
    if certain:
        return find_most_common(certain)
    return next((kind for kind, test in _TESTS if test(name)), None)


def _is_peer(name: Name) -> bool:
    """Return whether a name is a title with what it is of: "Earl of Wold"."""
    start = name.group[0].start
    return name.words[0] in lexicon.PEERS and name.tokens.lower[start + 1 : start + 2] == ["of"]


def _has_byline(name: Name) -> bool:
    """Return whether a first name begins a byline."""
    return name.is_first and any(is_byline(name.tokens, one) for one in name.group)


def _is_called(name: Name) -> bool:
    """Return whether somebody "goes by", "goes by the name" or "goes by the name of" what is named."""
    return any(_goes_by(name.tokens, one.start) for one in name.group)


def _goes_by(tokens: Tokens, start: int) -> bool:
    before = tokens.lower[max(0, start - _CALLED_REACH) : start]
    if "by" not in before:
        return False
    words = [word for word in before if word.isalpha()]
    while words and words[-1] in {"the", "name", "of", "nickname"}:
        words.pop()
    return words[-1:] == ["by"] and words[-2:-1] in (["go"], ["goes"], ["going"], ["went"])


def _has_role(name: Name) -> bool:
    """Return whether what was tagged as no person is one: a first name, and behind it a role, "Ann Lee, chair of"."""
    is_like = name.is_first and name.label in {"ORG", "GPE"} and 1 < len(name.words) <= _LONGEST_PERSON
    if not is_like or not lexicon.ORGANISATION_WORDS.isdisjoint(name.words):
        return False
    return any(_has_role_behind(name.tokens, one.end) for one in name.group)


def _has_role_behind(tokens: Tokens, end: int) -> bool:
    if tokens.words[end : end + 1] != [","]:
        return False
    behind = range(end + 1, min(len(tokens), end + 1 + _ROLE_REACH))
    head = next((i for i in behind if tokens.dep[i] == "appos"), None)
    return head is not None and tokens.folded[head] in lexicon.TITLES_AND_ROLES


def _is_document(name: Name) -> bool:
    """Return whether what was tagged as an organisation is a document by its last word: "the Kestrel Report".

    Or a case: "Hallam v. Arlen County".
    """
    words, lower = name.words, name.tokens.lower
    if not {"v", "vs"}.isdisjoint(words[1:-1]):
        return True
    link = next((i for i, word in enumerate(words) if word in {"for", "on"}), len(words))  # "Waste Study for 2021"
    if name.label not in {"ORG", "PERSON"} or link < 2 or words[link - 1] not in lexicon.DOCUMENT_ENDINGS:
        return False
    first = name.group[0]
    is_owned = any(word in {"'s", "'"} for word in lower[first.start : first.end])  # "Corvane's Report"
    is_definite = is_owned or all(lower[one.start - 1] == "the" for one in name.group if one.start)
    if any(lower[one.start - 2] in {"by", "told"} for one in name.group if one.start > 1):  # "told the Ledger"
        return False
    return is_definite and lexicon.ORGANISATION_WORDS.isdisjoint(words)


def _is_known_acronym(name: Name) -> bool:
    """Return whether a name is the acronym of an organisation that the article names."""
    is_known = not name.is_long and name.words[0] in name.parts.acronyms
    return is_known and is_acronym(name.tokens.words[name.group[0].start])


def _has_kind(name: Name) -> bool:
    """Return whether a noun says what kind of organisation a name is: "the carrier Skyhop", but "brewer Ann Lee"."""
    tokens = name.tokens
    if any(has_kind_before(tokens, one.start) for one in name.group):
        return True
    is_bare = name.label in {"PERSON", "GPE"} and not name.is_first
    return is_bare and any(tokens.lower[one.start - 1] in _BODIES for one in name.group if one.start)


def _is_base(name: Name) -> bool:
    """Return whether a firm is based in what is named: "Arlen-based"."""
    return any(name.tokens.lower[one.end : one.end + 2] == ["-", "based"] for one in name.group)


def _is_state(name: Name) -> bool:
    """Return whether a place tagged as an organisation stands before a title: "Texas Attorney General Ann Lee"."""
    if name.label != "ORG" or " ".join(name.words) not in lexicon.PLACES:
        return False
    return any(not lexicon.TITLES_AND_ROLES.isdisjoint(name.tokens.folded[one.end : one.end + 1]) for one in name.group)


def _is_surname(name: Name) -> bool:
    """Return whether a name is a surname of the article's people: tagged as an organisation, or where it speaks.

    Also as a label: "WALLACE:".
    """
    if name.is_long:
        return False
    word, first = name.words[0], name.group[0]
    if name.label == "ORG" and word in name.parts.lasts and word not in name.parts.bodies:
        return True
    if word not in name.parts.surnames:
        return False
    is_label = name.tokens.words[first.start].isupper() and name.tokens.words[first.end : first.end + 1] == [":"]
    return is_label or any(one.is_speaker for one in name.group)


def _ends_in_speaker(name: Name) -> bool:
    """Return whether a whole name ends in a surname that speaks alone: "Corvane Lee" of "Lee said"."""
    if not name.is_long or name.words[-1] not in name.parts.alone:
        return False
    return name.is_first or not name.tokens.has_vector(name.words[0])


_TESTS: Final[tuple[tuple[str, Callable[[Name], bool]], ...]] = (
    ("person", _is_peer),
    ("person", _has_byline),
    ("person", _is_called),
    ("person", _has_role),
    ("document", _is_document),
    ("organisation", _is_known_acronym),
    ("organisation", _has_kind),
    ("organisation", is_business),
    ("place", _is_base),
    ("place", _is_state),
    ("person", _is_surname),
    ("person", _ends_in_speaker),
)
"""What makes a name certain to be of a kind; the first that holds counts."""
