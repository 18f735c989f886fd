"""Teachers: trained taggers whose mean opinion a new one learns from, on annotated documents and on others.

Distilling several networks into one with noise for the pupil alone: Hinton et al. 2015; Xie et al., CVPR 2020.
"""

from collections.abc import Sequence
from itertools import batched
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from tasks.quotes.quote import Attribution
from tasks.quotes.rules.order import apply_rules
from tasks.quotes.tagging.candidates import score_pairs
from tasks.quotes.tagging.decode import log_softmax
from tasks.quotes.tagging.page import Page
from tasks.quotes.tagging.pieces import Floats, Range, load_tokenizer
from tasks.quotes.tagging.scorer import OnnxScorer, Scorer
from tasks.quotes.tagging.tagger import Tagger, check_model, encode_windows, read_settings
from tasks.quotes.tagging.windows import plan_windows
from tasks.quotes.training.examples import LENGTHS, Taught

CUES_A_CALL = 16


class Panel:
    """Several scorers as one: their vectors side by side, the mean of their log-probabilities."""

    def __init__(self, scorers: Sequence[Scorer]) -> None:
        self.scorers = scorers

    def encode(
        self, ids: NDArray[np.int64], inputs: NDArray[np.int64], lengths: NDArray[np.int32]
    ) -> tuple[Floats, Floats]:
        """See ``Scorer``."""
        found = [scorer.encode(ids, inputs, lengths) for scorer in self.scorers]
        return np.concatenate([vectors for vectors, _ in found], axis=-1), mean_scores([cues for _, cues in found])

    def pair(
        self, vectors: Floats, centres: Floats, spots: NDArray[np.int64], relations: NDArray[np.int64]
    ) -> tuple[Floats, Floats]:
        """See ``Scorer``."""
        each = len(self.scorers)
        parts = zip(np.split(vectors, each, axis=-1), np.split(centres, each, axis=-1), strict=True)
        found = [
            scorer.pair(np.ascontiguousarray(some), np.ascontiguousarray(cues), spots, relations)
            for scorer, (some, cues) in zip(self.scorers, parts, strict=True)
        ]
        return mean_scores([labels for labels, _ in found]), np.mean([speech for _, speech in found], axis=0)


def mean_scores(scores: Sequence[Floats]) -> Floats:
    """Return the geometric mean of several distributions over the last axis, as log-probabilities."""
    return log_softmax(np.mean([log_softmax(some) for some in scores], axis=0))


def open_teachers(folders: Sequence[Path]) -> Tagger:
    """Return one tagger of several model folders, with the settings of the first; ValueError where one has no model."""
    for folder in folders:
        check_model(folder)
    panel = Panel([OnnxScorer(folder) for folder in folders])
    return Tagger(panel, load_tokenizer(folders[0]), read_settings(folders[0] / "settings.json"))


def suggest_quotes(teachers: Tagger, doc: Doc, page: Page) -> list[dict[str, Any]]:
    """Return what the teachers and the rules find in a document that nobody has annotated, as a corpus has it."""
    return [to_quote(found) for found in apply_rules(doc, teachers.attribute_page(page))]


def to_quote(found: Attribution) -> dict[str, Any]:
    """Return one attribution as a corpus has it."""
    return {
        "cue": [found.cue] if found.cue else None,
        "speaker": [found.speaker] if found.speaker else None,
        "content": list(found.content),
        "cue_kind": "speech" if found.is_speech else "other",
    }


def ask_teachers(teachers: Tagger, page: Page, cues: Sequence[Range]) -> Taught:
    """Return what the teachers say of a document's pieces and, for each cue, of the pieces around it."""
    everything = np.ones(page.piece_count, dtype=np.bool_)
    windows = plan_windows(everything, page.features.sentence, teachers.settings.windows)
    vectors, scores = encode_windows(teachers.scorer, page, windows)
    pairs = [pair for some in batched(cues, CUES_A_CALL) for pair in ask_pairs(teachers.scorer, page, vectors, some)]
    return Taught(np.exp(log_softmax(scores)).astype(np.float16), tuple(pairs))


def ask_pairs(
    scorer: Scorer, page: Page, vectors: Floats, cues: Sequence[Range]
) -> list[tuple[int, NDArray[np.float16]]]:
    """Return for each cue the first piece of its reach and the chances [pieces, labels] there."""
    spots, scores, _ = score_pairs(scorer, page, vectors, cues, max(LENGTHS))
    chances = np.exp(log_softmax(scores)).astype(np.float16)
    return list(zip(spots[:, 0].tolist(), chances, strict=True))
