"""Names that the entity recogniser missed, and that the rest of the article, a title or their place confirms."""

import re
from collections import Counter
from collections.abc import Container, Sequence
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.edges import CALENDAR, UNIDENTIFIED, is_bearer
from tasks.quotes.naming.entities.mentions import DEFAULT_LABELS, Mention, build_mention, put_in, resize
from tasks.quotes.naming.words.appositions import find_apposed_label
from tasks.quotes.naming.words.bodies import has_leader
from tasks.quotes.naming.words.lexicon import (
    ARTICLES,
    ORGANISATION_ENDINGS,
    ORGANISATION_NOUNS,
    ORGANISATION_WORDS,
    PARTICLES,
    PEERS,
    PLACES,
    ROLES,
    TITLES_AND_ROLES,
    is_first_name,
    read_countries,
)
from tasks.quotes.naming.words.names import NameWords, initials, is_acronym
from tasks.quotes.naming.words.tokens import ADDRESSES, Tokens

_NO_STARTS: Final = TITLES_AND_ROLES | UNIDENTIFIED | CALENDAR
"""What begins no name in a speaker span."""
_LONGEST_NAME: Final = 12
"""Tokens of a name that is looked for again."""
_AT: Final = frozenset(["at", "in", "within"])
_KINDS: Final = read_list("kinds_of_organisation")
_NAMING: Final = frozenset(["called", "named"])
_SITE: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|info|co|tv|news|[a-z]{2})")
_POSSESSIVES: Final = frozenset(["its", "his", "her", "our", "their"])

type Forms = dict[NameWords, str]
"""The names of the article that may be looked for again, in folded tokens, and their labels."""


def add_missed(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """Return all mentions in text order: the given ones and those found in the gaps between them."""
    mentions = _share_surnames(tokens, _join_particles(tokens, _add_first_names(tokens, mentions)))
    taken = bytearray(len(tokens) + 1)
    for mention in mentions:
        if mention.words:  # a date or number may be a name that was taken for one
            _take(taken, mention)
    long_names = [mention for mention in mentions if mention.label == "ORG" and len(mention.words) > 1]
    acronyms = {short for name in long_names for short in initials(tokens.folded[name.start : name.end])}
    forms = _known_forms(tokens, mentions)
    mentions = [_lengthen(tokens, one, taken, forms) for one in mentions]
    added: list[Mention] = []
    for i, word in enumerate(tokens.words):
        if taken[i] or not word[0].isupper() or tokens.pos[i] not in {"PROPN", "NOUN", "X"}:
            continue
        found = _find_at(tokens, i, taken, forms, acronyms)
        if found is not None:
            added.append(found)
            _take(taken, found)
    kept = [one for one in mentions if one.words or not any(taken[one.start : one.end])]
    return sorted([*kept, *added], key=lambda mention: mention.start)


def _add_first_names(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, people's names with the first name or initial right before them: "Precious Oduya"."""
    ends = {one.end for one in mentions}
    return [_add_first_name(tokens, one, ends) if one.label == "PERSON" else one for one in mentions]


def _add_first_name(tokens: Tokens, mention: Mention, ends: Container[int]) -> Mention:
    first = mention.start
    if len(mention.words) == 1 and _is_apposed(tokens, first - 1) and first - 1 not in ends:
        return resize(tokens, mention, first - 1, mention.end)
    while first and first not in ends and _is_first(tokens, first - 1) and _is_joined(tokens, first - 1):
        first -= 1
    return resize(tokens, mention, first, mention.end) if first < mention.start else mention


def _is_apposed(tokens: Tokens, i: int) -> bool:
    """Return whether an untagged word is the first of a name behind a comma: "its secretary, Devinder Roe"."""
    is_name = _is_name_part(tokens, i) and not tokens.is_entity[i] and tokens.folded[i] not in TITLES_AND_ROLES
    return is_name and i > 0 and tokens.words[i - 1] == "," and tokens.head[i] == i + 1 and tokens.dep[i] == "compound"


def _is_joined(tokens: Tokens, i: int) -> bool:
    """Return whether a token goes on in the next one's sentence, or is alone in its own as a split-off initial is."""
    is_alone = not i or tokens.sentence[i - 1] != tokens.sentence[i]
    return is_alone or tokens.sentence[i] == tokens.sentence[i + 1]


def _is_first(tokens: Tokens, i: int) -> bool:
    """Return whether a token is a first name before another word of a name, an initial, or a name before "al"."""
    word, folded = tokens.words[i], tokens.folded[i]
    is_initial = len(word) == 2 and word[1] == "."
    if (tokens.is_entity[i] and not is_initial) or not word[0].isupper() or folded in TITLES_AND_ROLES:
        return False
    is_split = tokens.words[i + 1].islower() and tokens.folded[i + 1] in PARTICLES
    if tokens.pos[i] == "PROPN" and (is_initial or is_split):
        return True
    parts = {"PROPN", "ADJ", "NOUN"} if tokens.is_opening[i] else {"PROPN"}
    return is_first_name(folded) and tokens.pos[i] in parts


def _join_particles(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with first names put before surnames with particles: "Lucía" before "de la Fuente"."""
    surnames = {one.words for one in mentions if one.label == "PERSON" and one.words[0] in PARTICLES}
    joined: list[Mention] = []
    lengths = {len(words) for words in surnames}
    held = {i for one in mentions if one.label == "PERSON" for i in range(one.start + 1, one.end)}
    for i in range(1, len(tokens)) if surnames else ():
        is_first = tokens.words[i - 1][:1].isupper() and tokens.folded[i - 1] not in TITLES_AND_ROLES
        fitting = (i + length for length in lengths if i + length <= len(tokens))
        ends = [end for end in fitting if tuple(tokens.folded[i:end]) in surnames]
        is_free = i - 1 not in held and (not joined or joined[-1].end < i)
        if is_first and is_free and ends and "\n" not in tokens.words[i - 1]:
            joined += filter(None, [build_mention(tokens, i - 1, max(ends), "PERSON")])
    return put_in(joined, mentions)


def _share_surnames(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, a first name before "and" and a whole name with the surname: "Juno and Perry Adair"."""
    surnames = {one.words[-1] for one in mentions if len(one.words) > 1}
    counts = Counter(tokens.folded)
    shared: list[Mention] = []
    for one in mentions:
        i = one.start - 2
        is_pair = one.label == "PERSON" and len(one.words) == 2 and i >= 0 and tokens.lower[i + 1] in {"and", "&"}
        is_again = is_pair and (is_first_name(tokens.folded[i]) or counts[tokens.folded[i]] > 1)
        is_first = is_again and tokens.words[i][0].isupper() and tokens.pos[i] == "PROPN"
        if not is_first or tokens.folded[i] in surnames or _goes_before(tokens, i):
            continue
        first = build_mention(tokens, i, i + 1, "PERSON")
        if first is not None:
            first.name = f"{tokens.words[i]} {tokens.words[one.end - 1]}"
            first.words, first.is_certain = (*first.words, one.words[-1]), True
            shared.append(first)
    names = {one.words[0] for one in shared}
    for one in mentions:
        if one.words in {(name,) for name in names}:
            one.label, one.is_certain = "PERSON", True
    places = {one.start for one in shared}
    return sorted([*(one for one in mentions if one.start not in places), *shared], key=lambda one: one.start)


def _goes_before(tokens: Tokens, i: int) -> bool:
    """Return whether a word with a capital stands before a name, but for what several people are: "Parents Ann"."""
    before = tokens.words[i - 1] if i else ""
    return before[:1].isupper() and tokens.folded[i - 1].removesuffix("s") not in ROLES


def _lengthen(tokens: Tokens, mention: Mention, taken: bytearray, forms: Forms) -> Mention:
    """Return a mention with the words behind it that make a name of the article of it: "Penhallow" in "... Homes"."""
    behind = tokens.words[mention.end : mention.end + 1]
    last = min(mention.start + _LONGEST_NAME, len(tokens)) if behind and behind[0][0].isupper() else mention.end
    for end in range(last, mention.end, -1):
        label = forms.get(tuple(tokens.folded[mention.start : end]))
        is_name = label in {"ORG", mention.label} and all(word[0].isupper() for word in tokens.words[mention.end : end])
        if label is not None and is_name and mention.words and not any(taken[mention.end : end]):
            mention.label = label
            mention = resize(tokens, mention, mention.start, end)
            _take(taken, mention)
            break
    return mention


def _take(taken: bytearray, mention: Mention) -> None:
    taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)


def _known_forms(tokens: Tokens, mentions: Sequence[Mention]) -> Forms:
    """Return the names of the article, and the surnames of its people.

    A single word must be tagged twice, be an acronym or belong to a person, and never stand in lower case.
    """
    counts = Counter(mention.words for mention in mentions)
    forms: Forms = {}
    for mention in mentions:
        words = tuple(tokens.folded[mention.start : mention.end])
        is_small = words[0] in tokens.small_words
        if mention.label not in {"PERSON", "ORG", "GPE"} or is_small or len(words) > _LONGEST_NAME:
            continue
        certain = len(words) > 1 or counts[mention.words] > 1 or is_acronym(tokens.words[mention.start])
        if (certain or mention.titles) and len(words[0]) > 1:
            forms.setdefault(words, mention.label)
        first = len(words) - 1
        while first > 1 and words[first - 1] == "-":
            first -= 2
        family = words[first:]  # what hyphens tie to the surname is of it: ("brandt", "-", "moreau")
        is_short = len(family) < len(words) and len(family[-1]) > 2 and family[0] not in tokens.small_words
        if mention.label == "PERSON" and is_short:
            forms.setdefault(family, "PERSON")
    return forms


def _find_at(tokens: Tokens, start: int, taken: bytearray, forms: Forms, acronyms: set[str]) -> Mention | None:
    """Return a missed name that begins at `start`, or None."""
    first = tokens.folded[start]
    for end in range(min(start + _LONGEST_NAME, len(tokens)), start, -1):
        label = forms.get(tuple(tokens.folded[start:end]))
        if label is not None and not any(taken[start:end]):
            return build_mention(tokens, start, end, label) if _stands_alone(tokens, start, end) else None
    person = _find_person(tokens, start, taken, forms) if first not in TITLES_AND_ROLES else None
    if person is not None:
        return person
    if first in CALENDAR:  # a day before a comma is no body
        return None
    body = _find_body(tokens, start, taken) or _find_apposed(tokens, start, taken)
    if body is not None:
        forms.setdefault(tuple(tokens.folded[body.start : body.end]), body.label)
        return body
    if first in acronyms and tokens.folded[start - 1 : start] == ["("] and is_acronym(tokens.words[start]):
        return build_mention(tokens, start, start + 1, "ORG")
    return _find_place(tokens, start, taken)


def _find_person(tokens: Tokens, start: int, taken: bytearray, forms: Forms) -> Mention | None:
    """Return a first name before a surname of the article, or what follows "Mr.", or None."""
    if is_first_name(tokens.folded[start]) and start + 1 < len(tokens) and not taken[start + 1]:
        family = tokens.folded[start + 1]
        if forms.get((family,)) == "PERSON" and tokens.words[start + 1][0].isupper():
            return build_mention(tokens, start, start + 2, "PERSON")
    if not start or tokens.folded[start - 1] not in ADDRESSES or tokens.pos[start] != "PROPN":
        return None
    return build_mention(tokens, start, _find_run_end(tokens, start + 1, start + 4, taken), "PERSON")


def _find_body(tokens: Tokens, start: int, taken: bytearray) -> Mention | None:
    """Return the organisation behind its kind, before its chief or by its last word, else None.

    "The defence company Orrin", "the Velmont Coalition".
    """
    if not _is_name_part(tokens, start) and tokens.has_vector(tokens.folded[start]):
        return None
    end = _find_run_end(tokens, start + 1, start + _LONGEST_NAME, taken)
    is_owner = tokens.folded[end - 1] in TITLES_AND_ROLES and tokens.lower[end : end + 1] == ["'s"]
    if is_owner:  # "Prime Minister's Office"
        last = _find_run_end(tokens, end + 1, end + _LONGEST_NAME, taken)
        end = last if last > end + 1 and tokens.folded[last - 1] in ORGANISATION_ENDINGS else end
    if end - start == 1 and tokens.folded[start] in ORGANISATION_NOUNS:  # "Board chair Ann Lee"
        return None
    is_first = not _is_name_part(tokens, start - 1)
    is_led = is_first and tokens.lower[end : end + 1] != ["'s"] and has_leader(tokens, end)
    is_ended = is_first and end - start > 1 and tokens.folded[end - 1] in ORGANISATION_ENDINGS
    is_body = is_led or is_ended or (start > 0 and tokens.lower[start - 1] in _KINDS)
    return build_mention(tokens, start, end, "ORG") if is_body else None


def _find_apposed(tokens: Tokens, start: int, taken: bytearray) -> Mention | None:
    """Return the organisation or person that an apposition says to be one: "Pennyloom, a chain that ..."."""
    end = _find_run_end(tokens, start, start + _LONGEST_NAME, taken)
    if end == start or tokens.words[end : end + 1] != [","] or _is_name_part(tokens, start - 1):
        return None
    label = DEFAULT_LABELS.get(find_apposed_label(tokens, start, end) or "unknown")
    return build_mention(tokens, start, end, label) if label else None


def _find_run_end(tokens: Tokens, start: int, last: int, taken: bytearray) -> int:
    """Return the end of a run of capitalised names that no mention holds, `last` at most."""
    end = start
    while end < last and _is_name_part(tokens, end) and not taken[end]:
        end += 1
    return end


def _find_place(tokens: Tokens, start: int, taken: bytearray) -> Mention | None:
    if tokens.pos[start] != "PROPN":
        return None
    for end in range(min(start + 3, len(tokens)), start, -1):
        if not any(taken[start:end]) and " ".join(tokens.folded[start:end]) in PLACES:
            return build_mention(tokens, start, end, "GPE") if _stands_alone(tokens, start, end) else None
    return None


def _is_name_part(tokens: Tokens, i: int) -> bool:
    return 0 <= i < len(tokens) and tokens.pos[i] == "PROPN" and tokens.words[i][0].isupper()


def _stands_alone(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether no capitalised word beside it may belong to the same name, titles aside."""
    if _is_name_part(tokens, end) or tokens.words[end : end + 1] == ["-"]:
        return False
    return not _is_name_part(tokens, start - 1) or tokens.folded[start - 1] in TITLES_AND_ROLES


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
    while end > start and tokens.words[end - 1] in {",", ":", "'s", "’s"}:
        end -= 1
    if end - start == 1 and _SITE.fullmatch(tokens.lower[start]):
        return build_mention(tokens, start, end, "ORG")
    for i in range(start, end):
        before = tokens.lower[i - 1] if i > start else ""
        if before and tokens.pos[i] in {"ADP", "VERB", "AUX", "SCONJ"} and tokens.lower[i] not in _NAMING:
            return None
        is_behind = tokens.pos[i - 1] in {"NOUN", "ADJ"} and before != "-"  # no "anti-Corvane group"
        is_first = not before or before in {"called", "named", ",", "the"} or is_behind
        if not is_first or not _is_capital(tokens, i) or tokens.folded[i] in _NO_STARTS:
            continue
        stop = _find_phrase_end(tokens, i, end)
        ends = stop == end or tokens.words[stop] in {",", "(", "–", "—"} or tokens.tag[stop] in {"WP", "WDT"}
        ends = ends or (
            tokens.lower[stop] in _AT and stop - i > 1 and not ORGANISATION_WORDS.isdisjoint(tokens.folded[i:stop])
        )
        if ends and not _is_common(tokens, i, stop) and not is_bearer(tokens, i, stop):
            return build_mention(tokens, i, stop, _label_speaker(tokens, i, stop, before))
        if before not in {"the", ""}:
            return None
    return None


def _label_speaker(tokens: Tokens, start: int, stop: int, before: str) -> str:
    """Return PERSON for a first name with one or two more and for the label of a line ("Norling:"), else ORG."""
    if stop - start in {2, 3} and is_first_name(tokens.folded[start]) and before != "the":
        return "PERSON"
    is_name = tokens.words[stop : stop + 1] == [":"] or not is_acronym(tokens.words[start])
    return "PERSON" if stop - start == 1 and not before and is_name else "ORG"


def _is_capital(tokens: Tokens, i: int) -> bool:
    word = tokens.words[i]
    if tokens.lower[i] in ARTICLES or tokens.lower[i] in _POSSESSIVES or not word[0].isupper():
        return False
    return tokens.pos[i] in {"PROPN", "NOUN", "ADJ", "X", "VERB"} or is_acronym(word) or not tokens.is_opening[i]


def _find_phrase_end(tokens: Tokens, start: int, end: int) -> int:
    """Return the end of a capitalised phrase, with small words and a possessive inside: "Growers’ Association"."""
    stop = start + 1
    while stop < end and (_is_capital(tokens, stop) or _joins(tokens, stop, end)):
        stop += 1
    return stop


def _joins(tokens: Tokens, i: int, end: int) -> bool:
    if tokens.words[i][0].isdigit():
        return True
    if tokens.lower[i] not in {"for", "of", "and", "&", "-", "'s", "'", "the"} or i + 1 >= end:
        return False
    return _is_capital(tokens, i + 1) or tokens.lower[i : i + 2] == ["of", "the"]


def _is_common(tokens: Tokens, start: int, stop: int) -> bool:
    """Return whether a single capitalised word only begins a sentence: "Visitors", "Cyclists"."""
    if stop - start > 1:
        return False
    word, is_proper = tokens.lower[start], tokens.tag[start] == "NNP"
    before = tokens.lower[start - 1] if start else ""
    is_people = word.endswith(("ese", "ish", "ian")) or read_countries().get(word, word) != word
    is_noun = tokens.words[start].isupper() and word in ORGANISATION_NOUNS  # "THE COMPANY SAID"
    if len(word) == 1 or (before == "the" and (is_people or is_noun)):
        return True
    if not tokens.is_opening[start]:
        return word in tokens.small_words and not is_proper
    if word in tokens.small_words or (word.endswith("s") and (not is_proper or tokens.has_vector(word[:-1]))):
        return True
    return not is_proper and tokens.words[start] not in tokens.inner_words
