"""People's names that were read too long, mostly in headlines: the rest of the article shows where they end."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from typing import Final

from tasks.quotes.naming.entities.before_names import is_trade
from tasks.quotes.naming.entities.mentions import Mention, resize
from tasks.quotes.naming.words.lexicon import PARTICLES, is_first_name
from tasks.quotes.naming.words.names import NameWords
from tasks.quotes.naming.words.tokens import Tokens

_LONGEST: Final = 8
"""Tokens of a name that is looked at."""
_MARKS: Final = frozenset(["“", '"', "‘", "("])
"""What opens a nickname within a name."""
_CAPITALS: Final = 0.7
"""Share of the longer words of a headline that have a capital."""
_LONG: Final = 4
"""Letters from which on a word has a capital in such a headline."""
_SHARED: Final = 2
"""Names that a word is in from which on it is no accident of one."""


def trim_names(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, each person's name without what the article does not count to it elsewhere.

    "Comedian Ellen Marr" is "Ellen Marr" where that stands elsewhere; in a headline with capitals "Ellen Marr Checks"
    is, too, where "Ellen Marr" or "Marr" does and nobody else is called "Checks".
    """
    people = [mention for mention in mentions if mention.label == "PERSON"]
    alone = {mention.words for mention in mentions if len(mention.words) == 1}
    names = {mention.words for mention in people}
    bearers = Counter(word for name in names for word in set(name))
    headlines = _find_headlines(tokens, people)
    stated = {mention.words for mention in people if tokens.sentence[mention.start] not in headlines}

    def trim(mention: Mention) -> Mention:
        start, end = mention.start, mention.end
        if mention.label != "PERSON" or mention.name or not 1 < end - start <= _LONGEST:
            return mention
        if not _MARKS.isdisjoint(tokens.words[start:end]):
            return mention
        start += _find_start(tokens.folded[start:end], names)
        start += start == mention.start and mention.words[1:] in alone and is_trade(tokens, start)
        if tokens.sentence[start] in headlines and mention.words not in stated:
            end = start + _find_end(tokens, tuple(tokens.folded[start:end]), names, bearers)
        is_whole = (start, end) == (mention.start, mention.end)
        return mention if is_whole else resize(tokens, mention, start, end)

    return [trim(mention) for mention in mentions]


def _find_start(folded: Sequence[str], names: Container[NameWords]) -> int:
    """Return how many words stand before a first name with which another name begins."""
    starts = range(1, len(folded) - 1)
    fitting = (n for n in starts if is_first_name(folded[n]) and not is_first_name(folded[n - 1]))
    return next((n for n in fitting if tuple(folded[n:]) in names), 0)


def _find_end(tokens: Tokens, folded: NameWords, names: Container[NameWords], bearers: Counter[str]) -> int:
    """Return how many words of a name in a headline are those of a name elsewhere, or end with a surname there."""
    for length in range(len(folded) - 1, 0, -1):
        rest = folded[length:]
        is_surname = folded[length - 1 : length] in names and not is_first_name(folded[length - 1])
        is_name = is_surname or (length > 1 and folded[:length] in names)
        is_free = PARTICLES.isdisjoint(rest) and all(bearers[word] < _SHARED for word in rest)
        if is_name and is_free and (length > 1 or rest[0] in tokens.small_words):
            return length
    return len(folded)


def _find_headlines(tokens: Tokens, people: Iterable[Mention]) -> set[int]:
    """Return the sentences that name somebody and have most longer words with a capital."""
    return {number for number in {tokens.sentence[one.start] for one in people} if _is_headline(tokens, number)}


def _is_headline(tokens: Tokens, number: int) -> bool:
    """Return whether most longer words of a sentence have a capital."""
    words = tokens.words[bisect_left(tokens.sentence, number) : bisect_right(tokens.sentence, number)]
    long = [word for word in words if len(word) >= _LONG and word.isalpha()]
    return sum(word[0].isupper() for word in long) >= _CAPITALS * len(long)
