"""Fit an exported model's rating on documents that it was not trained on."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from spacy.language import Language

from tasks.quotes.quote import Attribution
from tasks.quotes.rules.spans import overlap
from tasks.quotes.scoring.corpus import Document
from tasks.quotes.tagging.candidates import Candidate
from tasks.quotes.tagging.page import Page, build_page
from tasks.quotes.tagging.rating import RatingSettings, fit_rating
from tasks.quotes.tagging.tagger import Tagger, load_tagger

FEWEST = 100
"""With fewer candidates than this the rating keeps its defaults."""


def tune_rating(model: Path, documents: Sequence[Document], nlp: Language) -> RatingSettings:
    """Fit the rating of the model in a folder, which is of attributions before any rule, and store it there."""
    tagger = load_tagger(model)
    docs = nlp.pipe(document["text"] for document in documents)
    pages = [build_page(doc, tagger.tokenizer) for doc in docs]
    rating = fit_pages(tagger, documents, pages)
    path = model / "settings.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**settings, "rating": asdict(rating)}) + "\n", encoding="utf-8")
    return rating


def fit_pages(tagger: Tagger, documents: Sequence[Document], pages: Sequence[Page]) -> RatingSettings:
    """Return the rating that tells the right candidates on these pages from the wrong ones."""
    pairs = [
        (candidate, document)
        for document, page in zip(documents, pages, strict=True)
        for candidate in tagger.find_candidates(page)
    ]
    if len(pairs) < FEWEST:
        return RatingSettings()
    features = np.array([candidate.features for candidate, _ in pairs], dtype=np.float64)
    right = np.array([is_right(candidate, document) for candidate, document in pairs])
    return fit_rating(features, right)


def is_right(candidate: Candidate, document: Document) -> bool:
    """Return whether the content meets that of a gold quote (IoU of characters at least 0.5) and the speakers meet."""
    return any(matches(candidate.attribution, quote) for quote in document["quotes"])


def matches(found: Attribution, quote: Document) -> bool:
    """Return whether one attribution is one gold quote."""
    content = count_shared(found.content, quote["content"])
    either = sum(end - start for start, end in (*found.content, *quote["content"])) - content
    if content < 0.5 * either:
        return False
    speaker = quote.get("speaker") or []
    if not found.speaker or not speaker:
        return not found.speaker and not speaker
    return count_shared([found.speaker], speaker) > 0


def count_shared(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> int:
    """Return how many characters two lists of spans share."""
    return sum(overlap((a[0], a[1]), (b[0], b[1])) for a in one for b in other)
