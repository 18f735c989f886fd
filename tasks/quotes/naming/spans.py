"""The speaker spans of an article read one by one, with the names that only their place as a speaker shows."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.quotes.naming.mentions import Mention
from tasks.quotes.naming.missed import find_speaker_name
from tasks.quotes.naming.organisations import find_short_organisation
from tasks.quotes.naming.speakers import SpeakerMention, read_speaker
from tasks.quotes.naming.tokens import Tokens
from tasks.quotes.quote import Span


def read_spans(
    tokens: Tokens, mentions: Sequence[Mention], spans: Sequence[Span | None]
) -> list[SpeakerMention | None]:
    """One entry a span, nothing where there is no span; the same span gives the same mention."""
    known: dict[Span, SpeakerMention | None] = {}
    for span in spans:
        if span is not None and span not in known:
            known[span] = _read(tokens, mentions, *tokens.between(*span))
    return [None if span is None else known[span] for span in spans]


def _read(tokens: Tokens, mentions: Sequence[Mention], start: int, end: int) -> SpeakerMention | None:
    inside = [mention for mention in mentions if mention.start < end and mention.end > start]
    speaker = read_speaker(tokens, start, end, inside)
    if speaker is None or speaker.kind != "description":
        return speaker
    named = None if speaker.is_plural else find_short_organisation(tokens, mentions, speaker.head)
    is_open = not speaker.is_plural and not any(mention.label in {"PERSON", "NORP"} for mention in inside)
    if named is None and is_open:
        named = find_speaker_name(tokens, start, end)
        known = next((m for m in mentions if named and m.words == named.words), None)
        if named and known:
            named.label = known.label
    return replace(speaker, kind="name", mention=named) if named else speaker


def with_missed_speakers(mentions: Sequence[Mention], spans: Sequence[SpeakerMention | None]) -> list[Mention]:
    """All mentions in text order, those found in speaker spans added."""
    known = {id(mention) for mention in mentions}
    found = [speaker.mention for speaker in spans if speaker and speaker.mention and id(speaker.mention) not in known]
    taken: set[int] = set()
    added = []
    for mention in sorted(found, key=lambda mention: mention.start - mention.end):
        if taken.isdisjoint(range(mention.start, mention.end)):
            added.append(mention)
            taken.update(range(mention.start, mention.end))
    kept = [mention for mention in mentions if taken.isdisjoint(range(mention.start, mention.end))]
    return sorted([*kept, *added], key=lambda mention: mention.start)
