"""Which mentions name the same person: full names that agree, then the surname or first name alone."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import LONGEST_OPENING, Group, Mention, group_words
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.names import NameWords, is_same_person, short_forms
from tasks.quotes.naming.words.tokens import Tokens

_MOST_NAMESAKES: Final = 100
"""The most people of one surname that are compared with a name, on either side of it: it bounds what a text costs."""
_LEAST_SPELLED: Final = 5
"""Letters of a surname that may be misspelled."""
_RELATIVES: Final = read_list("relatives")
_INTRODUCTION: Final = 8
"""Tokens before a name in which it may say whose relative somebody is."""
_OWNERS: Final = frozenset(["PRP$", "POS"])
_COMPARED: Final = frozenset(["elder", "older", "younger"])
"""What stands before the surname of one of two: "the younger Lee"."""
_CLAUSE: Final = 12
"""Tokens behind a name in which a pronoun may show who is meant."""
_FAR: Final = 10_000
"""Tokens to somebody who is named later only."""


@dataclass(slots=True, eq=False)
class _Person:
    """Somebody whom the article names in full."""

    group: Group
    first: Mention
    starts: list[int]
    """Where the mentions with more than one word begin, sorted."""
    titled: lexicon.Gender
    """The gender that titles show."""
    gender: lexicon.Gender


type _Form = tuple[int, int]
"""The number of a person, and how well a word stands for the name."""


def group_people(tokens: Tokens, mentions: Sequence[Mention]) -> list[Group]:
    """Return full names grouped, each with the single words that stand for it, then the single words left alone."""
    full = _group_full_names(group_words(one for one in mentions if len(one.words) > 1))
    alone = _join_short_forms(tokens, full, [one for one in mentions if len(one.words) == 1])
    return _join_titled(_join_misspelled(full, group_words(alone)))


def _group_full_names(by_words: Mapping[NameWords, Group]) -> list[Group]:
    """Return full names that can be one person's grouped, the longest first."""
    groups: list[Group] = []
    by_surname: dict[str, list[int]] = defaultdict(list)
    by_opening: dict[NameWords, int] = {}
    for words in sorted(by_words, key=lambda words: (-len(words), words)):
        same = by_surname[words[-1]]
        alike = next((one for one in same[:_MOST_NAMESAKES] if is_same_person(words, groups[one][0].words)), None)
        homes = [number for number in (alike, by_opening.get(words)) if number is not None]
        if homes:
            groups[min(homes)].extend(by_words[words])
            continue
        same.append(len(groups))
        for length in range(2, min(len(words), LONGEST_OPENING)):  # "Luiz Inácio Lula" is "Luiz Inácio Lula da Silva"
            by_opening.setdefault(words[:length], len(groups))
        groups.append(list(by_words[words]))
    return groups


def _join_short_forms(tokens: Tokens, full: Sequence[Group], shorts: Sequence[Mention]) -> list[Mention]:
    """Put each single word to the full name that it stands for; return those that stand for none."""
    if not full or not shorts:
        return list(shorts)
    people = [_read_person(group) for group in full]
    forms = _index_short_forms(people)
    has_family = not _RELATIVES.isdisjoint(tokens.folded)
    alone: list[Mention] = []
    for mention in shorts:
        gender = lexicon.title_gender(mention.titles)
        near = sorted(_find_near(forms.get(mention.words[0], ()), mention.start))
        fitting = [form for form in near if gender == "u" or people[form[0]].gender in {"u", gender}]
        if not fitting and len(near) == 1 and people[near[0][0]].titled == "u":  # "Ms Lee", of Sam Lee, no "a Mr Lee"
            is_new = has_family or "a" in tokens.lower[max(0, mention.start - 3) : mention.start]
            fitting = [] if is_new else near
        if not fitting:
            alone.append(mention)
            continue
        home = _choose_person(tokens, mention, gender, fitting, people)
        home.gender = home.gender if gender == "u" else gender  # "Ms Lee": then "Mr Lee" is somebody else
        home.group.append(mention)
    return alone


def _read_person(group: Group) -> _Person:
    """Return what tells somebody from others of the same name."""
    titled = lexicon.title_gender(title for mention in group for title in mention.titles)
    gender = lexicon.name_gender(group[0].words) if titled == "u" else titled
    first = min(group, key=attrgetter("start"))
    return _Person(group, first, sorted(mention.start for mention in group), titled, gender)


def _index_short_forms(people: Sequence[_Person]) -> dict[str, list[tuple[int, _Form]]]:
    """Return word → the people that it may stand for, each with the token of its first mention, sorted."""
    forms: dict[str, list[tuple[int, _Form]]] = defaultdict(list)
    for number, person in enumerate(people):
        ranks: dict[str, int] = {}
        for words in {mention.words for mention in person.group}:
            for word, rank in short_forms(words).items():
                ranks[word] = max(rank, ranks.get(word, 0))
        for word, rank in ranks.items():
            forms[word].append((person.first.start, (number, rank)))
    return {word: sorted(entries) for word, entries in forms.items()}


def _find_near[T](entries: Sequence[tuple[int, T]], position: int) -> Iterable[T]:
    """Return what stands nearest to a token, of entries sorted by their token."""
    at = bisect_left(entries, position, key=itemgetter(0))
    return (entry for _, entry in entries[max(0, at - _MOST_NAMESAKES) : at + _MOST_NAMESAKES])


def _choose_person(
    tokens: Tokens, short: Mention, gender: lexicon.Gender, forms: Sequence[_Form], people: Sequence[_Person]
) -> _Person:
    """Return the person that a single word stands for.

    The best form counts, then who is nearest and most named, less what speaks against somebody: newspapers call the
    main person of an article by surname alone, and others of that name in full.
    """
    if len(forms) == 1:
        return people[forms[0][0]]
    likely = _find_gender_behind(tokens, short) if gender == "u" else gender
    is_one_of_two = tokens.lower[short.start - 1] in _COMPARED

    def rate(form: _Form) -> tuple[int, float]:
        number, rank = form
        person = people[number]
        before = bisect_left(person.starts, short.start)
        distance = short.start - person.starts[before - 1] if before else _FAR
        named = math.log1p(len(person.starts)) + math.exp(-distance / 60) + 0.5 * bool(before)
        is_other = "u" != likely != person.gender != "u"
        return rank, named - (is_other + (not is_one_of_two and _is_relative(tokens, person.first)))

    return people[max(forms, key=rate)[0]]


def _is_relative(tokens: Tokens, first: Mention) -> bool:
    """Return whether a name comes up as a relative's, who is no subject: "with her son, the banker Bo Lee"."""
    before = range(first.start - 1, max(0, first.start - _INTRODUCTION), -1)
    near = (i for i in before if tokens.folded[i] in _RELATIVES)
    is_own = any(tokens.sentence[i] == tokens.sentence[first.start] and tokens.tag[i - 1] in _OWNERS for i in near)
    return is_own and tokens.dep[tokens.find_apposed(first.end - 1)] not in lexicon.SUBJECTS


def _find_gender_behind(tokens: Tokens, mention: Mention) -> lexicon.Gender:
    """Return the gender of the next pronoun in the clause that a name is the subject of: "Lee said she would stay"."""
    if tokens.dep[mention.end - 1] not in lexicon.SUBJECTS:
        return "u"
    for i in range(mention.end, min(mention.end + _CLAUSE, len(tokens))):
        if tokens.is_entity[i] or tokens.sentence[i] != tokens.sentence[mention.start]:
            break
        gender = lexicon.GENDERS.get(lexicon.PRONOUNS.get(tokens.lower[i], ""))
        if gender is not None:
            return gender
    return "u"


def _join_misspelled(full: list[Group], alone: Mapping[NameWords, Group]) -> list[Group]:
    """Return all groups, a surname that is one letter off that of one person alone put to it: "Mauer" to "Jan Maurer".

    Not one with an "s" more or less: the Hollins are the family of Ann Hollin.
    """
    spelled: dict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(full if alone else ()):
        for form in _drop_letters(group[0].words[-1]):
            spelled[form].add(number)
    kept = []
    for (word, *_), group in alone.items():
        homes = set[int]().union(*(spelled[form] for form in _drop_letters(word) if form in spelled))
        home = next(iter(homes)) if len(homes) == 1 else None
        if home is None or word.rstrip("s") == full[home][0].words[-1].rstrip("s"):
            kept.append(group)
        else:
            full[home].extend(group)
    return full + kept


def _drop_letters(word: str) -> set[str]:
    """Return a word and what is left of it without a letter: two words that are one letter apart share a form."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))} if len(word) >= _LEAST_SPELLED else set()


def _join_titled(groups: list[Group]) -> list[Group]:
    """Return the groups, "Sister Agnes" put to "Sister Agnes Toomey", whose title is no part of the name there."""
    known: dict[NameWords, Group] = {}
    for group in groups:
        for one in group:
            if len(one.words) > 1 and one.titles:
                known.setdefault((one.titles[-1], one.words[0]), group)
    kept = [group for group in groups if known.get(group[0].words, group) is group]
    for group in groups:
        home = known.get(group[0].words, group)
        if home is not group:
            home.extend(group)
    return kept
