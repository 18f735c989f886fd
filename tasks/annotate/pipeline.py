"""The spaCy pipeline: loaded once a worker, set up to be quick and to respect paragraphs."""

from functools import cache

import numpy as np
import spacy
from spacy.attrs import IS_SPACE
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

import tasks.quotes.component  # noqa: F401  (registers "quote_attribution")
from tasks.batch.recipe import find_model

BATCH_SIZE, BATCH_CHARS = 32, 40_000
"""What spaCy takes through each step together. Its arrays set a worker's peak: 32 long articles at once took it to 1.2
GiB, some 40,000 characters take it to 0.8.
"""


@Language.component("paragraph_breaks", assigns=["token.is_sent_start"])
def start_sentences_at_paragraphs(doc: Doc) -> Doc:
    """Let no sentence run over a paragraph: the first token after a line break starts one."""
    for index in np.flatnonzero(doc.to_array(IS_SPACE)).tolist():
        if "\n" in doc[index].text and index + 1 < len(doc):
            doc[index + 1].is_sent_start = True
    return doc


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


def load_language(name: str) -> Language:
    """The spaCy pipeline `name` with the fast matrix multiply and paragraph breaks before its parser.

    Raises ModelNotFoundError where it is not installed.
    """
    nlp = spacy.load(find_model(name))
    use_fast_matmul(nlp)
    nlp.add_pipe("paragraph_breaks", before="parser" if nlp.has_pipe("parser") else 0)
    nlp.max_length = 10_000_000
    return nlp


@cache
def load_pipeline(name: str) -> Language:
    """The whole pipeline: `load_language` with quote attribution at its end; loaded once a process."""
    nlp = load_language(name)
    nlp.add_pipe("quote_attribution", last=True)
    return nlp
