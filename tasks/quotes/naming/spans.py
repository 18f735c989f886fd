"""The speaker spans of an article read one by one, with the names that only their place as a speaker shows."""

from collections.abc import Sequence

from tasks.quotes.naming.lexicon import ORGANISATION_ENDINGS, ORGANISATION_NOUNS
from tasks.quotes.naming.mentions import Mention
from tasks.quotes.naming.missed import find_speaker_name
from tasks.quotes.naming.names import fold
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
    named = _short_organisation(tokens, mentions, speaker) or (None if inside else find_speaker_name(tokens, start, end))
    return SpeakerMention("name", speaker.head, named) if named else speaker


def _short_organisation(tokens: Tokens, mentions: Sequence[Mention], speaker: SpeakerMention) -> Mention | None:
    """The organisation that "the commission" or "the Post" is short for: the last before whose name has the word."""
    word = fold(tokens.words[speaker.head])
    if not speaker.head or tokens.lower[speaker.head - 1] not in {"the", "that", "this"} or speaker.is_plural:
        return None
    if word not in ORGANISATION_NOUNS and word not in ORGANISATION_ENDINGS:
        return None
    named = (m for m in mentions if m.label == "ORG" and m.start < speaker.head and len(m.words) > 1)
    return next((mention for mention in reversed(list(named)) if word in mention.words), None)


def with_missed_speakers(mentions: Sequence[Mention], spans: Sequence[SpeakerMention | None]) -> list[Mention]:
    """All mentions in text order, those found in speaker spans added."""
    known = {id(mention) for mention in mentions}
    added = {
        id(speaker.mention): speaker.mention
        for speaker in spans
        if speaker and speaker.mention and id(speaker.mention) not in known
    }
    return sorted([*mentions, *added.values()], key=lambda mention: mention.start)
