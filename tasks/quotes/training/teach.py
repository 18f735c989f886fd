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

from tasks.quotes.rules.order import apply_rules
from tasks.quotes.scoring.corpus import describe_spans
from tasks.quotes.tagging.candidates import score_pairs
from tasks.quotes.tagging.decode import log_softmax
from tasks.quotes.tagging.page import Page
from tasks.quotes.tagging.pieces import Floats, Ints, Longs, Range, load_tokenizer
from tasks.quotes.tagging.scorer import OnnxScorer, Scorer
from tasks.quotes.tagging.tagger import Tagger, check_model, encode_windows, read_settings
from tasks.quotes.tagging.windows import plan_windows
from tasks.quotes.training.examples import LENGTHS, Taught

CUES_A_CALL = 16
HIDDEN = 384
"""The width of a scorer's vectors."""


class Panel:
    """Several scorers as one: their vectors side by side, the mean of their log-probabilities."""

    def __init__(self, scorers: Sequence[Scorer]) -> None:
        self.scorers = scorers

    def encode(self, ids: Longs, inputs: Longs, lengths: Ints) -> tuple[Floats, Floats, Floats]:
        """See ``Scorer``; names are not what teachers are asked for."""
        vectors, cues, names = zip(*(scorer.encode(ids, inputs, lengths) for scorer in self.scorers), strict=True)
        return np.concatenate(vectors, axis=-1), mean_scores(cues), names[0][..., :0]

    def pair(self, vectors: Floats, centres: Floats, spots: Longs, relations: Longs) -> tuple[Floats, Floats]:
        """See ``Scorer``."""
        parts, cues = (np.split(both, len(self.scorers), axis=-1) for both in (vectors, centres))
        found = [
            scorer.pair(np.ascontiguousarray(some), np.ascontiguousarray(cue), spots, relations)
            for scorer, some, cue in zip(self.scorers, parts, cues, strict=True)
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
    found = apply_rules(doc, teachers.attribute(teachers.read_page(page)))
    return [describe_spans(one) | {"cue_kind": "speech" if one.is_speech else "other"} for one in found]


def ask_teachers(teachers: Tagger, page: Page, cues: Sequence[Range]) -> Taught:
    """Return what the teachers say of a document's pieces and, for each cue, of the pieces around it."""
    everything = np.ones(page.piece_count, dtype=np.bool_)
    windows = plan_windows(everything, page.features.sentence, teachers.settings.windows)
    vectors, cue_scores, _ = encode_windows(teachers.scorer, page, windows)
    pairs: list[tuple[int, NDArray[np.float16]]] = []
    for some in batched(cues, CUES_A_CALL):
        spots, scores, _ = score_pairs(teachers.scorer, page, vectors, some, max(LENGTHS))
        pairs += zip(spots[:, 0].tolist(), find_chances(scores), strict=True)
    return Taught(find_chances(cue_scores), tuple(pairs), vectors[:, :HIDDEN].astype(np.float16))


def find_chances(scores: Floats) -> NDArray[np.float16]:
    """Return scores as chances over the last axis."""
    return np.exp(log_softmax(scores)).astype(np.float16)
