"""Fit the confidence curve of a trained tagger on documents it was not trained on."""

from collections.abc import Sequence

from spacy.language import Language

from tasks.quotes.calibration import Curve, Judged, fit_curve
from tasks.quotes.quote import Attribution
from tasks.quotes.rules.uncued import complete
from tasks.quotes.scoring.compare import compare
from tasks.quotes.scoring.corpus import Document
from tasks.quotes.tagging.tagger import Tagger


def fit_confidence(nlp: Language, tagger: Tagger, gold: Sequence[Document]) -> Curve:
    """The curve from the tagger's scores to the share of its quotes that match with the right speaker.

    `nlp` is any pipeline that parses; its quote attribution is not used. The documents must mark attributions of
    every kind (`cue_kind`), as the tagger finds every kind. Raises ValueError where it finds nothing.
    """
    with nlp.select_pipes(disable=[name for name in nlp.pipe_names if name == "quote_attribution"]):
        docs = list(nlp.pipe(document["text"] for document in gold))
    found = [complete(doc, tagged) for doc, tagged in zip(docs, tagger.attribute(docs), strict=True)]
    return fit_curve(
        judged for document, attributions in zip(gold, found, strict=True) for judged in judge(document, attributions)
    )


def judge(document: Document, attributions: Sequence[Attribution]) -> list[Judged]:
    """The score of each attribution that counts, and whether it matches with the right speaker."""
    quotes = [
        {"content": one.content, "speaker": [one.speaker] if one.speaker else None, "score": one.score}
        for one in attributions
    ]
    outcomes = compare(document, {"quotes": quotes}).outcomes
    return [(one.predicted.quote["score"], one.speaker_right) for one in outcomes if one.predicted]
