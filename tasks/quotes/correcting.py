"""Corrections by people in the place of what the tagger, the rules and naming find."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tasks.quotes.corrections import CorrectedQuote, Corrections, Judgement
from tasks.quotes.naming.resolve import NamedEntity, Resolution
from tasks.quotes.naming.words.names import fold_word
from tasks.quotes.quote import Attribution, Quote, Spans, Speaker, SpeakerLabel, find_likeness

CORRECTION = "correction"
"""In the place of the name of a rule."""
SAME = 0.5
"""Likeness of contents from which a quote is the one that was judged, also where the model now finds other ends."""
LABELS: dict[str, SpeakerLabel] = {"PERSON": "person", "ORG": "organisation", "GPE": "place"}


def correct_attributions(found: Sequence[Attribution], corrections: Corrections) -> list[Attribution]:
    """Return the attributions of an article, those of people in the place of those that they judged."""
    kept = [] if corrections.is_whole else [one for one in found if not is_judged(one.content, corrections.judgements)]
    made = [build_attribution(one.quote) for one in corrections.judgements if one.quote]
    return sorted(dict.fromkeys([*kept, *made]), key=lambda item: (item.content, item.cue or item.content[0]))


def is_judged(content: Spans, judgements: Iterable[Judgement]) -> bool:
    """Return whether somebody has judged the quote with this content."""
    known = (spans for one in judgements for spans in (one.of, one.quote.content if one.quote else ()) if spans)
    return any(find_likeness(content, spans) >= SAME for spans in known)


def build_attribution(quote: CorrectedQuote) -> Attribution:
    """Return a corrected quote before naming."""
    return Attribution(quote.content, quote.cue, quote.speaker, quote.is_speech, 1.0, CORRECTION)


@dataclass
class Naming:
    """The names that people gave to the speakers of one article, beside those that were resolved."""

    text: str
    entities: tuple[NamedEntity, ...]
    speakers: list[Speaker]
    """One for each attribution; those that are corrected are put in place one by one."""

    def correct(self, place: int, judgement: Judgement, quote: CorrectedQuote) -> None:
        """Give the speaker at a place the name and kind that a person says, and if so all quotes of that speaker."""
        resolved = self.speakers[place]
        self.speakers[place] = corrected = self.build_speaker(resolved, quote)
        if judgement.name_for_all and resolved.cluster_id is not None:
            for other, speaker in enumerate(self.speakers):
                if speaker.cluster_id == resolved.cluster_id:
                    self.speakers[other] = corrected

    def build_speaker(self, resolved: Speaker, quote: CorrectedQuote) -> Speaker:
        """Return the speaker of a corrected quote, given whom its words were resolved to."""
        if quote.speaker is None:
            return Speaker(None, "unknown", None, confidence=1.0)
        if quote.name == resolved.name:
            return as_said(resolved, quote.name, quote.label or resolved.label)
        words = self.text[slice(*quote.speaker)]
        if quote.name is None:
            nobody = Speaker(None, "unknown", None, words, pronoun=resolved.pronoun)
            return as_said(nobody, None, quote.label or resolved.label)
        cluster = self.find_cluster(quote.name, resolved)
        speaker = self.find_speaker(cluster) or Speaker(
            quote.name,
            self.find_label(cluster) or resolved.label,
            cluster,
            quote.name if quote.name in self.text else words,
        )
        return as_said(speaker, quote.name, quote.label or speaker.label)

    def find_speaker(self, cluster: int) -> Speaker | None:
        """Return what the article says of a speaker who has other quotes, or None."""
        return next((one for one in self.speakers if one.cluster_id == cluster), None)

    def find_label(self, cluster: int) -> SpeakerLabel | None:
        """Return what kind of speaker the named entities of a cluster are, or None."""
        return next((LABELS.get(one.label) for one in self.entities if one.cluster_id == cluster), None)

    def find_cluster(self, name: str, resolved: Speaker) -> int:
        """Return the cluster of whoever has a name: in the article, of another speaker, or else a new one.

        A longer or shorter form of the name of the speaker as resolved stays with that one.
        """
        wanted = fold(name)
        for found, cluster in self.list_names():
            if fold(found) == wanted:
                return cluster
        known = fold(resolved.name or "")
        if resolved.cluster_id is not None and known and (known <= wanted or wanted <= known):
            return resolved.cluster_id
        clusters = [one.cluster_id for one in self.entities] + [one.cluster_id for one in self.speakers]
        return max((one for one in clusters if one is not None), default=-1) + 1

    def list_names(self) -> list[tuple[str, int]]:
        """Return the names of the article's clusters, full names first."""
        named = [(one.name, one.cluster_id) for one in self.entities]
        named += [(one.name, one.cluster_id) for one in self.speakers]
        named += [(self.text[one.start : one.end], one.cluster_id) for one in self.entities]
        return [(name, cluster) for name, cluster in named if name and cluster is not None]


def fold(name: str) -> frozenset[str]:
    """Return the folded words of a name."""
    return frozenset(map(fold_word, name.split()))


def as_said(speaker: Speaker, name: str | None, label: SpeakerLabel) -> Speaker:
    """Return a speaker with the name and kind that a person says; a pronoun is a person's alone."""
    pronoun = speaker.pronoun if label == "person" else None
    return replace(speaker, name=name, label=label, pronoun=pronoun, confidence=1.0, candidates=())


def correct_speakers(
    text: str, attributions: Sequence[Attribution], resolution: Resolution, corrections: Corrections
) -> list[Speaker]:
    """Return the speakers of an article's attributions with the names and kinds that people gave them."""
    naming = Naming(text, resolution.entities, list(resolution.speakers))
    places = {attribution: place for place, attribution in enumerate(attributions)}
    for judgement in sorted(corrections.judgements, key=lambda one: not one.name_for_all):
        if judgement.quote:
            naming.correct(places[build_attribution(judgement.quote)], judgement, judgement.quote)
    return naming.speakers


def mark_corrected(quotes: Iterable[Quote], corrections: Corrections) -> tuple[Quote, ...]:
    """Return the quotes, those of people with the type that they say, and sure."""
    said = {(q.content, q.cue, q.speaker): q.type for q in (one.quote for one in corrections.judgements) if q}
    return tuple(
        replace(one, type=said[one.content, one.cue, one.speaker], confidence=1.0) if one.rule == CORRECTION else one
        for one in quotes
    )
