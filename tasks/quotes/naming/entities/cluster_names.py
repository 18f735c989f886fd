"""The name of a cluster: the fullest that its mentions have, or the acronym that the article uses."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import LONGEST_OPENING, Mention
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.names import NameWords, is_acronym
from tasks.quotes.naming.words.tokens import Tokens

_STATE_BODIES: Final = read_list("state_bodies")
_LONGEST_MARK: Final = 4
"""Letters of the longest label in capitals that stays so before a colon or bracket: "NATO:"."""


def find_fullest(tokens: Tokens, group: Sequence[Mention]) -> Mention:
    """Return the mention with the most words; one seen once that only adds words behind a common form is no name.

    It is where a title or its place as a speaker shows it and the words are no others of the article: "Professor Noor
    Aziah Mohd Awal", later "Noor Aziah".
    """
    counts = Counter(mention.words for mention in group)
    if len(counts) == 1:
        return group[0]
    common = {words for words, count in counts.items() if count > 1 and len(words) > 1}
    shown = {one.words for one in group if (one.titles or one.is_speaker) and not _is_headline(tokens, one.start)}

    def goes_on(words: NameWords) -> bool:
        if words[-1] in lexicon.BUSINESS_ENDINGS:  # "Arlen Crown Foods"
            return False
        lengths = range(2, min(len(words), LONGEST_OPENING))
        added = (words[n:] for n in lengths if words[:n] in common and words[n] not in lexicon.PARTICLES)
        return any(words not in shown or not tokens.small_words.isdisjoint(rest) for rest in added)

    forms = [words for words, count in counts.items() if count > 1 or not common or not goes_on(words)]
    best = max(forms or counts, key=lambda words: (len(words), counts[words]))
    return next(mention for mention in group if mention.words == best)


def _is_headline(tokens: Tokens, i: int) -> bool:
    """Return whether a token stands in a first paragraph that ends in no full stop."""
    end = bisect_left(tokens.paragraph, 1)
    return i < end and "." not in tokens.words[max(0, end - 2) : end]


def name_person(tokens: Tokens, group: Sequence[Mention], fullest: Mention) -> str:
    """Return the fullest name; a single word keeps a title that belongs to it ("Pope Francis")."""
    name = fullest.name or tokens.text(fullest.start, fullest.end)
    if name.isupper() and tokens.small_words and _is_in_capitals(tokens, group, fullest, name):
        name = name.title()
    if len(fullest.words) > 1:
        return name
    before = (tokens.words[mention.start - 1] for mention in group if mention.start)
    title = next((word for word in before if word.lower() in lexicon.NAME_TITLES and word[0].isupper()), None)
    return f"{title} {name}" if title else name


def _is_in_capitals(tokens: Tokens, group: Sequence[Mention], fullest: Mention, name: str) -> bool:
    """Return whether a name in capitals is no acronym: it has several words, a title or is a label, "WALLACE: ..."."""
    if len(fullest.words) > 1 or fullest.titles:
        return True
    return len(name) > _LONGEST_MARK and any(tokens.words[one.end : one.end + 1] in ([":"], ["("]) for one in group)


def name_body(tokens: Tokens, group: Sequence[Mention], fullest: Mention) -> str:
    """Return the fullest name, with the country before a state body and an "'s" of its own."""
    whole = next((one for one in group if one.words == fullest.words and _has_own_s(tokens, one)), fullest)
    return fullest.name or tokens.text(_find_start(tokens, whole), whole.end + _has_own_s(tokens, whole))


def _has_own_s(tokens: Tokens, mention: Mention) -> bool:
    """Return whether the "'s" behind a name is its own: "Corvane's has closed", "Corvane's said"."""
    if mention.label != "ORG" or tokens.lower[mention.end : mention.end + 1] != ["'s"]:
        return False
    return not lexicon.FINITE.isdisjoint(tokens.tag[mention.end + 1 : mention.end + 2])


def _find_start(tokens: Tokens, mention: Mention) -> int:
    """Return where a name begins, with the country before a state body: "Norwegian Interior Ministry"."""
    before = mention.start - 1
    if before < 0 or mention.label != "ORG" or mention.words[-1] not in _STATE_BODIES:
        return mention.start
    is_country = tokens.tag[before] in {"JJ", "NNP"} and tokens.folded[before] in lexicon.read_countries()
    return mention.start - is_country


def find_acronym(tokens: Tokens, group: Sequence[Mention], fullest: Mention) -> str | None:
    """Return the acronym of an organisation where the article uses it more often, "(WHO)" behind the name left out."""
    if fullest.label != "ORG" or len(fullest.words) == 1:
        return None
    used = [mention for mention in group if tokens.words[mention.start - 1 : mention.start] != ["("]]
    short = [mention for mention in used if len(mention.words) == 1 and is_acronym(tokens.words[mention.start])]
    return tokens.text(short[0].start, short[0].end) if 2 * len(short) > len(used) else None
