"""Where the words, sentences and paragraphs of an annotated document lie."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, IDX, IS_SPACE, LEMMA, LENGTH, MORPH, ORTH, POS, SENT_START, TAG
from spacy.tokens import Doc

ATTRIBUTES = (IDX, LENGTH, ORTH, LEMMA, POS, TAG, MORPH, DEP, HEAD, ENT_IOB, ENT_TYPE, SENT_START)
PARAGRAPH_BREAK = re.compile(r"\n\s*")

type Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the words, sentences and paragraphs of one document lie; white space tokens are left out."""

    words: dict[int, Ints]
    """For every word its value of each of ATTRIBUTES."""
    head: Ints
    """For every word the `token_index` of its head."""
    sentence: Ints
    """For every word its `sentence_index`."""
    sentence_first: Ints
    """For every sentence the `token_index` of its first word."""
    paragraph_start: Ints
    """Character offsets."""

    @property
    def start(self) -> Ints:
        """Return for every word its first character."""
        return self.words[IDX]

    @property
    def end(self) -> Ints:
        """Return for every word the place after its last character."""
        return self.words[IDX] + self.words[LENGTH]

    def find_sentences(self, offsets: Sequence[int]) -> Ints:
        """Return the `sentence_index` at each of the character offsets."""
        word = np.searchsorted(self.start, np.asarray(offsets, np.int64), side="right") - 1
        return self.sentence[np.clip(word, 0, None)]

    def find_paragraphs(self, offsets: Sequence[int] | Ints) -> Ints:
        """Return the `paragraph_index` at each of the character offsets."""
        paragraph = np.searchsorted(self.paragraph_start, np.asarray(offsets, np.int64), side="right") - 1
        return np.clip(paragraph, 0, None)


def build_layout(doc: Doc) -> Layout:
    """Return the layout of a document that has at least one word."""
    table = doc.to_array(list(ATTRIBUTES)).astype(np.int64)
    is_word = doc.to_array(IS_SPACE) == 0
    token_index = np.cumsum(is_word) - is_word
    words = dict(zip(ATTRIBUTES, table[is_word].T, strict=True))
    head = np.flatnonzero(is_word) + words[HEAD]
    raw_sentence = np.cumsum(table[:, ATTRIBUTES.index(SENT_START)] == 1)[is_word]
    _, first, sentence = np.unique(raw_sentence, return_index=True, return_inverse=True)
    breaks = [found.end() for found in PARAGRAPH_BREAK.finditer(doc.text)]
    return Layout(words, np.minimum(token_index[head], len(sentence) - 1), sentence, first, np.array([0, *breaks]))
