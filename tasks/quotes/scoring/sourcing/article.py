"""The words of an article, and which of them a statement is made of.

Words are runs of letters and digits: case, accents, white space and punctuation never matter.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import Match, SequenceMatcher

from tasks.quotes.quote import Span
from tasks.quotes.scoring.compare import Words, WordSet

WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
HALF = 0.5
"""The share of its words by which a statement is found."""
REPEATED_WORDS = 8
"""As many words as stand before in the article are the same words: a headline, a summary, a pull quote."""
SURE_WORDS = 4
"""A shorter run counts only beside what is already placed."""


def fold(text: str) -> str:
    """Return a text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def find_words(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    return [re.sub("['’ʼ]", "", fold(word)) for word in WORD.findall(text)]


def find_first_places(words: Sequence[str]) -> list[int]:
    """Return for each word its place, or that of the same word where a run of words stood first."""
    first, seen = list(range(len(words))), dict[tuple[str, ...], int]()
    for place in range(len(words) - REPEATED_WORDS + 1):
        earlier = seen.setdefault(tuple(words[place : place + REPEATED_WORDS]), place)
        if earlier + REPEATED_WORDS <= place:
            first[place : place + REPEATED_WORDS] = first[earlier : earlier + REPEATED_WORDS]
    return first


class ArticleWords(Words):
    """The words of an article, addressed by their number; repeated runs by the numbers of the first."""

    def __init__(self, text: str) -> None:
        super().__init__(text, WORD)
        self.words = find_words(text)
        self.first = find_first_places(self.words)
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            self.places[word].append(place)
        self.matcher = SequenceMatcher[str](autojunk=False)
        self.matcher.set_seq2(self.words)

    def inside(self, spans: Sequence[Sequence[int]] | None) -> WordSet:
        """Return the words that any of the spans touches."""
        return self.unify(super().inside(spans))

    def find_spans(self, words: WordSet) -> list[Span]:
        """Return the stretches of the text that the words stand in, one for each run of them."""
        firsts = sorted(word for word in words if word - 1 not in words)
        lasts = sorted(word for word in words if word + 1 not in words)
        return [(self.starts[first], self.ends[last]) for first, last in zip(firsts, lasts, strict=True)]

    def unify(self, places: Iterable[int]) -> WordSet:
        """Return the words as they first stand in the article."""
        return frozenset(self.first[place] for place in places)

    def find(self, text: str, behind: int = 0) -> tuple[WordSet, int]:
        """Return the words of the article that a text is made of, and the place of the first: the next starts there.

        Of several places the first that is not before `behind`. Else its longest common runs in order. No words where
        less than half of them are found.
        """
        wanted = find_words(text)
        count = len(wanted)
        exact = [at for at in self.places.get(wanted[0], ()) if self.words[at : at + count] == wanted] if wanted else []
        if exact:
            at = next((at for at in exact if at >= behind), exact[0])
            return self.unify(range(at, at + count)), at
        self.matcher.set_seq1(wanted)
        found = self.find_runs((0, count), (0, len(self.words)), (False, False))
        return (self.unify(found), min(found)) if found and len(found) >= HALF * count else (frozenset(), behind)

    def find_runs(self, wanted: Span, here: Span, held: tuple[bool, bool]) -> set[int]:
        """Return the places of the longest common run of a stretch of the text sought and one of the article.

        With it those of what stands before and behind. `held` says on which sides of the stretches a run was placed.
        """
        run = self.find_run(wanted, here, held)
        if not run:
            return set()
        before = self.find_runs((wanted[0], run.a), (here[0], run.b), (held[0], True))
        behind = self.find_runs((run.a + run.size, wanted[1]), (run.b + run.size, here[1]), (True, held[1]))
        return before | set(range(run.b, run.b + run.size)) | behind

    def find_run(self, wanted: Span, here: Span, held: tuple[bool, bool]) -> Match | None:
        """Return the longest common run, a short one only beside what is placed; None where there is none."""
        if wanted[0] >= wanted[1] or here[0] >= here[1]:
            return None
        run = self.matcher.find_longest_match(*wanted, *here)
        if run.size < SURE_WORDS:
            reach = 2 * (wanted[1] - wanted[0]) + SURE_WORDS
            near = ((here[0], min(here[1], here[0] + reach)), (max(here[0], here[1] - reach), here[1]))
            runs = [
                self.matcher.find_longest_match(*wanted, *side)
                for side, is_held in zip(near, held, strict=True)
                if is_held
            ]
            run = max(runs, key=lambda one: one.size, default=Match(0, 0, 0))
        return run if run.size else None
