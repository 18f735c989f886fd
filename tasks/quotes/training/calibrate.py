"""Fit the confidence curve of a trained tagger on documents it was not trained on."""

import json
from collections.abc import Iterable, Sequence
from itertools import batched
from pathlib import Path

from spacy.language import Language

from tasks.quotes.calibration import CURVE, Curve
from tasks.quotes.quote import Attribution
from tasks.quotes.rules.order import apply_rules
from tasks.quotes.scoring.compare import Judged, compare
from tasks.quotes.scoring.corpus import Document
from tasks.quotes.tagging.tagger import Tagger

POINT_SIZE = 25
"""Quotes behind a point of the curve: with fewer, its ends would stand at 0 and 1 by chance."""


def fit_confidence(nlp: Language, tagger: Tagger, gold: Sequence[Document]) -> Curve:
    """Return the curve from scores to the share of quotes, after all rules, that match with the right speaker.

    `nlp` is any pipeline that parses; its quote attribution is not used. The documents must mark attributions of
    every kind (`cue_kind`), as the tagger finds every kind. Raises ValueError where it finds nothing.
    """
    with nlp.select_pipes(disable=[name for name in nlp.pipe_names if name == "quote_attribution"]):
        docs = list(nlp.pipe(document["text"] for document in gold))
    found = [apply_rules(doc, tagger.attribute(doc)) for doc in docs]
    return fit_curve(
        judged for document, attributions in zip(gold, found, strict=True) for judged in judge(document, attributions)
    )


def judge(document: Document, attributions: Sequence[Attribution]) -> list[Judged]:
    """Return the score of each attribution that counts, and whether it matches with the right speaker."""
    quotes = [
        {"content": one.content, "speaker": [one.speaker] if one.speaker else None, "score": one.score}
        for one in attributions
    ]
    outcomes = compare(document, {"quotes": quotes}).outcomes
    return [(one.predicted.quote["score"], one.speaker_right) for one in outcomes if one.predicted]


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
    return [score for score, _, _ in blocks], [share for _, share, _ in blocks]


def write_curve(curve: Curve, folder: Path) -> None:
    """Write a curve beside a model, where `load_curve` finds it."""
    scores, confidences = ([round(value, 4) for value in values] for values in curve)
    (folder / CURVE).write_text(json.dumps({"scores": scores, "confidences": confidences}) + "\n")
