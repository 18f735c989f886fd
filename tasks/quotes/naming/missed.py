"""Names that the entity recogniser missed and that the rest of the article, a title or a list makes certain."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from tasks.quotes.naming.gazetteer import read_places
from tasks.quotes.naming.gender import is_first_name
from tasks.quotes.naming.lexicon import ROLES, TITLES, word_set
from tasks.quotes.naming.mentions import Mention, build_mention
from tasks.quotes.naming.names import NameWords, fold, initials, is_acronym
from tasks.quotes.naming.tokens import Tokens

ADDRESS_TITLES: Final = word_set("mr mrs ms miss dr prof sen rep gov sgt lt sir sheikh capt insp supt")
"""Titles that nothing but a person's name follows."""
_ADDED_LABELS: Final = frozenset(["PERSON", "ORG", "GPE"])

type Forms = dict[str, list[tuple[NameWords, str]]]
"""First word → the names of the article that begin with it and their labels, longest first."""


def add_missed(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """All mentions in text order: the given ones and those found in the gaps between them."""
    taken = bytearray(len(tokens) + 1)
    for mention in mentions:
        _take(taken, mention)
    forms, acronyms = known_forms(tokens, mentions), _acronyms(tokens, mentions)
    added: list[Mention] = []
    for i, word in enumerate(tokens.words):
        if taken[i] or not word[0].isupper() or tokens.pos[i] not in {"PROPN", "NOUN", "X"}:
            continue
        found = _find_at(tokens, i, taken, forms, acronyms)
        if found is not None:
            added.append(found)
            _take(taken, found)
    return sorted([*mentions, *added], key=lambda mention: mention.start)


def _take(taken: bytearray, mention: Mention) -> None:
    taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)


def _acronyms(tokens: Tokens, mentions: Sequence[Mention]) -> set[str]:
    long_names = (m for m in mentions if m.label == "ORG" and len(m.words) > 1)
    return {short for m in long_names for short in initials(tokens.words[m.start : m.end])}


def known_forms(tokens: Tokens, mentions: Sequence[Mention]) -> Forms:
    """The names of the article that may be looked for; surnames of people too.

    A single word must be tagged twice, be an acronym or belong to a person, and never stand in lower case.
    """
    counts = Counter(mention.words for mention in mentions)
    forms: dict[str, dict[NameWords, str]] = defaultdict(dict)
    for mention in mentions:
        words = _folded(tokens, mention.start, mention.end)
        if mention.label not in _ADDED_LABELS or words[0] in tokens.small_words:
            continue
        certain = len(words) > 1 or counts[mention.words] > 1 or is_acronym(tokens.words[mention.start])
        if (certain or mention.titles) and len(words[0]) > 1:
            forms[words[0]].setdefault(words, mention.label)
        family = _family_name(words)
        is_short = len(family) < len(words) and len(family[-1]) > 2 and family[0] not in tokens.small_words
        if mention.label == "PERSON" and is_short:
            forms[family[0]].setdefault(family, "PERSON")
    return {first: sorted(names.items(), key=lambda item: (-len(item[0]), item)) for first, names in forms.items()}


def _family_name(words: NameWords) -> NameWords:
    """The last token of a name, with what hyphens tie to it: ("tizya", "-", "tramm")."""
    start = len(words) - 1
    while start > 1 and words[start - 1] == "-":
        start -= 2
    return words[start:]


def _find_at(tokens: Tokens, start: int, taken: bytearray, forms: Forms, acronyms: set[str]) -> Mention | None:
    """A missed name that begins at `start`."""
    first = fold(tokens.words[start])
    for words, label in forms.get(first, ()):
        end = start + len(words)
        if end <= len(tokens) and not any(taken[start:end]) and _folded(tokens, start, end) == words:
            return build_mention(tokens, start, end, label) if stands_alone(tokens, start, end) else None
    is_name = is_first_name(first) and first not in TITLES and first not in ROLES
    if is_name and start + 1 < len(tokens) and not taken[start + 1]:
        family = ((fold(tokens.words[start + 1]),), "PERSON")
        if family in forms.get(family[0][0], ()) and tokens.words[start + 1][0].isupper():
            return build_mention(tokens, start, start + 2, "PERSON")
    before = fold(tokens.words[start - 1]) if start else ""
    if before in ADDRESS_TITLES and tokens.pos[start] == "PROPN" and first not in TITLES and first not in ROLES:
        return build_mention(tokens, start, name_end(tokens, start, taken), "PERSON")
    if first in acronyms and before == "(" and is_acronym(tokens.words[start]):
        return build_mention(tokens, start, start + 1, "ORG")
    return _find_place(tokens, start, taken)


def _find_place(tokens: Tokens, start: int, taken: bytearray) -> Mention | None:
    if tokens.pos[start] != "PROPN":
        return None
    for end in range(min(start + 3, len(tokens)), start, -1):
        if not any(taken[start:end]) and " ".join(_folded(tokens, start, end)) in read_places():
            return build_mention(tokens, start, end, "GPE") if stands_alone(tokens, start, end) else None
    return None


def _folded(tokens: Tokens, start: int, end: int) -> NameWords:
    return tuple(fold(word) for word in tokens.words[start:end])


def _is_name_part(tokens: Tokens, i: int) -> bool:
    return 0 <= i < len(tokens) and tokens.pos[i] == "PROPN" and tokens.words[i][0].isupper()


def stands_alone(tokens: Tokens, start: int, end: int) -> bool:
    """Whether no capitalised word beside it may belong to the same name, titles aside."""
    if _is_name_part(tokens, end) or (end < len(tokens) and tokens.words[end] == "-"):
        return False
    before = fold(tokens.words[start - 1]) if start else ""
    return not _is_name_part(tokens, start - 1) or before in TITLES or before in ROLES


def name_end(tokens: Tokens, start: int, taken: bytearray | None = None) -> int:
    """The end of a run of up to four capitalised words from `start`."""
    end = start + 1
    while end - start < 4 and _is_name_part(tokens, end) and not (taken and taken[end]):
        end += 1
    return end


def find_speaker_name(tokens: Tokens, start: int, end: int) -> Mention | None:
    """A name that only its place in a speaker span shows, untagged and seen nowhere else.

    The span itself ("Orrin Quall"), what it ends with ("the broadcaster TV6"), an apposition ("the union, IM,") or
    what follows "called" ("a group called Parents for Trust").
    """
    while end > start and tokens.words[end - 1] in {",", ":", "'s", "’s"}:
        end -= 1
    for i in range(start, end):
        before = tokens.lower[i - 1] if i > start else ""
        if before and tokens.pos[i] in {"ADP", "VERB", "AUX", "SCONJ"} and tokens.lower[i] not in {"called", "named"}:
            return None
        is_first = i == start or before in {"called", "named", ",", "the"} or tokens.pos[i - 1] in {"NOUN", "ADJ"}
        if not is_first or not _is_capital(tokens, i) or fold(tokens.words[i]) in TITLES | ROLES:
            continue
        stop = _phrase_end(tokens, i, end)
        if _closes(tokens, stop, end) and not _is_common(tokens, i, stop):
            words = stop - i
            is_person = words in {2, 3} and is_first_name(fold(tokens.words[i])) and before != "the"
            is_label = (
                words == 1
                and not before
                and (tokens.words[stop : stop + 1] == [":"] or not is_acronym(tokens.words[i]))
            )
            return build_mention(tokens, i, stop, "PERSON" if is_person or is_label else "ORG")
        if before not in {"the", ""}:
            return None
    return None


def _is_capital(tokens: Tokens, i: int) -> bool:
    word = tokens.words[i]
    if tokens.lower[i] in {"the", "a", "an", "its", "his", "her", "our", "their"}:
        return False
    return word[0].isupper() and (
        tokens.pos[i] in {"PROPN", "NOUN", "ADJ", "X", "VERB"} or is_acronym(word) or not _opens(tokens, i)
    )


def _phrase_end(tokens: Tokens, start: int, end: int) -> int:
    """The end of a capitalised phrase, with small words and a possessive inside: "Referees’ Association"."""
    stop = start + 1
    while stop < end and (_is_capital(tokens, stop) or _joins(tokens, stop, end)):
        stop += 1
    return stop


def _joins(tokens: Tokens, i: int, end: int) -> bool:
    return (
        tokens.lower[i] in {"for", "of", "and", "&", "-", "'s", "'", "the"}
        and i + 1 < end
        and (_is_capital(tokens, i + 1) or (tokens.lower[i] == "of" and tokens.lower[i + 1] == "the"))
    ) or tokens.words[i][0].isdigit()


def _closes(tokens: Tokens, stop: int, end: int) -> bool:
    """Whether a name may end here: at the span's end, a comma, a bracket or a relative clause."""
    return stop == end or tokens.words[stop] in {",", "(", "–", "—"} or tokens.tag[stop] in {"WP", "WDT"}


def _is_common(tokens: Tokens, start: int, stop: int) -> bool:
    """Whether a single capitalised word is only the start of a sentence: "Regulars", "Neighbours"."""
    if stop - start > 1:
        return False
    word = tokens.lower[start]
    before = tokens.lower[start - 1] if start else ""
    if len(word) == 1 or (before == "the" and word.endswith(("ese", "ish", "ian"))):
        return True
    if not _opens(tokens, start):
        return word in tokens.small_words and tokens.tag[start] != "NNP"
    if word in tokens.small_words or word.endswith("s"):
        return True
    return tokens.tag[start] != "NNP" and not _is_name_elsewhere(tokens, start)


def _opens(tokens: Tokens, i: int) -> bool:
    """Whether a word begins a sentence or a quotation, where any word has a capital."""
    return i == 0 or tokens.sentence[i] != tokens.sentence[i - 1] or not tokens.words[i - 1][-1].isalnum()


def _is_name_elsewhere(tokens: Tokens, start: int) -> bool:
    """Whether a word has its capital in the middle of a sentence too."""
    word = tokens.words[start]
    return any(other == word and not _opens(tokens, i) for i, other in enumerate(tokens.words))
