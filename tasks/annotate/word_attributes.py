"""The spaCy component `word_attributes`: what attribute_ruler and lemmatizer set, looked up in a table that fills.

Nearly all rules of the ruler read one word alone: its form, tag and dependency. So what both components set for a word
is kept by these three, and they are asked only for what is new. It takes 3 µs a word, where they take 30.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from spacy.attrs import DEP, LEMMA, MORPH, ORTH, POS, TAG
from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.tokens._retokenize import set_token_attrs

READ, SET = (ORTH, TAG, DEP), (TAG, POS, MORPH, DEP, LEMMA)
READABLE = {"TAG", "DEP", "LOWER", "IS_SPACE"}
"""What a rule may look at in a word: its form, tag and dependency decide all of them."""
MOST_KEPT = 200_000
"""Words in the table, 40 MB; a full one is emptied. 90,000 words of news have 22,000."""

type Key = tuple[int, int, int, tuple[int, ...]]
"""Form, tag, dependency, and the rules of several words that match here."""


@Language.factory("word_attributes", assigns=["token.pos", "token.tag", "token.morph", "token.lemma"])
def create_word_attributes(nlp: Language, name: str) -> "WordAttributes":  # noqa: ARG001  (spaCy's)
    """Return the component, which asks those two of the pipeline."""
    return WordAttributes(nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer"))  # type: ignore[arg-type]


def tabulate_words(nlp: Language) -> None:
    """Let the component take the place of attribute_ruler and lemmatizer, where it can do their work."""
    pipes = [nlp.get_pipe(name) for name in ("attribute_ruler", "lemmatizer") if name in nlp.pipe_names]
    if len(pipes) == 2 and can_be_tabulated(*pipes):  # type: ignore[arg-type]
        nlp.add_pipe("word_attributes", after="lemmatizer")
        for name in ("attribute_ruler", "lemmatizer"):
            nlp.disable_pipe(name)


def can_be_tabulated(ruler: AttributeRuler, lemmatizer: EnglishLemmatizer) -> bool:
    """Return whether both look at nothing but form, tag and dependency, and at what they set themselves."""
    keys = {key for rule in list_rules(ruler) for pattern in rule for word in pattern for key in word}
    is_known = isinstance(lemmatizer, EnglishLemmatizer) and lemmatizer.mode == "rule" and not lemmatizer.overwrite
    return is_known and keys <= READABLE


def list_rules(ruler: AttributeRuler) -> list[list[list[dict[str, Any]]]]:
    """Return the patterns of each rule, in the order of the rules."""
    return [entry["patterns"] for entry in ruler.patterns]  # type: ignore[misc]


class WordAttributes:
    """Sets tag, part of speech, morphology, lemma, and the dependency of white space."""

    def __init__(self, ruler: AttributeRuler, lemmatizer: EnglishLemmatizer) -> None:
        self.ruler, self.lemmatizer = ruler, lemmatizer
        self.table: dict[Key, tuple[list[int], str]] = {}

    @cached_property
    def wide(self) -> Matcher:
        """Return the rules of several words, found by their numbers."""
        matcher = Matcher(self.ruler.vocab)
        for number, rule in enumerate(list_rules(self.ruler)):
            if patterns := [pattern for pattern in rule if len(pattern) > 1]:
                matcher.add(str(number), patterns)
        return matcher

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of a document; one that has some already is left to the components themselves."""
        if doc.to_array([POS, MORPH, LEMMA]).any():
            return self.lemmatizer(self.ruler(doc))
        if len(self.table) > MOST_KEPT:
            self.table.clear()
        keys = self.find_keys(doc)
        unique = dict.fromkeys(keys)
        if new := [key for key in unique if key not in self.table]:
            self.table |= zip(new, self.ask(new), strict=True)
        for key in unique:
            doc.vocab.strings.add(self.table[key][1])  # a memory zone may have taken it with it
        rows = np.array([self.table[key][0] for key in keys], dtype=np.uint64)
        return doc.from_array(list(SET), rows.reshape(-1, len(SET)))  # type: ignore[arg-type]  # the stubs say floats

    def find_keys(self, doc: Doc) -> list[Key]:
        """Return the key of every word."""
        keys: list[Key] = [(*row, ()) for row in doc.to_array(list(READ)).tolist()]
        for number, place in self.find_wide(doc):
            keys[place] = (*keys[place][:3], (*keys[place][3], number))
        return keys

    def find_wide(self, doc: Doc) -> Iterator[tuple[int, int]]:
        """Yield rule and word for all matches of rules of several words, in the order of the rules."""
        found = self.wide(doc, allow_missing=True)
        for number, start, end in sorted((int(doc.vocab.strings[rule]), start, end) for rule, start, end in found):
            yield number, range(start, end)[self.ruler.indices[number]]

    def ask(self, keys: Sequence[Key]) -> list[tuple[list[int], str]]:
        """Return the values of SET that the components give each word, and its lemma; the words make one document."""
        vocab, rules = self.ruler.vocab, [list(key[3]) for key in keys]
        words = Doc(vocab, words=[vocab.strings[key[0]] for key in keys])
        words.from_array([TAG, DEP], np.array([key[1:3] for key in keys], dtype=np.uint64))  # type: ignore[arg-type]
        for number, _, start, end in self.ruler.match(words):
            if end - start == 1:  # words that only stand together here match nothing together
                rules[start].append(number)
        for word, numbers in zip(words, rules, strict=True):
            for number in sorted(numbers):  # later rules have precedence
                set_token_attrs(word, self.ruler.attrs[number])
        self.lemmatizer(words)
        return list(zip(words.to_array(list(SET)).tolist(), [word.lemma_ for word in words], strict=True))
