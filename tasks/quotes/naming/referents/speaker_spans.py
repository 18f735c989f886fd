"""Speaker spans taken apart: a name, a pronoun, a description or an interview's label, and the token it is about."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final, Literal

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import NAMED_LABELS, Mention, build_mention
from tasks.quotes.naming.entities.no_names import is_role_on_air
from tasks.quotes.naming.entities.untagged_speakers import find_peer, find_speaker_name
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.nouns import find_head_noun, find_label, is_demonym, is_one_of, is_plural
from tasks.quotes.naming.words.tokens import ADDRESSES, OPENING_QUOTES, Tokens
from tasks.quotes.quote import Span

type SpeakerKind = Literal["name", "pronoun", "description", "label"]

LABEL_ENDINGS: Final = ":.0123456789"
"""What may stand behind the letter of a label: "Q1:"."""
QUESTION: Final = frozenset(["q", "question"])
_ANSWER: Final = frozenset(["a", "answer"])
_LONGEST_NAME: Final = 6
"""Tokens of what a span left out behind "the"."""
_EXAMPLES: Final = frozenset(["including", "among", "like"])
"""What begins a list of some of those who speak."""
_EMPHASIS: Final = frozenset(["all", "both", "himself", "herself", "themselves", "too", "also"])
_PERSONAL: Final = lexicon.ROLES - lexicon.FIRM_ROLES
_INNER_PARTS: Final = frozenset(["NOUN", "PROPN", "ADJ", "DET", "NUM", "PART"])
_NAME_TAILS: Final = read_list("name_tails")
_KINDS: Final = read_list("kinds_of_organisation")
_KIND_TAILS: Final = _KINDS | {"campaign", "group", "union"}
"""What a body's name may have behind it: "the Corvane Watch campaign group"."""


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
    known = {mention.words: mention for mention in reversed(mentions)}
    surnames = {mention.words[-1] for mention in mentions if mention.label == "PERSON" and len(mention.words) > 1}
    read: dict[Span | None, SpeakerMention | None] = {None: None}
    for span in spans:
        if span is not None and span not in read:
            start, end = tokens.between(*span)
            first = bisect_right(mentions, start, key=attrgetter("end"))
            if tokens.lower[start:end] == ["the"] and 0 < tokens.head[start] - start <= _LONGEST_NAME:
                end = tokens.head[start] + 1  # of "the Arlen Daily", which the span left out
            inside = mentions[first : bisect_left(mentions, end, key=attrgetter("start"))]
            speaker = _read_speaker(tokens, start, end, inside, surnames)
            if speaker is not None and speaker.kind == "description":
                speaker = _read_apposition(tokens, speaker, mentions[first - 1] if first else None)
            if speaker is not None and speaker.kind == "description" and not speaker.is_plural:
                is_taken = any(mention.label in {"PERSON", "NORP"} for mention in inside)
                is_role = is_role_on_air(tokens, speaker.start, speaker.end)
                is_barred = is_taken or is_role or is_demonym(tokens, speaker.head) or is_one_of(tokens, speaker.head)
                named = find_peer(tokens, start, end)
                if named is None and not is_barred:
                    named = _find_surname(tokens, speaker, surnames) or find_speaker_name(tokens, start, end)
                if named is not None:
                    named.label = known.get(named.words, named).label
                speaker = replace(speaker, kind="name", mention=named) if named else speaker
            read[span] = speaker
    return [read[span] for span in spans]


def add_speakers(mentions: Sequence[Mention], speakers: Sequence[SpeakerMention | None]) -> list[Mention]:
    """Return all mentions in text order, with those that only a speaker span showed in place of what they overlap."""
    known = set(mentions)
    found = [speaker.mention for speaker in speakers if speaker and speaker.mention and speaker.mention not in known]
    taken: set[int] = set()
    added = []
    for mention in sorted(found, key=lambda mention: mention.start - mention.end):
        if taken.isdisjoint(range(mention.start, mention.end)):
            added.append(mention)
            taken.update(range(mention.start, mention.end))
    kept = [mention for mention in mentions if taken.isdisjoint(range(mention.start, mention.end))]
    return sorted([*kept, *added], key=attrgetter("start"))


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
    if tokens.lower[start] == "the" and is_demonym(tokens, end - 1) and end - start > 1:
        return SpeakerMention("description", end - 1, start, end)
    head = find_head_noun(tokens, start, end)
    named = _find_name(tokens, start, end, head, [mention for mention in mentions if mention.end <= end])
    if named is not None:
        is_couple = _is_coordinated(tokens, named, end) or _has_two_titles(tokens, start, named.start)
        is_couple = is_couple or (tokens.lower[start] in lexicon.PRONOUNS and tokens.lower[start + 1] == "and")
        is_group = is_couple or _is_family(tokens, named, surnames)
        return SpeakerMention("name", named.end - 1, start, end, named, is_group)
    if lexicon.PRONOUNS.get(tokens.lower[head], "who") != "who":
        is_joined = tokens.lower[head + 1 : head + 2] == ["and"] and end > head + 2  # "he and other officials"
        return SpeakerMention("description" if is_joined else "pronoun", head, start, end, None, is_joined)
    is_group = is_plural(tokens, head) or _joins_another(tokens, head, end)
    return SpeakerMention("description", head, start, end, None, is_group)


def _find_surname(tokens: Tokens, speaker: SpeakerMention, surnames: Collection[str]) -> Mention | None:
    """Return a speaker of one word that ends the name of a person in the article, whatever its tag; else None."""
    is_word = speaker.end - speaker.start == 1 and tokens.words[speaker.start][0].isupper()
    is_known = is_word and tokens.folded[speaker.start] in surnames
    return build_mention(tokens, speaker.start, speaker.end, "PERSON") if is_known else None


def _read_apposition(tokens: Tokens, speaker: SpeakerMention, before: Mention | None) -> SpeakerMention:
    """Return the person whose name stands right before the span, which left it out; any other description as it is.

    "The owner of the mill" is Ann Lee in: “It stands,” Ann Lee, the owner of the mill, said.
    """
    is_beside = before is not None and before.end == speaker.start - 1 and tokens.words[before.end] == ","
    if before is None or not is_beside or before.label != "PERSON" or speaker.is_plural:
        return speaker
    opens = tokens.is_opening[before.start] or not tokens.words[before.start - 1][-1].isalnum()
    return replace(speaker, kind="name", head=before.end - 1, mention=before) if opens else speaker


def _is_family(tokens: Tokens, mention: Mention, surnames: Collection[str]) -> bool:
    """Return whether a name is the plural of a surname of the article: "the Currys"."""
    word = mention.words[-1]
    is_plural = len(mention.words) == 1 and word not in surnames and tokens.lower[max(0, mention.start - 1)] == "the"
    return is_plural and not {word.removesuffix("s"), word.removesuffix("es")}.isdisjoint(surnames)


def _has_two_titles(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a name has two titles joined by "and": "Mr. and Mrs. Lee", not "founder and president Ann Lee"."""
    joined = (i for i in range(start + 1, end - 1) if tokens.lower[i] in {"and", "&"})
    return any(tokens.folded[i - 1] in lexicon.PERSON_TITLES and tokens.folded[i + 1] in ADDRESSES for i in joined)


def _joins_another(tokens: Tokens, head: int, end: int) -> bool:
    """Return whether "and" joins another description to the head of one: "both the mayor and the governor"."""
    is_document = find_label(tokens, head, plural=False) == "document"
    for i in range(head + 1, end - 1):
        is_name = is_document and tokens.words[i + 2 : i + 3] and tokens.words[i + 2][0].isupper()
        is_name = is_name or tokens.is_entity[i]  # "a spokesman for the Department of Works and the Environment"
        is_noun = tokens.pos[i + 1] == "DET" or tokens.tag[i + 1] == "PRP$"
        if tokens.lower[i] == "and" and is_noun and not is_name:  # no "poll for the Post and the Bugle"
            return True
    return False


def _is_label(tokens: Tokens, position: int) -> bool:
    """Return whether a word is an interview's label, with its mark or at the start of a line: "Q:", "A."."""
    if tokens.lower[position].rstrip(LABEL_ENDINGS) not in QUESTION | _ANSWER:
        return False
    opens = position == 0 or "\n" in tokens.words[position - 1]
    return tokens.words[position][-1] in ":." or opens or tokens.words[position + 1 : position + 2] == [":"]


def _find_name(tokens: Tokens, start: int, end: int, head: int, mentions: Sequence[Mention]) -> Mention | None:
    """Return the person that the span is about, else the organisation or place that is its head, else None."""
    certain = next((mention for mention in mentions if mention.is_certain), None)
    is_one = tokens.lower[start : start + 2] == ["one", "of"]  # "one of his advisers, Ann Lee,"
    is_several = tokens.pos[head] == "NOUN" and is_plural(tokens, head) and not is_one
    if is_several and (certain is None or certain.label != "PERSON"):
        return None
    if certain is not None:
        return certain
    clause = _find_clause(tokens, start, end)
    inside = [m for m in mentions if m.start < clause]
    names = [m for m in inside if m.label != "NORP"]
    governed = _find_governed(tokens, start, names)
    free = [m for m, is_governed in zip(names, governed, strict=True) if not is_governed]
    free = [m for m in free if m.label in NAMED_LABELS and not _modifies_noun(tokens, m, end)]
    person = next((mention for mention in free if mention.label == "PERSON"), None)
    is_issuer = person is not None and person.start > head and find_label(tokens, head, plural=False) == "document"
    if person is not None and not is_issuer:  # "a memo from the union's treasurer, Ann Lee"
        return person
    if _is_closing(tokens, head, mentions[-1:], end):
        return mentions[-1]
    for mention in free:
        if mention.start <= head + 1 or (mention.start == head + 2 and tokens.words[head + 1] == ","):
            return mention
    return None


def _is_closing(tokens: Tokens, head: int, last: Sequence[Mention], end: int) -> bool:
    """Return whether the last name of a span names what it describes: "the owner, the firm Corvane,".

    Or "the member who wrote them, Ann Lee,".
    """
    if not last or last[0].label not in {"ORG", "PERSON"} or last[0].end + (tokens.words[end - 1] == ",") != end:
        return False
    first = last[0].start
    while first > head and tokens.pos[first - 1] in _INNER_PARTS:
        first -= 1
    if first <= head + 1 or tokens.words[first - 1] != ",":
        return False
    kinds = [find_label(tokens, i, plural=False) for i in (head, first - 2)]
    if last[0].label == "PERSON":
        return kinds[0] == "person" != kinds[1]
    return kinds[0] == "organisation" or tokens.lower[last[0].start - 1] in _KINDS


def _find_clause(tokens: Tokens, start: int, end: int) -> int:
    """Return where a relative clause begins that says something of the speaker: "the body that Ann Lee founded".

    "A man who goes by the name Rusty" is Rusty.
    """
    is_relative = (i for i in range(start + 1, end) if tokens.tag[i] == "WDT" or tokens.lower[i] in {"who", "whom"})
    return next((i for i in is_relative if lexicon.CALLING.isdisjoint(tokens.lower[i:end])), end)


def _find_governed(tokens: Tokens, start: int, names: Sequence[Mention]) -> list[bool]:
    """Return for each name whether a preposition or verb takes it: "a spokesman for Ann Lee and Bo Ray"."""
    governed: list[bool] = []
    last_list = max((i for i in range(start, names[-1].start) if tokens.pos[i] == "CCONJ"), default=-1) if names else -1
    for mention in names:
        i = mention.start - 1
        while i >= start and tokens.lower[i] not in lexicon.CALLING and _is_inner(tokens, i):
            i -= 1
        is_list = last_list >= mention.end
        if i >= start and (tokens.pos[i] == "CCONJ" or (tokens.words[i] == "," and is_list)):
            joined = bisect_right(names, i, key=attrgetter("end")) - 1
            governed.append(joined >= 0 and i - names[joined].end < 3 and governed[joined])
        else:
            takes = i >= start and tokens.pos[i] in {"ADP", "VERB", "AUX", "SCONJ"}
            is_verb = tokens.tag[i] in {"VB", "VBP"} and tokens.pos[i - 1] == "NOUN"  # "policy lead Ann Lee"
            governed.append(takes and not is_verb)
    return governed


def _is_inner(tokens: Tokens, i: int) -> bool:
    """Return whether a token may stand between a preposition and a name: "in the “Lee or Bust” crowd"."""
    is_title = tokens.folded[i] in lexicon.PERSON_TITLES
    is_part = tokens.pos[i] in _INNER_PARTS or tokens.dep[i] == "amod"
    return is_title or is_part or tokens.words[i] in OPENING_QUOTES


def _modifies_noun(tokens: Tokens, mention: Mention, end: int) -> bool:
    """Return whether the name only modifies what follows: "Lee's lawyer", "Interfax officials", "Harwell-based"."""
    i = mention.end
    if i >= end:
        return False
    if tokens.words[i] == "-":
        return tokens.words[i + 1 : i + 2] != [] and tokens.words[i + 1].islower()
    if tokens.lower[i] in {"'s", "'"}:
        return i + 1 < end and tokens.pos[i + 1] in {"NOUN", "PROPN", "ADJ", "NUM", "ADV", "VERB"}
    tails = _NAME_TAILS | _KIND_TAILS if mention.label == "ORG" else _NAME_TAILS
    while i < end and tokens.lower[i] in tails:
        i += 1
    followers = {"NOUN"} if mention.label == "PERSON" else {"NOUN", "PROPN", "ADJ"}
    return i < end and tokens.pos[i] in followers and tokens.folded[i] not in lexicon.SUFFIXES


def _joins_titles(tokens: Tokens, i: int) -> bool:
    """Return whether "and" stands between two titles of one: "Ann Lee, president and CEO", not "and chair Bo Ray"."""
    titles = tokens.folded[i - 1 : i + 2 : 2]
    is_pair = len(titles) == 2 and all(word in lexicon.TITLES_AND_ROLES for word in titles)
    return is_pair and tokens.pos[i + 2 : i + 3] != ["PROPN"]


def _is_coordinated(tokens: Tokens, named: Mention, end: int) -> bool:
    """Return whether another speaker is joined by "and": "Lee (R-Ga.) and Ray", "Lee and his wife"."""
    depth = 0
    for i in range(named.end, end - 1):
        depth += (tokens.words[i] == "(") - (tokens.words[i] == ")")
        if tokens.lower[i] in {"and", "&"} and not depth:
            return not _joins_titles(tokens, i)
        if not depth and tokens.pos[i] not in {"PUNCT", "PROPN", "NUM", "SYM", "X"}:
            return False
    return False
