"""Two versions of an article compared: which quotes were added, withdrawn, reworded, given to another speaker."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

type Row = Mapping[str, Any]
type Words = tuple[str, ...]

LEAST_LIKENESS = 0.5
"""Below it, a quote is another one. Half of the words of two quotes in the same order is more than chance gives."""
CUT_WORDS = 5
"""A quote that was cut has at least so many words left that tell it."""
CUT_LIKENESS = 0.8
"""The share of its words that a quote which was cut has in the same order in the longer one."""
SURE_WORDS = 4
"""So many words in a row that stand in the other version too are no chance."""
NOTABLE = 4
"""Letters of a word that tells one description from another."""
BREAK = "\n\n"
PRONOUNS = frozenset(("he", "she", "they", "it", "i", "we", "you", "who"))
INNER_MARK = re.compile(r"(?<=[^\W\d])[.'’](?=[^\W\d])")
WORD = re.compile(r"\w+|[$€£¥%]")


def split_words(text: str) -> Words:
    """Return the words of a text without marks and capitals, so that only what is said counts: U.S. is US."""
    return tuple(WORD.findall(INNER_MARK.sub("", text).casefold()))


@dataclass(frozen=True)
class Version:
    """An article as one delivery had it."""

    article_id: str
    publisher: str
    text: str | None
    """None where it was not there."""
    quotes: Sequence[Row] = field(default=())
    """Columns of `quotes`, in text order."""

    @cached_property
    def words(self) -> list[Words]:
        """Of each quote."""
        return [split_words(quote["quote_text"]) for quote in self.quotes]

    @cached_property
    def all_words(self) -> str:
        """Of the text, with a space around each."""
        return f" {' '.join(split_words(self.text or ''))} "

    def has(self, text: str) -> bool:
        """Return whether the text has all the words of another in a row."""
        return f" {' '.join(split_words(text))} " in self.all_words

    def holds(self, quote: Row) -> bool:
        """Return whether the text has the words of a quote in a row, found to be a quote in it or not."""
        words = [quote[name] for name in ("quote_text", "content_text")]
        return any(len(split_words(one)) >= SURE_WORDS and self.has(one) for one in words)

    def find_paragraphs(self, quote: Row, before: int = 0) -> str:
        """Return the paragraphs that a quote of this version stands in, and so many before them."""
        text = self.text or ""
        start = quote["content_start"]
        for _ in range(1 + before):
            start = max(text.rfind(BREAK, 0, start), 0)
        end = text.find(BREAK, quote["content_end"])
        return text[start : end if end >= 0 else None]


def compare_versions(old: Version, new: Version) -> Iterator[dict[str, Any]]:
    """Yield the changes of quotes from one version to the next, without their dates.

    Words that stand in both texts were neither added nor withdrawn, even where they were found to be a quote in one
    only; and in paragraphs that are the same nothing has changed, whatever was found in them: that is how the
    annotation differs, not what was published.
    """
    pairs = match_quotes(old.words, new.words)
    for at, quote in enumerate(old.quotes):
        if at in pairs:
            yield from compare_quotes(old, new, quote, new.quotes[pairs[at]])
        elif not new.holds(quote) and not new.has(old.find_paragraphs(quote)):
            yield build_change("withdrawn", old, quote, None)
    for quote in (one for at, one in enumerate(new.quotes) if at not in set(pairs.values())):
        if not old.holds(quote) and not old.has(new.find_paragraphs(quote)):
            yield build_change("added", new, None, quote)


def compare_quotes(old: Version, new: Version, was: Row, became: Row) -> Iterator[dict[str, Any]]:
    """Yield how a quote differs from what it was: in its words, in its speaker, or in both.

    Whom a pronoun means is often said one paragraph before.
    """
    if (
        split_words(was["quote_text"]) != split_words(became["quote_text"])
        and not (new.holds(was) and old.holds(became))
        and not is_same_place(old, new, was, became)
    ):
        yield build_change("reworded", new, was, became)
    if is_another_speaker(was, became) and not is_same_place(old, new, was, became, before=1):
        yield build_change("speaker", new, was, became)


def is_same_place(old: Version, new: Version, was: Row, became: Row, before: int = 0) -> bool:
    """Return whether both versions have the paragraphs of a quote, and so many before, in the same words."""
    return new.has(old.find_paragraphs(was, before)) and old.has(new.find_paragraphs(became, before))


def find_speaker(quote: Row | None) -> str | None:
    """Return the name of a quote's speaker, else the words for it; None where there are none."""
    return (quote.get("speaker_name") or quote.get("speaker_mention")) if quote else None


def is_another_speaker(was: Row, became: Row) -> bool:
    """Return whether the speakers of two quotes are surely not one.

    They may be where one name is only fuller than the other, where a pronoun says no name, and where a description has
    a word of note in common with a name or with another description.
    """
    before, after = (set(split_words(find_speaker(one) or "")) for one in (was, became))
    if before <= after or after <= before or before <= PRONOUNS or after <= PRONOUNS:
        return False
    are_names = bool(was.get("speaker_name") and became.get("speaker_name"))
    return are_names or not any(len(word) >= NOTABLE for word in before & after)


def build_change(change: str, version: Version, old: Row | None, new: Row | None) -> dict[str, Any]:
    """Return the row of one change, without its dates."""
    return {
        "article_id": version.article_id,
        "publisher": version.publisher,
        "quote_id": (new or old or {})["quote_id"],
        "change": change,
        "old_text": old["quote_text"] if old else None,
        "new_text": new["quote_text"] if new else None,
        "old_speaker": find_speaker(old),
        "new_speaker": find_speaker(new),
    }


def match_quotes(old: Sequence[Words], new: Sequence[Words]) -> dict[int, int]:
    """Return which quote each old one became, where it became one: first the same words, in order, then the likest.

    Of equally like ones the nearest in the order of the text is taken.
    """
    pairs: dict[int, int] = {}
    same: dict[Words, deque[int]] = defaultdict(deque)
    for at, words in enumerate(new):
        same[words].append(at)
    for at, words in enumerate(old):
        if same[words]:
            pairs[at] = same[words].popleft()
    taken = set(pairs.values())
    for _, _, before, after in sorted(find_alike(old, new, pairs, taken)):
        if before not in pairs and after not in taken:
            pairs[before] = after
            taken.add(after)
    return pairs


def find_alike(
    old: Sequence[Words], new: Sequence[Words], pairs: Mapping[int, int], taken: set[int]
) -> Iterator[tuple[float, float, int, int]]:
    """Yield likeness (negative), distance in the order of the text and indices of quotes not paired that are alike."""
    counts = {at: Counter(words) for at, words in enumerate(new) if at not in taken}
    for before, words in enumerate(old):
        if before in pairs:
            continue
        count = Counter(words)
        for after, other in counts.items():
            most = (count & other).total()  # no more words can stand in the same order
            if judge_shared(most, len(words), len(new[after])) < LEAST_LIKENESS:
                continue
            likeness = judge_shared(count_shared(words, new[after]), len(words), len(new[after]))
            if likeness >= LEAST_LIKENESS:
                yield -likeness, abs(before / len(old) - after / len(new)), before, after


def judge_shared(shared: int, first: int, second: int) -> float:
    """Return how alike two quotes are, 0 to 1, that have so many words in the same order, of so many each."""
    if shared >= CUT_WORDS and shared >= CUT_LIKENESS * min(first, second):
        return max(LEAST_LIKENESS, 2 * shared / (first + second))
    return 2 * shared / max(first + second, 1)


def count_shared(first: Words, second: Words) -> int:
    """Return the length of the longest common subsequence.

    All of `first` is compared at once as the bits of a number (Hyyrö 2004), so that even two quotes of 10,000 words,
    which an article may hold, take milliseconds.
    """
    places: dict[str, int] = defaultdict(int)
    for at, word in enumerate(first):
        places[word] |= 1 << at
    everything = (1 << len(first)) - 1
    free = everything
    for word in second:
        met = free & places.get(word, 0)
        free = ((free + met) | (free - met)) & everything
    return len(first) - free.bit_count()
