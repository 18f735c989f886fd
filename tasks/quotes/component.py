"""The spaCy component `quote_attribution`: who said what in a document, in `doc._.quotes`.

    nlp = spacy.load("en_core_web_md")
    nlp.add_pipe("quote_attribution")
    nlp("“No,” said Ann Lee.")._.quotes

It works on any English pipeline; a parser and a named-entity recogniser make it better. Nothing in it knows the
batch pipeline around it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from tasks.quotes.calibration import calibrate
from tasks.quotes.marks import find_regions
from tasks.quotes.naming.resolve import NamedEntity, resolve
from tasks.quotes.quote import Attribution, Quote, QuoteType, Span, Spans, Speaker
from tasks.quotes.rules.uncued import complete
from tasks.quotes.tagging.tagger import Tagger, load_tagger

WORD = re.compile(r"\w+(?:['’]\w+)?")
DIRECT_SHARE = 0.9
"""Content is direct when this share of its words stands inside quotation marks (as in PolNeAR's gold)."""

Doc.set_extension("quotes", default=(), force=True)
Doc.set_extension("entities", default=(), force=True)


@Language.factory(
    "quote_attribution",
    assigns=["doc._.quotes", "doc._.entities", "doc.ents"],
    requires=["token.is_sent_start"],
    retokenizes=False,
)
def create_quote_attribution(nlp: Language, name: str) -> "QuoteAttribution":  # noqa: ARG001  (spaCy's signature)
    """The component; its weights are loaded at its first document."""
    return QuoteAttribution()


class QuoteAttribution:
    """Sets `doc._.quotes` (Quote), `doc._.entities` (NamedEntity) and the mended `doc.ents`."""

    def __init__(self) -> None:
        self._tagger: Tagger | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Attribute the quotes of one document."""
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 0) -> Iterator[Doc]:  # noqa: ARG002  (spaCy's signature)
        """Attribute the quotes of many documents, one after the other."""
        if self._tagger is None:
            self._tagger = load_tagger()
        for doc in stream:
            yield finish_document(doc, self._tagger.attribute([doc])[0])


def finish_document(doc: Doc, attributions: Sequence[Attribution]) -> Doc:
    """Resolve what was tagged in a document and store it there."""
    text = doc.text  # spaCy builds it anew at every access
    attributions = complete(doc, attributions)
    resolution = resolve(doc, attributions)
    quoted = find_quoted(text)
    quotes = [
        build_quote(doc, attribution, speaker, find_type(text, attribution.content, quoted))
        for attribution, speaker in zip(attributions, resolution.speakers, strict=True)
    ]
    doc._.quotes = tuple(sorted(quotes, key=lambda quote: (quote.content, quote.cue or (-1, -1))))
    doc._.entities = resolution.entities
    set_entities(doc, resolution.entities)
    return doc


def build_quote(doc: Doc, attribution: Attribution, speaker: Speaker, quote_type: QuoteType) -> Quote:
    """A finished quote out of an attribution and its resolved speaker."""
    return Quote(
        type=quote_type,
        content=attribution.content,
        cue=attribution.cue,
        cue_lemma=find_lemma(doc, attribution.cue),
        speaker=attribution.speaker,
        speaker_name=speaker.name,
        speaker_label=speaker.label,
        speaker_cluster_id=speaker.cluster_id,
        is_speech=attribution.is_speech,
        confidence=calibrate(attribution.score),
    )


def find_quoted(text: str) -> NDArray[np.bool_]:
    """For every character of the text whether it stands inside quotation marks."""
    quoted = np.zeros(len(text), np.bool_)
    for region in find_regions(text):
        quoted[region.start : region.end] = True
    return quoted


def find_type(text: str, content: Spans, quoted: NDArray[np.bool_]) -> QuoteType:
    """Whether the words of the content stand wholly, partly or not at all inside quotation marks."""
    words = [match.start() for start, end in content for match in WORD.finditer(text, start, end)]
    share = quoted[words].mean() if words else 0.0
    if share >= DIRECT_SHARE:
        return "direct"
    return "mixed" if share else "indirect"


def find_lemma(doc: Doc, cue: Span | None) -> str | None:
    """The base form of the cue's main word; the word itself where it is no verb ("according", a colon)."""
    span = doc.char_span(*cue, alignment_mode="expand") if cue else None
    if span is None:
        return None
    verbs = [token for token in span if token.pos_ == "VERB" and token.dep_ != "prep"]
    main = span.root if span.root in verbs or not verbs else verbs[-1]
    return (main.lemma_ if main in verbs and main.lemma_ else main.lower_) or None


def set_entities(doc: Doc, entities: Sequence[NamedEntity]) -> None:
    """Let `doc.ents` be the mended entities, as far as they fall on tokens."""
    spans = [
        doc.char_span(entity.start, entity.end, label=entity.label, alignment_mode="contract") for entity in entities
    ]
    doc.set_ents(filter_spans([span for span in spans if span is not None]))
