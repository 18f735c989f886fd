"""The names that speaker spans show, put in place of the mentions that they overlap."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from tasks.quotes.naming.entities.mentions import Mention, build_mention, drop_overlapping, index_tokens
from tasks.quotes.naming.spans.bodies import find_body
from tasks.quotes.naming.spans.capitals import LONGEST_NAME
from tasks.quotes.naming.spans.clauses import find_apposed, find_person_called
from tasks.quotes.naming.spans.cut import cut
from tasks.quotes.naming.spans.endings import find_behind_link, find_ending
from tasks.quotes.naming.spans.labelled import NO_NAMES, find_labelled
from tasks.quotes.naming.words.bodies import says_it
from tasks.quotes.naming.words.names import NameWords
from tasks.quotes.naming.words.tokens import TokenRange, Tokens
from tasks.quotes.quote import Attribution

_LABEL_RULES: Final = frozenset(["signed quotation", "labelled turn", "listed quotation"])
"""The rules whose speaker is the label of a turn, a signature or an entry of a list of reactions."""


@dataclass(frozen=True, slots=True)
class _Span:
    """A speaker span, in tokens."""

    whole: TokenRange
    cut: TokenRange
    """Its part before the first comma and the like."""
    is_label: bool


@dataclass(frozen=True, slots=True)
class _Tagged:
    """What the entity recogniser tagged in an article."""

    at: Mapping[int, Mention]
    people: Collection[TokenRange]
    bodies: Collection[NameWords]
    """The words of organisations' names, also without the first one or two."""


def add_span_names(tokens: Tokens, mentions: Sequence[Mention], attributions: Sequence[Attribution]) -> list[Mention]:
    """Return all mentions in text order, with the names that speaker spans show in place of what they overlap."""
    spans = _read_spans(tokens, attributions)
    kept = drop_overlapping(_list_names(tokens, mentions, spans))
    taken = index_tokens(kept).keys()
    roles = {i for name in kept for i in range(*name.role or (0, 0)) if tokens.lower[i + 1] == "of"}
    mentions = [one for one in mentions if one.end - 1 not in roles or one.label != "PERSON"]  # "Conservator of Elm"
    kept += filter(None, (_leave_free(tokens, mention, taken) for mention in mentions))
    cuts = {span.cut for span in spans}
    for mention in kept:
        mention.is_speaker = (mention.start, mention.end) in cuts
    return sorted(kept, key=lambda mention: mention.start)


def _read_spans(tokens: Tokens, attributions: Sequence[Attribution]) -> list[_Span]:
    """Return the different speaker spans, in the order of the attributions."""
    labels = {one.speaker for one in attributions if one.rule in _LABEL_RULES}
    wholes = {one.speaker: tokens.between(*one.speaker) for one in attributions if one.speaker}
    return [_Span(whole, cut(tokens, *whole), span in labels) for span, whole in wholes.items()]


def _list_names(tokens: Tokens, mentions: Sequence[Mention], spans: Sequence[_Span]) -> list[Mention]:
    """Return the names that spans show, each once."""
    bodies = {one.words[i:] for one in mentions if one.label == "ORG" for i in range(min(3, len(one.words)))}
    people = {(one.start, one.end) for one in mentions if one.label == "PERSON"}
    tagged = _Tagged(index_tokens(mentions), people, bodies)
    found = (_find_name(tokens, span, tagged) for span in spans)
    return list({(name.start, name.end): name for name in found if name is not None}.values())


def _find_name(tokens: Tokens, span: _Span, tagged: _Tagged) -> Mention | None:
    """Return the name that a span shows, of the ways to find it the first that does; None where none does."""
    if all(word in NO_NAMES for word in tokens.lower[slice(*span.cut)]):  # "FEMALE REPORTER"
        return None
    name = find_body(tokens, *span.cut, tagged.bodies, tagged.at) or find_ending(tokens, *span.cut)
    name = name or find_behind_link(tokens, *span.cut, tagged.people)
    if name is not None and not (_joins_people(tokens, span.cut[0], name, tagged) or _is_it(tokens, name, tagged)):
        return name
    name = find_labelled(tokens, *span.cut) if span.is_label else None
    return name or find_person_called(tokens, *span.whole) or find_apposed(tokens, *span.whole, span.cut[1])


def _is_it(tokens: Tokens, name: Mention, tagged: _Tagged) -> bool:
    """Return whether what was tagged as an organisation is "it" in what it says: "Golden Vale Dairies said it had"."""
    known = tagged.at.get(name.start)
    is_body = known is not None and known.label == "ORG" and (known.start, known.end) == (name.start, name.end)
    return is_body and not name.titles and says_it(tokens, name.end)


def _joins_people(tokens: Tokens, start: int, name: Mention, tagged: _Tagged) -> bool:
    """Return whether "and" joins another person's whole name before a name: "Rep. Ann Lee and Speaker Bo Ray"."""
    joined = (i for i in range(start + 2, name.start) if tokens.lower[i] == "and")
    return any((first, i) in tagged.people for i in joined for first in range(max(start, i - LONGEST_NAME), i - 1))


def _leave_free(tokens: Tokens, mention: Mention, taken: Set[int]) -> Mention | None:
    """Return a mention, of one that runs on into a name the organisation or place before it; None where nothing is."""
    end = next((i for i in range(mention.start, mention.end) if i in taken), None)
    if end is None:
        return mention
    is_before = end > mention.start and mention.label in {"ORG", "GPE"}
    return build_mention(tokens, mention.start, end, mention.label) if is_before else None
