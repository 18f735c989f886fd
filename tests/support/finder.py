"""A pipeline that finds what it is told to, to test what is made of the quotes that are found."""

from collections.abc import Sequence
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from tasks.quotes.naming.resolve import NamedEntity
from tasks.quotes.quote import Quote
from tasks.quotes.scoring.corpus import Document


class Finder:
    """A component that finds the quotes and entities of the documents it was given, by their texts.

    An entity is start, end and label, and may have its cluster and the cluster's name.
    """

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}

    def __call__(self, doc: Doc) -> Doc:
        document = self.documents[doc.text]
        entities = document.get("entities", ())
        doc._.quotes = tuple(map(as_quote, document.get("quotes", ())))
        doc._.entities = tuple(NamedEntity(*[*one, None, None][:5]) for one in entities)
        return doc


@Language.factory("finder")
def create_finder(nlp: Language, name: str) -> Finder:
    return Finder()


def finds(*documents: Document) -> Language:
    """A pipeline that finds the quotes and entities of these documents."""
    nlp = spacy.blank("en")
    finder = nlp.add_pipe("finder")
    assert isinstance(finder, Finder)
    finder.documents = {document["text"]: document for document in documents}
    return nlp


def as_quote(quote: dict[str, Any]) -> Quote:
    """A quote of a corpus as the component finds it."""

    def first(spans: Sequence[Sequence[int]] | None) -> tuple[int, int] | None:
        return (spans[0][0], spans[0][1]) if spans else None

    return Quote(
        type=quote["type"],
        content=tuple((start, end) for start, end in quote["content"]),
        cue=first(quote["cue"]),
        cue_lemma=None,
        speaker=first(quote["speaker"]),
        speaker_name=quote.get("speaker_name"),
        speaker_label=quote.get("speaker_label", "unknown"),
        speaker_cluster_id=quote.get("speaker_cluster_id"),
        speaker_title=quote.get("speaker_title"),
        is_speech=quote.get("cue_kind", "speech") == "speech",
        confidence=quote.get("confidence", 0.75),
        name_confidence=quote.get("name_confidence", 0.0),
        rule="floating quotation",
        candidates=quote.get("candidates", ()),
    )


def mark(text: str, part: str) -> list[list[int]]:
    """The one span of a part of a text."""
    start = text.index(part)
    return [[start, start + len(part)]]
