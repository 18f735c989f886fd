"""Corrected articles as an annotated corpus, which `quotewire evaluate` and `quotewire train` read.

Only articles that somebody read as a whole are gold: of the others nobody knows what quotes they lack.
"""

import json
from collections.abc import Iterator
from typing import Any

from tasks.batch.corrections import CORRECTIONS, find_key
from tasks.logger import LOGGER
from tasks.quotes.corrections import CorrectedQuote, CorrectionError, parse_value
from tasks.quotes.scoring.corpus import Document
from tasks.zones.place import Place


def read_gold(raw: Place) -> Iterator[Document | None]:
    """Yield the documents of a corpus in the order of batches and articles, and None for an article read in part."""
    folder = raw / CORRECTIONS
    for path in sorted(path for path, _ in folder.find_files()) if folder.is_dir() else ():
        try:
            value = json.loads((folder / path).read_text())
            corrections = parse_value(value, value["text"])
        except (ValueError, KeyError, TypeError, CorrectionError, OSError) as error:
            LOGGER.warning("corrections are passed over: %s/%s: %s", folder, path, error)
            continue
        quotes = [build_quote(one.quote) for one in corrections.judgements if one.quote]
        known = {"doc_id": find_key(path), "source": value.get("publisher", ""), "text": value["text"]}
        yield {**known, "quotes": quotes} if corrections.is_whole else None


def build_quote(quote: CorrectedQuote) -> dict[str, Any]:
    """Return a quote as a corpus has it."""
    parts = {"cue": quote.cue, "speaker": quote.speaker}
    label = {"speaker_label": quote.label} if quote.label else {}
    return {
        "type": quote.type,
        "content": quote.content,
        **{part: [span] if span else None for part, span in parts.items()},
        "cue_kind": "speech" if quote.is_speech else "other",
        "speaker_name": quote.name,
        **label,
    }
