"""Quotations that a source reports: “She told me, ‘Go home,’” Lee said gives ‘Go home’ to "she" as well."""

from collections.abc import Sequence

from spacy.tokens import Token

from tasks.quotes.marks import Region, find_regions
from tasks.quotes.quote import Attribution, find_hull, find_likeness, find_meetings, overlap
from tasks.quotes.rules.quotative import REACH, find_speaker, find_subjects, find_verb, find_verb_after
from tasks.quotes.rules.quoted import SAME
from tasks.quotes.rules.quoted_text import QuotedText

LEAST_WORDS = 2
NOBODY = frozenset(
    [
        "i",
        "we",
        "you",
        "one",
        "people",
        "this",
        "that",
        "which",
        "who",
        "some",
        "somebody",
        "someone",
        "anyone",
        "everyone",
    ]
)
"""Who is the outer speaker, or nobody in particular: what "you say" was said by nobody."""
LONGEST = 20
"""Characters of a speaker that are compared with these."""
NEAR = 2
"""Without a comma or colon before the quotation, the verb is among so many tokens."""


def find_nested(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find quotations that a content holds together with the verb of saying beside them, and its subject."""
    regions = find_regions(article.text)
    if not regions or not article.doc.has_annotation("DEP"):
        return []
    subjects, made = find_subjects(article.doc), []
    holders: dict[int, list[Attribution]] = {}
    hulls = [find_hull(item.content) for item in found]
    for number, other in find_meetings([region.span for region in regions], hulls):
        holders.setdefault(number, []).append(found[other])
    for number, items in sorted(holders.items()):
        region = regions[number]
        is_long = len(article.text[region.start : region.end].split()) >= LEAST_WORDS
        verb = (find_introducing(article, region) or find_verb_after(article, region)) if is_long else None
        speaker = find_speaker(verb, region, list_subjects(subjects, verb, region)) if verb else None
        is_other = (
            speaker is not None
            and article.text[speaker[0] : min(speaker[1], speaker[0] + LONGEST)].lower() not in NOBODY
        )
        if verb and is_other and is_reported(verb, region, items):
            made.append(Attribution((region.trim(article.text),), (verb.idx, verb.idx + len(verb)), speaker))
    return made


def list_subjects(subjects: dict[int, list[Token]], verb: Token, region: Region) -> list[Token]:
    """Return the subjects of a verb, within a quotation also of what it is joined to: “She rose and said, ‘Go’”."""
    is_joined = verb.dep_ == "conj" and region.depth > 0
    return subjects.get(verb.i) or (subjects.get(verb.head.i, []) if is_joined else [])


def find_introducing(article: QuotedText, region: Region) -> Token | None:
    """Return the verb of saying before a quotation: behind a comma or colon it may stand some words away."""
    first = article.doc.char_span(region.start, region.start + 1, alignment_mode="expand")
    words = list(article.doc[max(0, first.start - REACH) : first.start]) if first else []
    if words and words[-1].text in (",", ":"):
        return find_verb(words[-2::-1])
    return find_verb(words[: -NEAR - 1 : -1])


def is_reported(verb: Token, region: Region, items: Sequence[Attribution]) -> bool:
    """Return whether a content holds a verb and the quotation beside it, and no cue is that verb."""
    cue = verb.idx, verb.idx + len(verb)
    taken = any(item.cue and overlap(item.cue, cue) for item in items)
    holding = [any(overlap(span, cue) for span in item.content) for item in items]
    others = (item.content for item, holds in zip(items, holding, strict=True) if not holds)
    alike = any(find_likeness(content, (region.span,)) >= SAME for content in others)
    return not taken and any(holding) and not alike
