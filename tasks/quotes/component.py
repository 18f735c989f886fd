"""The spaCy component `quote_attribution`: who said what in a document, in `doc._.quotes`.

It works on any English pipeline; a parser and a named-entity recogniser make it better (README.md beside this file).
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from tasks.quotes.calibration import Curve, calibrate, load_curve
from tasks.quotes.correcting import correct_attributions, correct_speakers, mark_corrected
from tasks.quotes.corrections import Corrections
from tasks.quotes.marks import find_quoted, find_quoted_share
from tasks.quotes.naming.resolve import resolve
from tasks.quotes.quote import Attribution, Quote, Span, Speaker, find_type
from tasks.quotes.rules.order import apply_rules
from tasks.quotes.tagging.names import set_names
from tasks.quotes.tagging.tagger import MODEL, Tagger, check_model, load_tagger

Doc.set_extension("quotes", default=(), force=True)
Doc.set_extension("entities", default=(), force=True)
Doc.set_extension("corrections", default=None, force=True)


@Language.factory(
    "quote_attribution",
    assigns=["doc._.quotes", "doc._.entities", "doc.ents"],
    requires=["token.is_sent_start"],
    default_config={"model": None},
    retokenizes=False,
)
def create_quote_attribution(nlp: Language, name: str, model: str | None) -> "QuoteAttribution":  # noqa: ARG001  (spaCy's)
    """Return the component with the model of a folder, or the one that ships; raises ValueError for a wrong folder."""
    return QuoteAttribution(Path(model) if model else MODEL)


class QuoteAttribution:
    """Sets `doc._.quotes` (Quote), `doc._.entities` (NamedEntity) and the mended `doc.ents`."""

    def __init__(self, folder: Path) -> None:
        check_model(folder)
        self.folder = folder

    @cached_property
    def tagger(self) -> Tagger:
        """Return the tagger, loaded at the first document."""
        return load_tagger(self.folder)

    @cached_property
    def curve(self) -> Curve:
        """Return the curve from scores to confidence that was fitted with the tagger."""
        return load_curve(self.folder)

    def __call__(self, doc: Doc) -> Doc:
        """Attribute the quotes of one document: tag, apply the rules, name the speakers.

        What people say of the document's quotes, in `doc._.corrections`, wins.
        """
        corrections: Corrections | None = doc._.corrections
        attributions = self.attribute(doc)
        if corrections:
            attributions = correct_attributions(attributions, corrections)
        resolution = resolve(doc, attributions)
        speakers: Sequence[Speaker] = resolution.speakers
        if corrections:
            speakers = correct_speakers(doc.text, attributions, resolution, corrections)
        quotes = build_quotes(doc, attributions, speakers, self.curve)
        doc._.quotes = mark_corrected(quotes, corrections) if corrections else quotes
        doc._.entities = resolution.entities
        spans = (doc.char_span(e.start, e.end, e.label, alignment_mode="contract") for e in resolution.entities)
        doc.set_ents(filter_spans([span for span in spans if span is not None]))
        return doc

    def attribute(self, doc: Doc) -> list[Attribution]:
        """Return the attributions of a document, and set its entities where the model finds names."""
        reading = self.tagger.read(doc)
        if self.tagger.settings.names:
            set_names(doc, reading.page, reading.names)
        return apply_rules(doc, self.tagger.attribute(reading))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 0) -> Iterator[Doc]:  # noqa: ARG002  (spaCy's)
        """Attribute the quotes of many documents, one after the other."""
        return map(self, stream)


def build_quotes(
    doc: Doc, attributions: Sequence[Attribution], speakers: Sequence[Speaker], curve: Curve
) -> tuple[Quote, ...]:
    """Return the finished quotes of a document in text order."""
    text = doc.text  # spaCy builds it anew at every access
    quoted = find_quoted(text)
    quotes = [
        Quote(
            type=find_type(find_quoted_share(text, attribution.content, quoted)),
            content=attribution.content,
            cue=attribution.cue,
            cue_lemma=find_lemma(doc, attribution.cue),
            speaker=attribution.speaker,
            speaker_name=speaker.name,
            speaker_label=speaker.label,
            speaker_cluster_id=speaker.cluster_id,
            speaker_mention=speaker.mention,
            speaker_title=speaker.title,
            speaker_organisation=speaker.organisation,
            speaker_pronoun=speaker.pronoun,
            is_speech=attribution.is_speech,
            confidence=calibrate(attribution.score, curve),
            name_confidence=speaker.confidence,
            candidates=speaker.candidates,
            rule=attribution.rule,
        )
        for attribution, speaker in zip(attributions, speakers, strict=True)
    ]
    return tuple(sorted(quotes, key=lambda quote: (quote.content, quote.cue or (-1, -1))))


def find_lemma(doc: Doc, cue: Span | None) -> str | None:
    """Return the base form of the cue's main word; the word itself where it is no verb ("according", a colon)."""
    span = doc.char_span(*cue, alignment_mode="expand") if cue else None
    if span is None:
        return None
    verbs = [token for token in span if token.pos_ == "VERB" and token.dep_ != "prep"]
    tops = [token for token in span if token.head == token or not span.start <= token.head.i < span.end]
    root = tops[0] if len(tops) == 1 else span.root  # which counts the words up to the top of the sentence
    main = root if root in verbs or not verbs else verbs[-1]
    return (main.lemma_ if main in verbs and main.lemma_ else main.lower_) or None
