"""The spaCy pipeline: loaded once a worker, set up to be quick and to respect paragraphs."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import spacy
from spacy.attrs import IS_SPACE, SENT_START
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

import tasks.quotes.component  # noqa: F401  (registers "quote_attribution")
from tasks.annotate.word_attributes import tabulate_words
from tasks.annotate.word_vectors import quicken_tok2vec
from tasks.batch.recipe import find_model
from tasks.quotes.tagging.tagger import MODEL, finds_names

BATCH_SIZE, BATCH_CHARS = 32, 20_000
"""What spaCy takes through each step together. Its arrays set a worker's peak: 32 long articles at once took it to 1.2
GiB; 40,000 characters take 30 MiB more than 20,000 and are no quicker.
"""
MAX_SPLIT_CHARS = 150
"""Of a stretch without white space that the tokenizer splits. Its time for a run of quote marks, commas or "=" grows
with the square of the run: 22 µs a character at 150, about what the other steps of spaCy take, 1,200 µs at 10,000.
In two million words of news no stretch is longer but URLs (the longest has 76 characters); a hashtag has up to 140."""
LONG_STRETCH = re.compile(
    rf"(?=\S{{{MAX_SPLIT_CHARS + 1}}})(?![\W_]{{0,3}}(?:[a-z]{{3,9}}://|www\.)[^\s'’\"“”]{{1,2000}}[^\W_][/\W_]{{0,9}}\Z)",
    re.IGNORECASE,
)
"""Longer, and no URL with a few marks around it."""
WORDS_OF_VECTORS = "strings"
"""A field of the vocabulary that is not loaded: 700,000 words that have vectors, which are found by their hashes. It
takes 137 MB and 0.6 s; what the pipeline makes of a text is the same."""
MOST_REMEMBERED, LONGEST_REMEMBERED = 20_000, 30
"""Words that the tokenizer of a pipeline remembers, 2 MiB, and their characters: it splits 9 of 10 by them."""


@Language.component("paragraph_breaks", assigns=["token.is_sent_start"])
def start_sentences_at_paragraphs(doc: Doc) -> Doc:
    """Let no sentence run over a paragraph: the first token after a line break starts one.

    The flags are set as an array: the setter of `token.is_sent_start` looks through all of the document each time.
    """
    starts = doc.to_array(SENT_START)
    for index in np.flatnonzero(doc.to_array(IS_SPACE)[:-1]).tolist():
        if "\n" in doc[index].text:
            starts[index + 1] = 1
    return doc.from_array([SENT_START], starts)  # type: ignore[arg-type]  # the stubs say that to_array has floats


def keep_long_stretches(nlp: Language) -> None:
    """Make one token of a stretch without white space that is too long to be split in linear time.

    So nothing of an article is lost, and offsets slice to its text. It is a setting of spaCy's own tokenizer, which is
    stored with the pipeline.
    """
    if isinstance(nlp.tokenizer, Tokenizer):
        nlp.tokenizer.token_match = LONG_STRETCH.match


def remember_words(nlp: Language, texts: Iterable[str]) -> None:
    """Have the tokenizer remember how it splits the words of some texts; call it outside a memory zone.

    Inside one spaCy's tokenizer remembers nothing, and splits "said," anew each time: 11 µs of CPU time a word in place
    of 3.5. What it splits them into is the same.
    """
    known = find_remembered(nlp)
    if len(known) >= MOST_REMEMBERED or not isinstance(nlp.tokenizer, Tokenizer):
        return
    words = {word for text in texts for word in text.split() if len(word) <= LONGEST_REMEMBERED}
    for word in words - known:
        nlp.tokenizer(word)
    known |= words


@cache
def find_remembered(_nlp: Language) -> set[str]:
    """Return the words that the tokenizer of a pipeline remembers, a set that grows."""
    return set()


def use_fast_matmul(nlp: Language) -> None:
    """Multiply matrices with numpy's OpenBLAS instead of thinc's own BLIS.

    The BLIS in thinc's wheel falls back to its generic kernel: 34 against 99 GFLOP/s on one thread, with
    identical output (a test holds that).
    """
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if isinstance(model, Model):
            for node in model.walk():
                if isinstance(node.ops, NumpyOps):
                    node.ops.use_blis = False


def load_language(name: str, without: Iterable[str] = ()) -> Language:
    """Return a spaCy pipeline with fast matrix multiply and paragraph breaks. Raises ModelNotFoundError.

    Components in ``without`` are not loaded.
    """
    nlp = spacy.load(find_model(name), exclude=[*without, WORDS_OF_VECTORS])
    use_fast_matmul(nlp)
    quicken_tok2vec(nlp)
    keep_long_stretches(nlp)
    tabulate_words(nlp)
    nlp.add_pipe("paragraph_breaks", before="parser" if nlp.has_pipe("parser") else 0)
    nlp.max_length = 10_000_000
    return nlp


@cache
def load_pipeline(name: str, tagger: str | None = None) -> Language:
    """Return the whole pipeline: `load_language` with quote attribution at its end; loaded once a process.

    `tagger` is the folder of a trained tagger, None for the one that ships; one that finds names takes the place of the
    pipeline's `ner`. Raises ValueError where there is none.
    """
    nlp = load_language(name, ["ner"] if finds_names(Path(tagger) if tagger else MODEL) else [])
    nlp.add_pipe("quote_attribution", config={"model": tagger}, last=True)
    return nlp
