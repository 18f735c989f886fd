"""Candidates: from the network's scores to cues, and for each cue to its speaker and content."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tasks.quotes.quote import Attribution
from tasks.quotes.tagging import decode
from tasks.quotes.tagging.page import Page
from tasks.quotes.tagging.pieces import Floats, Longs, Range
from tasks.quotes.tagging.rating import describe
from tasks.quotes.tagging.relations import build_relations
from tasks.quotes.tagging.scorer import Scorer

LEAST_CUE = 0.01
"""Words less likely than this to be in a cue are in none."""
BREAK_QUOTE = np.float32(2.0)
"""Cost of a content that begins or ends just before a word between a pair of quote marks."""
REACH = 128
"""Pieces before and after a cue in which its speaker and content are looked for."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue found: its words, its pieces, and how sure the tagger is of it (0-1)."""

    words: Range
    pieces: Range
    chance: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """An attribution as decoded, and what its rating goes by."""

    attribution: Attribution
    features: Floats


def find_cues(page: Page, scores: Floats) -> list[Cue]:
    """Return the cues of a document, in order."""
    firsts = page.firsts[:-1]
    chances = decode.score_words(decode.log_softmax(scores), firsts, decode.CUE_LATER)
    labels = decode.label_words(chances, decode.CUE_MOVES, LEAST_CUE)
    return [
        Cue(words, page.word_pieces(words), float(1 - np.exp(chances[words[0] : words[1], 0].min())))
        for words in decode.find_runs(labels, 1)
    ]


def pair_cues(scorer: Scorer, page: Page, vectors: Floats, cues: Sequence[Cue]) -> list[Candidate | None]:
    """Return what belongs to each cue; None for cues without content."""
    spots, scores, speech = score_pairs(scorer, page, vectors, [cue.pieces for cue in cues], REACH)
    words, firsts = pair_words(page, scores, spots)
    places = firsts[:, None] + np.arange(words.shape[1])
    pieces = page.firsts[np.minimum(places, len(page.firsts) - 2)]
    between = np.isin(page.features.inputs[pieces, 0], (1, 4, 5)) & (page.features.region[pieces] >= 0)
    labels = decode.find_best(words, decode.PAIR_MOVES, np.where(between, BREAK_QUOTE, np.float32(0)))
    rows = zip(cues, labels, words, firsts.tolist(), speech, strict=True)
    return [read_candidate(page, *row) for row in rows]


def score_pairs(
    scorer: Scorer, page: Page, vectors: Floats, cues: Sequence[Range], reach: int
) -> tuple[Longs, Floats, Floats]:
    """Return the pieces around each cue [cues, length], their scores [.., labels], scores of being speech [cues]."""
    reaches = equal_reaches(cues, reach, page.piece_count)
    relations = build_relations(page.features, cues, reaches).astype(np.int64)
    spots = np.stack([np.arange(*around, dtype=np.int64) for around in reaches])
    centres = np.stack([vectors[first:last].mean(axis=0) for first, last in cues])
    scores, speech = scorer.pair(vectors, centres, spots, relations)
    return spots, scores, speech


def equal_reaches(cues: Sequence[Range], reach: int, total: int) -> list[Range]:
    """Return a range of pieces around each cue, all of one length, moved inwards at the ends of the document.

    Of a cue longer than the reach, which is none, only the begin is seen: else one would cost what a document has.
    """
    length = min(min(max(last - first for first, last in cues), reach) + 2 * reach, total)
    firsts = [min(max(first - reach, 0), total - length) for first, _ in cues]
    return [(first, first + length) for first in firsts]


def pair_words(page: Page, scores: Floats, spots: Longs) -> tuple[Floats, Longs]:
    """Return the scores of words [cues, words, labels] from those of pieces, and each row's first word."""
    opening = page.begins[spots]
    opening[:, 0] = True
    flat = decode.log_softmax(scores).reshape(-1, scores.shape[-1])
    words = decode.score_words(flat, np.flatnonzero(opening).astype(np.int32), decode.PAIR_LATER)
    first_words = np.searchsorted(page.firsts, spots[:, 0], side="right") - 1
    return decode.pad_rows(words, opening.sum(axis=1).astype(np.int32)), first_words


def read_candidate(page: Page, cue: Cue, labels: Longs, words: Floats, first: int, speech: float) -> Candidate | None:
    """Return a row of labels as an attribution, with the surest of several speakers; None without a content."""
    contents, speakers = decode.find_runs(labels, 3), decode.find_runs(labels, 1)
    if not contents:
        return None
    sure = np.exp(words[np.arange(len(labels)), labels])
    speaker = max(speakers, key=lambda span: sure[slice(*span)].mean(), default=None)
    content = tuple(page.span((start + first, end + first)) for start, end in contents)
    speaker_span = page.span((speaker[0] + first, speaker[1] + first)) if speaker else None
    attribution = Attribution(content, page.span(cue.words), speaker_span, bool(speech > 0))
    return Candidate(attribution, describe(cue.chance, sure, contents, speaker))
