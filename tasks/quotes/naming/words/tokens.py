"""The columns of a Doc that naming reads, taken out once as plain lists."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, compress, pairwise
from operator import not_
from typing import Any, Final

import numpy as np
from spacy.attrs import DEP, ENT_IOB, HEAD, LEMMA, POS, SENT_START, TAG
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tasks.quotes.casing import restore_case
from tasks.quotes.lists import read_list
from tasks.quotes.naming.words.lexicon import is_first_name
from tasks.quotes.naming.words.names import fold_word, is_acronym

_LONGEST_CHAIN: Final = 20
"""Steps from a name to what it is in apposition to."""
ADDRESSES: Final = read_list("address_titles")
"""Titles by which people are addressed: "Mr", "Dr"."""
HONOURS: Final = frozenset(["dato", "datuk", "haji", "seri", "sri", "tan", "tun"])
"""What may stand between a title and a name, too: "Minister of Works Datuk Seri Ann Lee"."""

OPENING_QUOTES: Final = frozenset('"“')
_RANKS: Final = {"DC": "constable", "DS": "sergeant", "DI": "inspector"}
_RANKS_BEHIND: Final = {"Con": "constable", "Ch": "chief"}
"""Behind "Det"."""
_ALL_RANKS: Final = _RANKS | _RANKS_BEHIND
_COOPERATIVE: Final = {"op": "cooperative", "ops": "cooperatives", "operative": "cooperative"}
_CLOSING_QUOTES: Final = frozenset('"”')

type Column = np.ndarray[Any, Any]
type TokenRange = tuple[int, int]
"""Half-open, in tokens."""


class Tokens:
    """One entry a token in every list; `head` and `sentence` are indices, `pos`, `dep` and `tag` spaCy's names.

    In a text all in small letters or all in capitals, names are written as elsewhere.

    What the pipeline did not annotate are empty strings.
    """

    def __init__(self, doc: Doc) -> None:
        self.string, self.starts = restore_case(doc), [token.idx for token in doc]
        self.words = [self.string[token.idx : token.idx + len(token)] for token in doc]
        self.ends = [start + len(word) for start, word in zip(self.starts, self.words, strict=True)]
        self.lower = [word.lower().replace("’", "'") for word in self.words]
        self.folded = _fold(self.words)
        columns: Column = doc.to_array([POS, TAG, DEP, LEMMA, HEAD, SENT_START, ENT_IOB]).astype(np.int64)
        columns = columns.reshape(len(self.words), 7)
        self.pos, self.tag, self.dep, self.lemma = (_read_names(doc, column) for column in columns.T[:4])
        self.has_parse = bool(columns[:, 2].any())
        self.head: list[int] = (columns[:, 4] + np.arange(len(self.words))).tolist()
        self.sentence = _number_sentences(columns[:, 5], self.words)
        self.paragraph = list(accumulate(int("\n" in word) for word in self.words))
        self.is_entity: list[bool] = (columns[:, 6] % 2 == 1).tolist()
        self.is_quoted = _find_quoted(self.words, self.paragraph)
        """Whether a token stands between double quotation marks of its paragraph."""
        places = pairwise(zip(["", *self.words], [-1, *self.sentence], strict=True))
        self.is_opening = [number != last or not before[-1:].isalnum() for (before, last), (_, number) in places]
        """Whether a token begins a sentence or a quotation, where any word has a capital."""
        self.small_words = frozenset(word for word in self.words if word.islower())
        """The words that the text has in lower case."""
        self.lone_words = _find_lone(self.words, self.folded)
        """The capitalised words, folded, that stand somewhere with no article or other capitalised word before them."""
        self._vocab = doc.vocab
        self.inner_words = frozenset(compress(self.words, map(not_, self.is_opening)))
        """The words that stand somewhere inside a sentence or quotation."""

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """The acronyms of the text, in lower case."""
        return frozenset(word.lower() for word in set(self.words) if is_acronym(word))

    def is_proper(self, i: int) -> bool:
        """Return whether there is such a token, and it is a proper noun with a capital."""
        return 0 <= i < len(self.words) and self.pos[i] == "PROPN" and self.words[i][0].isupper()

    def compare(self, one: str, other: str) -> float:
        """Return how alike two words are by the pipeline's word vectors, 0-1; 0 where it has none."""
        return _compare(self._vocab, one, other)

    def has_vector(self, word: str) -> bool:
        """Return whether the pipeline has a vector for a word, as it has for most words that are written small."""
        return bool(self._vocab[word].has_vector)

    def base(self, i: int) -> str:
        """Return the base form of a word, small; the folded word where the pipeline gives none."""
        return self.lemma[i].lower() or self.folded[i]

    def text(self, start: int, end: int) -> str:
        """Return the words from `start` to `end`, at least one, with one space for any white space."""
        return " ".join(self.string[self.starts[start] : self.ends[end - 1]].split())

    def find_apposed(self, i: int) -> int:
        """Return what the last token of a name is in apposition to or a part of: "Counsel" of "Counsel, Ann Lee KC"."""
        for _ in range(_LONGEST_CHAIN):
            if self.dep[i] not in {"appos", "compound"}:
                break
            i = self.head[i]
        return i

    def between(self, start: int, end: int) -> TokenRange:
        """Return the tokens that touch the characters ``[start, end)``; an empty range where there are none."""
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))


@lru_cache(maxsize=50_000)
def _compare(vocab: Vocab, one: str, other: str) -> float:
    (first, first_norm), (second, second_norm) = _find_vector(vocab, one), _find_vector(vocab, other)
    norms = first_norm * second_norm
    return max(0.0, float(np.dot(first, second) / norms)) if norms else 0.0


@lru_cache(maxsize=10_000)
def _find_vector(vocab: Vocab, word: str) -> tuple[Column, float]:
    """Return a word's vector and its length; both are 0 where the pipeline has none."""
    vector: Column = np.asarray(vocab.get_vector(word))
    return vector, math.sqrt(np.dot(vector, vector))


def _fold(words: Sequence[str]) -> list[str]:
    """Return the words folded, ranks of the police before a name as what they stand for: "DI Ann Lee", "Det Con Lee".

    "DC" and "DS" are one where the article has them before a first name. "Co-op" is "cooperative", on its last part.
    """
    folded = [fold_word(word) for word in words]
    for i, word in enumerate(folded[2:], 2):
        if word in _COOPERATIVE and folded[i - 2 : i] == ["co", "-"]:
            folded[i - 2 : i + 1] = "", "", _COOPERATIVE[word]
    places = [i for i, word in enumerate(words[:-1]) if word in _ALL_RANKS]
    used = {"DI"} | {words[i] for i in places if words[i] in _RANKS and _is_full(words, folded, i + 1)}
    for i in places:
        is_rank = words[i] in used if words[i] in _RANKS else folded[i - 1] == "det"
        folded[i] = _ALL_RANKS[words[i]] if is_rank and words[i + 1].istitle() else folded[i]
    return folded


def _is_full(words: Sequence[str], folded: Sequence[str], i: int) -> bool:
    """Return whether a first name and another word with a capital begin at a word."""
    return is_first_name(folded[i]) and "".join(words[i + 1 : i + 2]).istitle()


def _find_lone(words: Sequence[str], folded: Sequence[str]) -> frozenset[str]:
    pairs = pairwise(["", *words])
    return frozenset(
        one
        for one, (before, word) in zip(folded, pairs, strict=True)
        if word[:1].isupper()
        and (not before[:1].isupper() or fold_word(before) in ADDRESSES)
        and before not in {"the", "a", "an", "-", "&", "of"}
    )


def _read_names(doc: Doc, column: Column) -> list[str]:
    """Return hashes as strings; each different one is looked up once."""
    strings = doc.vocab.strings
    keys = column.astype(np.uint64).tolist()
    table = {key: strings[key] if key else "" for key in set(keys)}
    return [table[key] for key in keys]


def _number_sentences(starts: Column, words: Sequence[str]) -> list[int]:
    """Return the index of each token's sentence; without marks one ends at a full stop or a line break."""
    if (starts[1:] == 1).any() or not len(words):
        numbers: list[int] = (np.cumsum(starts == 1) - int(starts[0] == 1)).tolist()
        return numbers
    ends = [word in {".", "!", "?"} or "\n" in word for word in words]
    return [0, *accumulate(ends[:-1])]


def _find_quoted(words: Sequence[str], paragraphs: Sequence[int]) -> list[bool]:
    inside, current, result = False, 0, []
    for word, paragraph in zip(words, paragraphs, strict=True):
        if paragraph != current:
            inside, current = False, paragraph
        if inside and word in _CLOSING_QUOTES:
            inside = False
        elif word in OPENING_QUOTES:
            inside = True
        result.append(inside)
    return result
