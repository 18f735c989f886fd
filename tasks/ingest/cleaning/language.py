"""Whether a text is English."""

import re
from functools import cache
from typing import TYPE_CHECKING

from tasks.ingest.lists import load_lines

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE_CHARS = 1_000
"""Looked at from the beginning, and half as many from the middle."""
MIN_WORDS = 20
"""Fewer say too little to reject a text by."""
MIN_FUNCTION_WORDS = 0.2
"""Share of function words that English alone reaches: of 840 news articles all but one, half of them 0.34; texts in
other languages with Latin letters stay below 0.15. A text that reaches it needs no language model, which would cost
0.4 ms an article and 0.6 s a process."""
MIN_CONFIDENCE = 0.5
FUNCTION_WORDS = frozenset(load_lines("function_words"))
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
LETTER = re.compile(r"[^\W\d_]")


@cache
def load_identifier() -> "LanguageIdentifier":
    """Return the language model, once a process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def find_language(text: str, declared: str | None = None) -> str | None:
    """Return the ISO 639-1 code of the language that a text is in rather than English; None where it may be English.

    `declared` is the language that the delivery names: it has a say where the text is too short to tell. "und" is
    a language in another script.
    """
    sample = text if len(text) <= SAMPLE_CHARS else text[:SAMPLE_CHARS] + text[len(text) // 2 :][: SAMPLE_CHARS // 2]
    words = sample.lower().split()
    if sum(map(FUNCTION_WORDS.__contains__, words)) >= MIN_FUNCTION_WORDS * max(len(words), 1):
        return None
    if not sample.isascii() and len(LATIN.findall(sample)) * 2 < len(LETTER.findall(sample)):
        return "und"
    if len(words) < MIN_WORDS and (declared is None or declared.strip().lower().startswith("en")):
        return None
    language, confidence = load_identifier().classify(sample)
    return None if language == "en" or confidence < MIN_CONFIDENCE else str(language)
