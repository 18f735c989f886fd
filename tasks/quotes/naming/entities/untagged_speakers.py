"""Names of speakers that only their place in a speaker span shows, untagged and seen nowhere else."""

import re
from typing import Final

from tasks.quotes.naming.entities.mentions import Mention, build_mention
from tasks.quotes.naming.entities.no_names import UNIDENTIFIED, is_bearer
from tasks.quotes.naming.words.lexicon import (
    ARTICLES,
    CALENDAR,
    ORGANISATION_NOUNS,
    ORGANISATION_WORDS,
    PEERS,
    TITLES_AND_ROLES,
    is_first_name,
)
from tasks.quotes.naming.words.names import is_acronym
from tasks.quotes.naming.words.tokens import Tokens

_NO_STARTS: Final = TITLES_AND_ROLES | UNIDENTIFIED | CALENDAR
"""What begins no name in a speaker span."""
_NAMING: Final = frozenset(["called", "named"])
_BEFORE: Final = _NAMING | {",", "the", ""}
"""What stands before a name; nothing where it begins the span."""
_BREAKS: Final = frozenset(["ADP", "VERB", "AUX", "SCONJ"])
_BEHIND: Final = frozenset([",", "(", "–", "—"])
_AT: Final = frozenset(["at", "in", "within"])
_INNER: Final = frozenset(["for", "of", "and", "&", "-", "'s", "'", "the"])
"""What stands between the words of a name."""
_SITE: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|info|co|tv|news|[a-z]{2})")
_PEOPLE: Final = ("ese", "ish", "ian")
"""How words for the people of a country end."""
_NO_NAMES: Final = ARTICLES | {"its", "his", "her", "our", "their"}
_CAPITALISED: Final = frozenset(["PROPN", "NOUN", "ADJ", "X", "VERB"])


def find_peer(tokens: Tokens, start: int, end: int) -> Mention | None:
    """Return the name in a speaker span such as "the Earl of Wold", or None."""
    first = start + (tokens.lower[start] == "the")
    if first + 2 >= end or tokens.folded[first] not in PEERS or tokens.lower[first + 1] != "of":
        return None
    found = build_mention(tokens, first, _find_phrase_end(tokens, first, end), "PERSON")
    if found is not None:
        found.is_certain, found.titles = True, [tokens.folded[first]]
    return found


def find_speaker_name(tokens: Tokens, start: int, end: int) -> Mention | None:
    """Return a name that only its place in a speaker span shows, untagged and seen nowhere else, or None.

    The span itself ("Ebba Norling"), what it ends with ("the broadcaster RTV"), an apposition ("the union, NUW,") or
    what follows "called" ("a group called Friends of Elm Park"), a body of something ("the Center for Peace and Law
    at the University of Elm"), and a site of its own ("news.example.com").
    """
    while end > start and tokens.lower[end - 1] in {",", ":", "'s"}:
        end -= 1
    if end - start == 1 and _SITE.fullmatch(tokens.lower[start]):
        return build_mention(tokens, start, end, "ORG")
    for i in range(start, end):
        before = tokens.lower[i - 1] if i > start else ""
        if before and tokens.pos[i] in _BREAKS and tokens.lower[i] not in _NAMING:
            return None
        if not _may_begin(tokens, i, before):
            continue
        stop = _find_phrase_end(tokens, i, end)
        is_name = (stop == end or _ends(tokens, i, stop)) and not _is_common(tokens, i, stop)
        if is_name and not is_bearer(tokens, i, stop):
            return build_mention(tokens, i, stop, _label_speaker(tokens, i, stop, before))
        if before not in {"the", ""}:
            return None
    return None


def _may_begin(tokens: Tokens, i: int, before: str) -> bool:
    """Return whether a name may begin at a token: with a capital, behind a noun, a comma or "called"."""
    is_behind = tokens.pos[i - 1] in {"NOUN", "ADJ"} and before != "-"  # no "anti-Corvane group"
    return (before in _BEFORE or is_behind) and _is_capital(tokens, i) and tokens.folded[i] not in _NO_STARTS


def _ends(tokens: Tokens, start: int, stop: int) -> bool:
    """Return whether a name ends before a token: at a comma, or a body's before where it is."""
    if tokens.words[stop] in _BEHIND:
        return True
    is_long = stop - start > 1 and not ORGANISATION_WORDS.isdisjoint(tokens.folded[start:stop])
    return is_long and tokens.lower[stop] in _AT


def _label_speaker(tokens: Tokens, start: int, stop: int, before: str) -> str:
    """Return PERSON for a first name with one or two more and for the label of a line ("Norling:"), else ORG."""
    if stop - start in {2, 3} and is_first_name(tokens.folded[start]) and before != "the":
        return "PERSON"
    is_name = tokens.words[stop : stop + 1] == [":"] or not is_acronym(tokens.words[start])
    return "PERSON" if stop - start == 1 and not before and is_name else "ORG"


def _is_capital(tokens: Tokens, i: int) -> bool:
    """Return whether a word has a capital that is not due to its place."""
    if not tokens.words[i][0].isupper() or tokens.lower[i] in _NO_NAMES:
        return False
    return tokens.pos[i] in _CAPITALISED or not tokens.is_opening[i]


def _find_phrase_end(tokens: Tokens, start: int, end: int) -> int:
    """Return the end of a capitalised phrase, with small words and a possessive inside: "Growers’ Association"."""
    stop = start + 1
    while stop < end and (_is_capital(tokens, stop) or _joins(tokens, stop, end)):
        stop += 1
    return stop


def _joins(tokens: Tokens, i: int, end: int) -> bool:
    """Return whether a token is a number, or a small word before another word of the name."""
    if tokens.words[i][0].isdigit():
        return True
    if tokens.lower[i] not in _INNER or i + 1 >= end:
        return False
    return _is_capital(tokens, i + 1) or tokens.lower[i : i + 2] == ["of", "the"]


def _is_common(tokens: Tokens, start: int, stop: int) -> bool:
    """Return whether a single capitalised word only begins a sentence: "Visitors", "Cyclists"."""
    if stop - start > 1:
        return False
    word, is_proper = tokens.lower[start], tokens.tag[start] == "NNP"
    if start > 0 and tokens.lower[start - 1] == "the":
        is_noun = tokens.words[start].isupper() and word in ORGANISATION_NOUNS  # "THE COMPANY SAID"
        if is_noun or word.endswith(_PEOPLE):
            return True
    if not tokens.is_opening[start]:
        return word in tokens.small_words and not is_proper
    if word in tokens.small_words or (word.endswith("s") and (not is_proper or tokens.has_vector(word[:-1]))):
        return True
    return not is_proper and tokens.words[start] not in tokens.inner_words
