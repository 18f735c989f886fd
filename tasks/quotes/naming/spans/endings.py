"""Names that a speaker span ends in, behind a role, a kind of organisation, or the place or firm somebody is of."""

from collections.abc import Collection, Sequence
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.before_names import ARABIC_PARTICLES, is_people
from tasks.quotes.naming.entities.mentions import DEFAULT_LABELS, Mention
from tasks.quotes.naming.entities.no_names import is_bearer
from tasks.quotes.naming.spans.bodies import BODIES
from tasks.quotes.naming.spans.capitals import (
    FIRMS,
    LINKS,
    LONGEST_NAME,
    behind_titles,
    build_bearer,
    build_name,
    find_run,
    has_role,
    is_name_word,
)
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.bodies import has_kind_before
from tasks.quotes.naming.words.names import is_acronym
from tasks.quotes.naming.words.nouns import find_label
from tasks.quotes.naming.words.tokens import TokenRange, Tokens

_PLACE_NOUNS: Final = read_list("place_nouns")
_PLACE_STARTS: Final = read_list("place_starts")
_SHORTEST_RUN: Final = 3
"""Words of a place or firm and a person."""


def find_ending(tokens: Tokens, start: int, end: int) -> Mention | None:
    """Return the name that a speaker span, cut at its first comma, ends in, its label certain; None where it is not."""
    run = find_run(tokens, start, end)
    if run == end or is_people(tokens, end - 1):
        return None
    before = [i for i in range(start, run) if tokens.lower[i] not in lexicon.ARTICLES]
    if _joins_speakers(tokens, before):
        return None
    link = max((i for i in before if tokens.lower[i] in LINKS), default=None)
    if link is not None and _is_governed(tokens, start, link, run):
        return None
    if link is not None and (link == before[-1] or has_kind_before(tokens, run)):
        split = _find_split(tokens, start, run, end)
        return build_bearer(tokens, start, split, end) if split is not None else None
    return _find_named(tokens, start, link, run, end)


def _joins_speakers(tokens: Tokens, before: Sequence[int]) -> bool:
    """Return whether words before a name join two speakers: "Ann Lee and her colleague Leo Frank".

    Not in "President and Manager Leo Frank".
    """
    joined = [i for i in before if tokens.pos[i] == "CCONJ"]
    if not joined:
        return False
    is_last = joined[-1] == before[-1] and tokens.folded[joined[-1] - 1] not in lexicon.TITLES_AND_ROLES
    return is_last or any(tokens.pos[i + 1] in {"DET", "PRON"} for i in joined)


def _find_named(tokens: Tokens, start: int, link: int | None, run: int, end: int) -> Mention | None:
    """Return the name behind titles; `link` is the last "of" or the like before it."""
    first = behind_titles(tokens, run, end)
    label = _find_label(tokens, start, first, end)
    if label is None or is_bearer(tokens, first, end):
        return None
    has_role_of = link is not None and has_role(tokens, start, link)
    if label == "ORG":
        is_owned = has_role_of or (link is not None and is_name_word(tokens, link - 1))
        return None if is_owned else build_name(tokens, first, end, label)
    if "&" in tokens.words[first:end]:  # a couple, or a firm
        return None
    is_trade = first > start and tokens.tag[first - 1] == "NN" and tokens.words[first - 1].islower()
    return build_bearer(tokens, start, first, end) if has_role_of or is_trade else build_name(tokens, first, end, label)


def find_behind_link(tokens: Tokens, start: int, end: int, people: Collection[TokenRange]) -> Mention | None:
    """Return the person in what was read as a name of three words, the first of which a role takes, else None.

    "Head of policy at Ofrail Ada Lind".
    """
    run = end - _SHORTEST_RUN
    if run <= start or (run, end) not in people or tokens.lower[run - 1] not in LINKS:
        return None
    is_taken = tokens.lower[start] not in {"a", "an"} and has_role(tokens, start, run)
    return build_bearer(tokens, start, run + 1, end) if is_taken else None


def _is_governed(tokens: Tokens, start: int, link: int, run: int) -> bool:
    """Return whether a name is that of another than the speaker: "a spokesman for the singer Ann Lee".

    Not in "Bank of Arlen governor Ann Lee" and "head of state and singer Ann Lee", nor that of a spokesman.
    """
    if link == run - 1 or "and" in tokens.lower[link:run] or not has_role(tokens, run - 1, run):
        return False
    if tokens.folded[run - 1] in lexicon.SPOKESPEOPLE:
        return False
    return tokens.words[link - 1].islower() or has_role(tokens, start, link)


def _find_split(tokens: Tokens, start: int, run: int, end: int) -> int | None:
    """Return where the person's name begins in what follows "Governor of", or None where there is no such name."""
    is_body = tokens.folded[end - 1] in BODIES
    if is_body or tokens.lower[start] in {"a", "an"} or not has_role(tokens, start, run):
        return None  # "the principal of Arlen Green Academy"
    first = behind_titles(tokens, run, end)
    if first == run:
        return _find_split_in_names(tokens, run, end)
    is_behind = tokens.folded[first - 2] in lexicon.ORGANISATION_WORDS
    return first if first > run + 1 and is_behind else None  # "the Harbour Committee Sheikh Omar Rumi"


def _find_split_in_names(tokens: Tokens, run: int, end: int) -> int | None:
    """Return where in a run of names the person's begins, or None.

    It begins behind the last word of an organisation, behind a known place, or with a first name; else behind the first
    word, where the last one is a surname that stands alone elsewhere in the article or no word of the language.
    """
    is_double = tokens.folded[run] in _PLACE_STARTS
    places = range(max(run + 1 + is_double, end - LONGEST_NAME + 1), end - 1)
    whole = (i for i in reversed(places) if _ends_place(tokens, run, i))
    if (behind := next(whole, None)) is not None:
        return behind
    named = next((i for i in places if lexicon.is_first_name(tokens.folded[i])), None)
    if named is not None:
        is_second = named == run + 2 and not is_double
        return run + 1 + tokens.has_vector(tokens.folded[run + 1]) if is_second else named  # "Coastal Studies Ann Lee"
    is_odd = not any(map(tokens.has_vector, tokens.folded[end - 2 : end]))
    alone = end - 2 if is_odd else run + 1
    return alone if alone in places and (is_odd or tokens.folded[end - 1] in tokens.lone_words) else None


def _ends_place(tokens: Tokens, run: int, i: int) -> bool:
    """Return whether an organisation or a known place ends before a token."""
    return tokens.folded[i - 1] in lexicon.ORGANISATION_WORDS or " ".join(tokens.folded[run:i]) in lexicon.PLACES


def _find_label(tokens: Tokens, start: int, first: int, end: int) -> str | None:
    """Return the entity label that the words before and in a name make certain, or None."""
    length = sum(tokens.words[i][:1].isalpha() for i in range(first, end))
    if not 0 < length <= LONGEST_NAME:
        return None
    if tokens.folded[end - 1] in lexicon.ORGANISATION_ENDINGS:
        is_firm = length > 1 and tokens.folded[end - 1] in lexicon.BUSINESS_ENDINGS
        return "ORG" if is_firm and first > start and tokens.pos[first - 1] in {"NOUN", "PROPN"} else None
    label, is_certain = _label_behind(tokens, start, first, length) if first > start else (None, False)
    return label if is_certain else "PERSON" if _is_person(tokens, start, first, end, length) else None


def _label_behind(tokens: Tokens, start: int, first: int, length: int) -> tuple[str | None, bool]:
    """Return the label of a name of so many words by what stands right before it, and whether it is certain."""
    head, title = first - 1, tokens.folded[first - 1]
    if length == 1 and _is_kind(tokens, first):
        return "ORG", True
    is_from = length > 1 and title in _PLACE_NOUNS and has_role(tokens, start, head)
    if is_from or title in lexicon.TITLES_AND_ROLES:  # "the lawmaker from Arlen county Ann Lee"
        return "PERSON", True
    if tokens.words[head].islower() or tokens.is_opening[head]:
        label = DEFAULT_LABELS.get(find_label(tokens, head, plural=False))
        if label == "ORG" and length > 1 and tokens.lower[head - 1 : head] in (["of"], ["in"], ["at"]):
            return "PERSON", True  # "member of parliament Ann Lee"
        if label is None and not has_role(tokens, start, head):
            is_full = length > 1 and lexicon.is_first_name(tokens.folded[first]) and tokens.tag[head] == "NN"
            return ("PERSON" if is_full else None), True  # "shop steward Ann Lee"
        if label is not None:
            return label, True
    return None, False


def _is_kind(tokens: Tokens, first: int) -> bool:
    """Return whether a word says what kind of body a single word behind it is: "state broadcaster VTR"."""
    title = tokens.folded[first - 1]
    is_firm = title in FIRMS and not lexicon.is_first_name(tokens.folded[first])
    return is_firm or (title in lexicon.ORGANISATION_NOUNS and is_acronym(tokens.words[first]))


def _is_person(tokens: Tokens, start: int, first: int, end: int, length: int) -> bool:
    """Return whether a name of so many words is a person's: by its particles, its first name or its surname."""
    if tokens.words[first].islower() or not ARABIC_PARTICLES.isdisjoint(tokens.words[first : end - 1]):
        return True
    has_first = lexicon.is_first_name(tokens.folded[first]) and not is_acronym(tokens.words[end - 1])
    return length > 1 and (has_first or (first == start and _is_surname(tokens, end - 1)))


def _is_surname(tokens: Tokens, last: int) -> bool:
    """Return whether the last word of a name stands alone elsewhere, as surnames do, and never in lower case."""
    word = tokens.folded[last]
    return word in tokens.lone_words and word not in tokens.small_words and not is_acronym(tokens.words[last])
