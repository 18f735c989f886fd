"""Speaker spans taken apart: a name, a pronoun, a description or an interview's label, and the token it is about."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final, Literal

from tasks.quotes.naming.entities.mentions import Mention, build_mention, drop_overlapping, put_in
from tasks.quotes.naming.entities.no_names import is_role_on_air
from tasks.quotes.naming.entities.untagged_speakers import find_peer, find_speaker_name
from tasks.quotes.naming.spans.several import are_several, joins_another
from tasks.quotes.naming.spans.who import find_name
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.nouns import find_head_noun, is_demonym, is_one_of, is_plural
from tasks.quotes.naming.words.tokens import TokenRange, Tokens
from tasks.quotes.quote import Span

type SpeakerKind = Literal["name", "pronoun", "description", "label"]

LABEL_ENDINGS: Final = ":.0123456789"
"""What may stand behind the letter of a label: "Q1:"."""
QUESTION: Final = frozenset(["q", "question"])
_LABELS: Final = QUESTION | {"a", "answer"}
_LONGEST_NAME: Final = 6
"""Tokens of what a span left out behind "the"."""
_EXAMPLES: Final = frozenset(["including", "among", "like"])
"""What begins a list of some of those who speak."""
_EMPHASIS: Final = frozenset(["all", "both", "himself", "herself", "themselves", "too", "also"])


@dataclass(frozen=True, slots=True)
class SpeakerMention:
    """A speaker span taken apart; `head` is the token that stands for the speaker."""

    kind: SpeakerKind
    head: int
    start: int
    end: int
    mention: Mention | None = None
    is_plural: bool = False


def read_speakers(
    tokens: Tokens, mentions: Sequence[Mention], spans: Sequence[Span | None]
) -> list[SpeakerMention | None]:
    """Return one entry a span, None for no span or an empty one; the same span gives the same entry."""
    labels = {mention.words: mention.label for mention in reversed(mentions)}
    surnames = {mention.words[-1] for mention in mentions if mention.label == "PERSON" and len(mention.words) > 1}
    read: dict[Span | None, SpeakerMention | None] = {None: None}
    for span in spans:
        if span is None or span in read:
            continue
        start, end = tokens.between(*span)
        first = bisect_right(mentions, start, key=attrgetter("end"))
        end = _find_end(tokens, start, end)
        inside = mentions[first : bisect_left(mentions, end, key=attrgetter("start"))]
        speaker = _read_speaker(tokens, start, end, inside, surnames)
        if speaker is not None and speaker.kind == "description" and not speaker.is_plural:
            apposed = _read_apposition(tokens, speaker, mentions[first - 1] if first else None)
            named = None if apposed else _read_untagged(tokens, speaker, (start, end), inside, surnames)
            if named is not None:
                named.label = labels.get(named.words, named.label)
                speaker = replace(speaker, kind="name", mention=named)
            speaker = apposed or speaker
        read[span] = speaker
    return [read[span] for span in spans]


def _find_end(tokens: Tokens, start: int, end: int) -> int:
    """Return the end of a span, of one that breaks off before its noun that of the noun: "the" of "the Arlen Daily"."""
    if end - start == 1 and tokens.words[start] in {"The", "the", "a", "an"}:
        head = tokens.head[start]
        head = tokens.head[head] if tokens.dep[head] == "poss" else head
        return head + 1 if start < head <= start + _LONGEST_NAME else end
    is_part = end - start == 1 and tokens.tag[start] in {"VBN", "VBD"}  # "leaked" of "leaked emails"
    return end + (is_part and tokens.pos[end : end + 1] == ["NOUN"])


def add_speakers(mentions: Sequence[Mention], speakers: Sequence[SpeakerMention | None]) -> list[Mention]:
    """Return all mentions in text order, with those that only a speaker span showed in place of what they overlap."""
    known = set(mentions)
    found = [speaker.mention for speaker in speakers if speaker and speaker.mention and speaker.mention not in known]
    longest_first = sorted(found, key=lambda mention: mention.start - mention.end)
    return put_in(drop_overlapping(longest_first), mentions)


def _read_speaker(
    tokens: Tokens, start: int, end: int, mentions: Sequence[Mention], surnames: Collection[str]
) -> SpeakerMention | None:
    """Return what the tokens ``[start, end)`` are, given the mentions inside; None for an empty span."""
    while start < end and tokens.pos[start] in {"PUNCT", "SPACE"}:
        start += 1
    if start >= end:
        return None
    end = next((i for i in range(start + 1, end) if tokens.lower[i] in _EXAMPLES), end)
    words = [word for word in tokens.lower[start:end] if word[:1].isalnum()]
    if len(words) == 1 and _is_label(tokens, start):
        return SpeakerMention("label", start, start, end)
    if words in (["witness"], ["the", "witness"]) and tokens.words[end : end + 1] == [":"]:
        return SpeakerMention("label", end - 1, start, end)
    if words and words[0] in lexicon.PRONOUNS and (len(words) == 1 or (len(words) == 2 and words[1] in _EMPHASIS)):
        return SpeakerMention("pronoun", start, start, end)
    if tokens.lower[start] == "the" and is_demonym(tokens, end - 1):
        return SpeakerMention("description", end - 1, start, end)
    head = find_head_noun(tokens, start, end)
    named = find_name(tokens, start, end, head, [mention for mention in mentions if mention.end <= end])
    if named is not None:
        is_group = are_several(tokens, start, end, named, surnames)
        return SpeakerMention("name", named.end - 1, start, end, named, is_group)
    if lexicon.PRONOUNS.get(tokens.lower[head], "who") != "who":
        is_joined = tokens.lower[head + 1 : head + 2] == ["and"] and end > head + 2  # "he and other officials"
        return SpeakerMention("description" if is_joined else "pronoun", head, start, end, None, is_joined)
    is_group = is_plural(tokens, head) or joins_another(tokens, head, end)
    return SpeakerMention("description", head, start, end, None, is_group)


def _read_apposition(tokens: Tokens, speaker: SpeakerMention, before: Mention | None) -> SpeakerMention | None:
    """Return the person whose name stands right before a description, which left it out, or None.

    "The owner of the mill" is Ann Lee in: “It stands,” Ann Lee, the owner of the mill, said.
    """
    if before is None or before.label != "PERSON" or before.end != speaker.start - 1:
        return None
    opens = tokens.is_opening[before.start] and tokens.words[before.end] == ","
    return replace(speaker, kind="name", head=before.end - 1, mention=before) if opens else None


def _read_untagged(
    tokens: Tokens, speaker: SpeakerMention, span: TokenRange, inside: Iterable[Mention], surnames: Collection[str]
) -> Mention | None:
    """Return the name that a description is by its place in the span alone, tagged nowhere; else None."""
    named = find_peer(tokens, *span)
    if named is not None or _is_unnamed(tokens, speaker, inside):
        return named
    return _find_surname(tokens, speaker, surnames) or find_speaker_name(tokens, *span)


def _find_surname(tokens: Tokens, speaker: SpeakerMention, surnames: Collection[str]) -> Mention | None:
    """Return a speaker of one word that ends the name of a person in the article, whatever its tag; else None."""
    is_word = speaker.end - speaker.start == 1 and tokens.words[speaker.start][0].isupper()
    is_known = is_word and tokens.folded[speaker.start] in surnames
    return build_mention(tokens, speaker.start, speaker.end, "PERSON") if is_known else None


def _is_unnamed(tokens: Tokens, speaker: SpeakerMention, inside: Iterable[Mention]) -> bool:
    """Return whether a description names nobody: "FEMALE REPORTER", "the Swede", "one of the pilots"."""
    if any(mention.label in {"PERSON", "NORP"} for mention in inside):
        return True
    is_role = is_role_on_air(tokens, speaker.start, speaker.end)
    return is_role or is_demonym(tokens, speaker.head) or is_one_of(tokens, speaker.head)


def _is_label(tokens: Tokens, position: int) -> bool:
    """Return whether a word is an interview's label, with its mark or at the start of a line: "Q:", "A."."""
    if tokens.lower[position].rstrip(LABEL_ENDINGS) not in _LABELS:
        return False
    opens = position == 0 or "\n" in tokens.words[position - 1]
    return tokens.words[position][-1] in ":." or opens or tokens.words[position + 1 : position + 2] == [":"]
