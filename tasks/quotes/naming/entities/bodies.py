"""Which mentions name the same organisation or place: acronyms, legal forms, the first or last words of a name."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tasks.quotes.lists import read_list, read_rows
from tasks.quotes.naming.entities.mentions import LONGEST_OPENING, Group, Mention
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.names import NameWords, initials, is_acronym
from tasks.quotes.naming.words.tokens import Tokens

_MOST_CUT: Final = 2
"""The most first words that a name may lack."""
_LEAST_LETTERS: Final = 3
"""Of an acronym without the place that a name begins with."""
_LINKS: Final = frozenset(["and", "at", "for", "in", "of"])
"""Small words inside a body's name behind which it is said less seldom than before them."""
_CLUBS: Final = read_list("place_nouns") | {word for word, kinds in lexicon.read_kinds().items() if "sport" in kinds}
"""Words of a club's name without which it is its place's."""
_COUNTRY_NAMES: Final = {tuple(name.split("_")): tuple(to.split("_")) for name, to in read_rows("country_names")}

type Groups = dict[NameWords, Group]


def group_bodies(tokens: Tokens, mentions: Sequence[Mention]) -> list[Group]:
    """Return the same words grouped; an acronym joins its long form, a bare company name that with its legal form.

    So does a word in brackets behind a name that has its letters: "National Union of Masons (Numas)".
    """
    groups: Groups = defaultdict(list)
    for mention in mentions:
        words = mention.words[1:] if mention.words[0] == "the" and len(mention.words) > 1 else mention.words
        groups[_COUNTRY_NAMES.get(words, words)].append(mention)
    bracketed = _find_bracketed(tokens, groups)
    long_forms = _find_long_forms(tokens, groups) | bracketed
    for short in list(groups):
        long = long_forms.get(short)
        if long is not None and long not in groups:  # itself put to a longer one
            long = long_forms.get(long)
        if long is None or long not in groups or long == short:
            continue
        is_alike = len(short) > 1 or long[: len(short)] == short or short in bracketed
        if is_alike or is_acronym(tokens.words[groups[short][0].start]):
            groups[long].extend(groups.pop(short))
    return _join_last_words(tokens, list(groups.values()))


def _find_bracketed(tokens: Tokens, groups: Groups) -> dict[NameWords, NameWords]:
    """Return word in brackets → the words of the organisation right before it, whose letters it has in their order.

    Or that the article uses again, as one in another language: "Search and Rescue Agency (Basarna)".
    """
    ends = {one.end: words for words, group in groups.items() for one in group if one.label == "ORG" and len(words) > 1}
    found: dict[NameWords, NameWords] = {}
    for words, group in groups.items():
        long = ends.get(group[0].start - 1) if len(words) == 1 else None
        if long is None or tokens.words[group[0].start - 1] != "(":
            continue
        is_used = len(group) > 1 and group[0].label == "ORG" and words[0] not in lexicon.PLACES
        if is_used or (words[0][0] == long[0][0] and _has_letters("".join(long), words[0])):
            found[words] = long
    return found


def _has_letters(text: str, letters: str) -> bool:
    """Return whether a text has some letters in their order."""
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _find_long_forms(tokens: Tokens, groups: Groups) -> dict[NameWords, NameWords]:
    """Return acronym, or name without its legal form, its first or its last words → the long name in the article."""
    forms: dict[NameWords, NameWords] = {}
    firsts = {words: group[0].start for words, group in groups.items() if _is_free(words, group)}
    bodies = [words for words, group in groups.items() if group[0].label == "ORG"]
    openings = Counter(short for words in bodies for short in _list_openings(words))
    for words, group in groups.items():
        for short in _list_short_forms(tokens, words, group[0], firsts, openings) if len(words) > 1 else ():
            forms.setdefault(short, words)
    return forms


def _is_free(words: NameWords, group: Group) -> bool:
    """Return whether a name is that of no place."""
    return all(one.label in {"ORG", "PERSON"} for one in group) and " ".join(words) not in lexicon.PLACES


def _list_short_forms(
    tokens: Tokens, words: NameWords, first: Mention, firsts: Mapping[NameWords, int], openings: Counter[NameWords]
) -> Iterator[NameWords]:
    """Yield what a long name that first stands at `first` may be called.

    Its acronyms; its first words, where they come up later and begin no other name; the name without its legal form;
    its last words, where they come up later or are three.
    """
    for letters in sorted(initials(tokens.folded[first.start : first.end])):
        yield (letters,)
    if words[0] == "us" or words[0] in lexicon.PLACES:  # "ICE" of "U.S. Immigration and Customs Enforcement"
        yield from ((letters,) for letters in sorted(initials(words[1:])) if len(letters) >= _LEAST_LETTERS)
    is_short = is_acronym(tokens.words[first.start])
    for opening in _list_openings(words) if first.label == "ORG" or words[-1] in lexicon.ORGANISATION_ENDINGS else ():
        is_later = firsts.get(opening, -1) > first.start and openings[opening] < 2
        if is_later and not (is_short and len(opening) < len(words) - 1):  # "Mercy", "Mercy Hospital"
            yield opening
    bare = words
    is_place = " ".join(words[:-1]) in lexicon.PLACES  # "Kenya" is not "Kenya Airways"
    while len(bare) > 1 and bare[-1] in lexicon.BUSINESS_ENDINGS and not is_place:
        bare = bare[:-1]
        yield bare
    for cut in range(1, min(_MOST_CUT + 1, len(words) - 1)) if first.label == "ORG" else ():
        rest = words[cut:]  # "Customs and Border Protection" is "US Customs and ..."
        if len(rest) > 2 or firsts.get(rest, -1) > first.start:
            yield rest


def _list_openings(words: NameWords) -> Iterator[NameWords]:
    """Yield the first words of a body's name by which it may be called: "Corvane" of "Corvane Trust".

    But not the place of a club, nor another body: "Arlen University" is not its press.
    """
    for length in range(1, min(len(words), LONGEST_OPENING)):
        is_whole = words[length] in _LINKS or words[length - 1] in lexicon.ORGANISATION_ENDINGS
        if not is_whole and _CLUBS.isdisjoint(words[length:]):
            yield words[:length]


def _join_last_words(tokens: Tokens, groups: Sequence[Group]) -> list[Group]:
    """Return the groups, "the Gazette" put to "the Tarn Gazette" before it, where no other name ends so."""
    long: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        if group[0].label == "ORG" and len(group[0].words) > 1:
            long[group[0].words[-1].split("-")[-1]].append(group)
    kept = []
    for group in groups:
        first = group[0]
        is_one = len(first.words) == 1 and first.label in {"ORG", "NORP"}
        homes = long.get(first.words[0], ()) if is_one else ()
        if len(homes) == 1 and homes[0][0].start < first.start and _is_definite(tokens, first):
            homes[0].extend(group)
        else:
            kept.append(group)
    return kept


def _is_definite(tokens: Tokens, mention: Mention) -> bool:
    """Return whether a name has "the" before it, or is one of several: "Liberals"."""
    return tokens.lower[mention.start - 1] == "the" or tokens.tag[mention.start] == "NNPS"
