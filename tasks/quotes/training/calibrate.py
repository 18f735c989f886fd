"""Fit the rating and the confidence curve of a trained tagger on documents it was not trained on."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import accumulate, batched
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from tasks.quotes.calibration import CURVE, Curve
from tasks.quotes.component import QuoteAttribution
from tasks.quotes.quote import Attribution, find_likeness, overlap
from tasks.quotes.scoring.compare import Judged, judge
from tasks.quotes.scoring.corpus import Document, describe_spans
from tasks.quotes.tagging.rating import RatingSettings, fit_rating
from tasks.quotes.tagging.tagger import load_tagger

FEWEST = 100
"""With fewer candidates than this the rating keeps its defaults."""
POINT_SIZE = 25
"""Quotes behind a point of the curve: with fewer, its ends would stand at 0 and 1 by chance."""


def tune_rating(model: Path, gold: Sequence[tuple[Doc, Document]]) -> None:
    """Fit the rating of the model in a folder, which is of attributions before any rule, and store it there."""
    tagger, features, right = load_tagger(model), [], []
    for doc, document in gold:
        for candidate in tagger.find_candidates(tagger.read(doc)):
            features.append(candidate.features)
            right.append(any(matches(candidate.attribution, quote) for quote in document["quotes"]))
    enough = len(features) >= FEWEST
    rating = fit_rating(np.array(features, dtype=np.float64), np.array(right)) if enough else RatingSettings()
    path = model / "settings.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**settings, "rating": asdict(rating)}) + "\n", encoding="utf-8")


def matches(found: Attribution, quote: Document) -> bool:
    """Return whether the content meets that of a gold quote (IoU of characters at least 0.5) and the speakers meet."""
    speaker = quote.get("speaker") or ()
    meet = any(overlap(found.speaker, span) for span in speaker) if found.speaker else not speaker
    return meet and find_likeness(found.content, quote["content"]) >= 0.5


def fit_confidence(component: QuoteAttribution, gold: Iterable[tuple[Doc, Document]]) -> Curve:
    """Return the curve from scores to the share of quotes, after all rules, that match with the right speaker.

    The documents must mark attributions of every kind (`cue_kind`), as the tagger finds every kind. Their entities are
    set to those that the model finds. Raises ValueError where nothing is found.
    """
    judged: list[Judged] = []
    for doc, document in gold:
        found = [describe_spans(one) | {"confidence": one.score} for one in component.attribute(doc)]
        judged += judge(document, {"quotes": found})
    return fit_curve(judged)


def fit_curve(judged: Iterable[Judged], size: int = POINT_SIZE) -> Curve:
    """Return the never falling curve nearest to what was right: isotonic regression by pooling adjacent violators.

    Neighbours in score are averaged by `size` first (Barlow et al. 1972 for the method). Raises ValueError where
    nothing was judged.
    """
    blocks: list[tuple[float, float, int]] = []  # mean score, share right, quotes
    for group in batched(sorted(judged), size):
        blocks.append((sum(s for s, _ in group) / len(group), sum(r for _, r in group) / len(group), len(group)))
        while len(blocks) > 1 and blocks[-2][1] >= blocks[-1][1]:
            (score, share, count), (later, other, more) = blocks[-2:]
            total = count + more
            blocks[-2:] = [((score * count + later * more) / total, (share * count + other * more) / total, total)]
    if not blocks:
        raise ValueError("no predicted quotes to calibrate on; take a corpus with quotes")
    scores = accumulate((score for score, _, _ in blocks), max)  # means of equal scores may differ by rounding
    return list(scores), [share for _, share, _ in blocks]


def write_curve(curve: Curve, folder: Path) -> None:
    """Write a curve beside a model, where `load_curve` finds it."""
    scores, confidences = ([round(value, 4) for value in values] for values in curve)
    (folder / CURVE).write_text(json.dumps({"scores": scores, "confidences": confidences}) + "\n")
