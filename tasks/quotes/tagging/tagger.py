"""The learned tagger: from an annotated document to attributions, before any rule."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import batched
from pathlib import Path

import numpy as np
from spacy.tokens import Doc
from tokenizers import Tokenizer

from tasks.quotes.quote import Attribution
from tasks.quotes.tagging.candidates import Candidate, find_cues, pair_cues
from tasks.quotes.tagging.decode import NEVER
from tasks.quotes.tagging.page import Page, build_page, build_windows
from tasks.quotes.tagging.pieces import Floats, load_tokenizer
from tasks.quotes.tagging.rating import RatingSettings, rate
from tasks.quotes.tagging.scorer import OnnxScorer, Scorer
from tasks.quotes.tagging.windows import Window, WindowSizes, find_evidence, plan_windows

MODEL = Path(__file__).parents[1] / "model"
"""The folder of the model that ships."""
CUES_A_CALL = 64
WINDOWS_A_CALL = 4
"""Windows of a document that the encoder reads together: a sixth quicker than one by one where there is AMX."""


@dataclass(frozen=True, slots=True)
class TaggerSettings:
    """What a model folder's ``settings.json`` may set."""

    windows: WindowSizes = field(default_factory=WindowSizes)
    rating: RatingSettings = field(default_factory=RatingSettings)
    evidence: tuple[int, ...] = ()
    """Ids of word pieces that hint at a cue; with none, every paragraph is read."""
    names: bool = False
    """Whether the model finds names too."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder makes of a document, a row for each piece."""

    page: Page
    vectors: Floats
    cues: Floats
    """Scores [pieces, 3] of being no cue, beginning one, going on in one."""
    names: Floats
    """Scores [pieces, labels] of the labels of names; no labels where the model does not find names."""


@dataclass(frozen=True, slots=True)
class Tagger:
    """Finds quotes: cue, speaker and content together; and names, where the model has learned them."""

    scorer: Scorer
    tokenizer: Tokenizer
    settings: TaggerSettings = field(default_factory=TaggerSettings)

    def read(self, doc: Doc) -> Reading:
        """Return what the encoder makes of the paragraphs of a document that may hold a quote."""
        return self.read_page(build_page(doc, self.tokenizer))

    def read_page(self, page: Page) -> Reading:
        """Return the same of a document whose page is built."""
        kept = find_evidence(page.pieces, page.features, self.settings.evidence)
        windows = plan_windows(kept, page.features.sentence, self.settings.windows)
        return Reading(page, *encode_windows(self.scorer, page, windows))

    def attribute(self, reading: Reading) -> list[Attribution]:
        """Return what the network finds in one document and is rated well enough, in order of the cues.

        The rating is its score; it depends on that document alone.
        """
        rating = self.settings.rating
        rated = [replace(item.attribution, score=rate(item.features, rating)) for item in self.find_candidates(reading)]
        return [item for item in rated if item.score >= rating.least]

    def find_candidates(self, reading: Reading) -> list[Candidate]:
        """Return all that the network finds in one document, the doubtful too."""
        if not len(reading.cues):
            return []
        cues = find_cues(reading.page, reading.cues)
        found = (pair_cues(self.scorer, reading.page, reading.vectors, some) for some in batched(cues, CUES_A_CALL))
        return [candidate for some in found for candidate in some if candidate is not None]


def load_tagger(folder: Path = MODEL) -> Tagger:
    """Return the tagger of a model folder; raises ValueError where the folder holds none."""
    check_model(folder)
    return Tagger(OnnxScorer(folder), load_tokenizer(folder), read_settings(folder / "settings.json"))


def check_model(folder: Path) -> None:
    """Raise ValueError where a folder holds no model."""
    if not (folder / "encoder.onnx").exists():
        raise ValueError(f"{folder} holds no encoder.onnx: give the folder `model` of a training")


def finds_names(folder: Path) -> bool:
    """Return whether the model in a folder finds names; raises ValueError where the folder holds none."""
    check_model(folder)
    return read_settings(folder / "settings.json").names


def read_settings(path: Path) -> TaggerSettings:
    """Return the settings stored with a model; what is not there keeps its default."""
    values = json.loads(path.read_text(encoding="utf-8"))
    windows, rating = WindowSizes(**values.get("windows", {})), RatingSettings(**values.get("rating", {}))
    return TaggerSettings(windows, rating, tuple(values.get("evidence", ())), values.get("names", False))


def encode_windows(scorer: Scorer, page: Page, windows: Sequence[Window]) -> tuple[Floats, Floats, Floats]:
    """Return vectors [pieces, hidden], cue scores [pieces, 3] and scores of name labels [pieces, labels] of all pieces.

    Those in no window are no cue.
    """
    vectors = names = np.zeros((0, 0), np.float32)
    scores = np.tile(np.array([0, NEVER, NEVER], np.float32), (page.piece_count, 1))
    for some in batched(sorted(windows, key=lambda window: window.end - window.start), WINDOWS_A_CALL):
        hidden, cue, named = scorer.encode(*build_windows(page, some))
        if not len(vectors):
            vectors, names = (np.zeros((page.piece_count, one.shape[-1]), np.float32) for one in (hidden, named))
        for row, window in enumerate(some):
            (first, last), skipped = window.core, window.start - 1
            inside = row, slice(first - skipped, last - skipped)
            vectors[first:last], scores[first:last], names[first:last] = hidden[inside], cue[inside], named[inside]
    return vectors, scores, names
