"""The columns of a Doc that naming reads, taken out once as plain lists."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

import numpy as np
from spacy.attrs import DEP, ENT_IOB, HEAD, LEMMA, POS, SENT_START, TAG
from spacy.tokens import Doc

from tasks.quotes.naming.names import fold_word

_OPENING_QUOTES: Final = frozenset('"“')
_CLOSING_QUOTES: Final = frozenset('"”')

type TokenRange = tuple[int, int]
"""Half-open, in tokens."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """One entry a token in every list; `head` and `sentence` are indices, `pos`, `dep` and `tag` spaCy's names."""

    words: list[str]
    lower: list[str]
    folded: list[str]
    starts: list[int]
    ends: list[int]
    pos: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    lemma: list[str]
    sentence: list[int]
    paragraph: list[int]
    is_entity: list[bool]
    is_quoted: list[bool]
    """Whether a token stands between double quotation marks of its paragraph."""
    is_opening: list[bool]
    """Whether a token begins a sentence or a quotation, where any word has a capital."""
    small_words: frozenset[str]
    """The words that the text has in lower case."""
    inner_words: frozenset[str]
    """The words that stand somewhere inside a sentence or quotation."""
    has_parse: bool

    def __len__(self) -> int:
        return len(self.words)

    def text(self, start: int, end: int) -> str:
        """Return the words from `start` to `end`, with the spaces of the text (one for any white space)."""
        parts: list[str] = []
        for i in range(start, end):
            if i > start and self.starts[i] > self.ends[i - 1]:
                parts.append(" ")
            parts.append(self.words[i])
        return " ".join("".join(parts).split())

    def between(self, start: int, end: int) -> TokenRange:
        """Return the tokens that touch the characters ``[start, end)``; an empty range where there are none."""
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))


def read_tokens(doc: Doc) -> Tokens:
    """Return the columns of `doc`; what the pipeline did not annotate comes back as empty strings."""
    words = [token.text for token in doc]
    starts = [token.idx for token in doc]
    columns: np.ndarray[Any, Any] = doc.to_array([POS, TAG, DEP, LEMMA, HEAD, SENT_START, ENT_IOB]).astype(np.int64)
    columns = columns.reshape(len(words), 7)
    sentence = _number_sentences(columns[:, 5], words)
    paragraph = list(accumulate(int("\n" in word) for word in words))
    is_opening = [_opens(words, sentence, i) for i in range(len(words))]
    return Tokens(
        words=words,
        lower=[word.lower().replace("’", "'") for word in words],
        folded=[fold_word(word) for word in words],
        starts=starts,
        ends=[start + len(word) for start, word in zip(starts, words, strict=True)],
        pos=_names(doc, columns[:, 0]),
        tag=_names(doc, columns[:, 1]),
        dep=_names(doc, columns[:, 2]),
        head=(columns[:, 4] + np.arange(len(words))).tolist(),
        lemma=_names(doc, columns[:, 3]),
        sentence=sentence,
        paragraph=paragraph,
        is_entity=(columns[:, 6] % 2 == 1).tolist(),
        is_quoted=_find_quoted(words, paragraph),
        is_opening=is_opening,
        small_words=frozenset(word for word in words if word.islower()),
        inner_words=frozenset(word for word, opens in zip(words, is_opening, strict=True) if not opens),
        has_parse=bool(columns[:, 2].any()),
    )


def _names(doc: Doc, column: "np.ndarray[Any, Any]") -> list[str]:
    """Return hashes as strings; each different one is looked up once."""
    strings = doc.vocab.strings
    keys = column.astype(np.uint64).tolist()
    table = {key: strings[key] if key else "" for key in set(keys)}
    return [table[key] for key in keys]


def _number_sentences(starts: "np.ndarray[Any, Any]", words: Sequence[str]) -> list[int]:
    """Return the index of each token's sentence; without marks one ends at a full stop or a line break."""
    if (starts[1:] == 1).any() or not len(words):
        numbers: list[int] = (np.cumsum(starts == 1) - int(starts[0] == 1)).tolist()
        return numbers
    ends = [word in {".", "!", "?"} or "\n" in word for word in words]
    return [0, *accumulate(ends[:-1])]


def _opens(words: Sequence[str], sentence: Sequence[int], i: int) -> bool:
    return i == 0 or sentence[i] != sentence[i - 1] or not words[i - 1][-1:].isalnum()


def _find_quoted(words: Sequence[str], paragraphs: Sequence[int]) -> list[bool]:
    inside, current, result = False, 0, []
    for word, paragraph in zip(words, paragraphs, strict=True):
        if paragraph != current:
            inside, current = False, paragraph
        if inside and word in _CLOSING_QUOTES:
            inside = False
        elif word in _OPENING_QUOTES:
            inside = True
        result.append(inside)
    return result
