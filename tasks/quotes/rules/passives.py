"""Passives: "Lee was told by Ann Marsh that ...", "Lee was quoted by the Echo as saying ..."."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from spacy.tokens import Doc, Token

from tasks.quotes.marks import Region
from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.cues import cut_speaker
from tasks.quotes.rules.quotative import find_span, take_phrase
from tasks.quotes.rules.quoted_text import QuotedText
from tasks.quotes.rules.speech import find_words

ADDRESSING = ("tell", "warn", "inform", "advise", "remind", "assure", "notify", "instruct")
"""Verbs whose subject in the passive is who was spoken to."""
QUOTED_AS = re.compile(
    r"\b(?P<cue>(?:is|are|was|were|been|being)\s(?:\w+ly\s|also\s|later\s)?"
    r"(?:(?:quoted|cited|reported)(?P<by>\s[^.;\n“”\"]{1,80}?)?\s(?:as|to)|quoted\sby\s[^.,;\n“”\"]{1,60}?|(?:over)?heard(?:\sto)?)\s"
    r"(?P<say>saying|telling|writing|claiming|warning|replying|answering|adding|insisting|say|have\s(?:said|told|written)|having\s(?:said|told|written)))\b"
    r"(?:\sby\s[^.;\n“”\"]{1,60}?(?=\sthat\s))?"
)
QUOTING = re.compile(
    r"\s(?:quot|cit)(?:ed|es)\s(?!(?:as|by|in|on)\s)(?P<speaker>[^.;\n“”\"]{2,80}?),?\s"
    r"(?P<cue>as\s(?:saying|telling|writing|claiming|warning|adding|insisting|having\s(?:said|told|written)))\b"
)
"""The same with whoever quotes as the subject: "the Echo quoted Lee as saying ..."."""
QUOTER = re.compile(r"[^\s.,:;\n“”\"][^.,:;\n“”\"]{0,60}\Z")
LONGEST_QUOTER = 61
REACH = 12
"""Tokens before "was quoted" among which its subject is looked for."""


def mend_passives(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Let who was told something be no part of what was said, and who told it, behind "by", be the speaker.

    Worth nothing on the corpora at hand, which have 8 such cues in 20,000 quotes: held by cases alone.
    """
    if not article.doc.has_annotation("DEP"):
        return list(found)
    return [mend_passive(article, item) for item in found]


def mend_passive(article: QuotedText, item: Attribution) -> Attribution:
    """Return an attribution without the person told, and with the agent as its speaker, where its cue is "was told"."""
    cue = find_words(article.doc, item.cue)
    verb = next((token for token in cue if token.tag_ == "VBN" and token.lemma_.lower() in ADDRESSING), None)
    subject = next((child for child in verb.children if child.dep_ == "nsubjpass"), None) if verb else None
    if verb is None or subject is None:
        return item
    told = find_edges(subject)
    agent = find_agent(article.doc, verb)
    content = cut_all(article.text, item.content, told, agent)
    speaker = agent or (item.speaker if item.speaker and item.speaker[0] >= told[1] else None)
    return replace(item, content=content, speaker=speaker) if content else item


def cut_all(text: str, content: Sequence[Span], *spans: Span | None) -> tuple[Span, ...]:
    """Return a content without some spans."""
    for span in spans:
        if span:
            content = tuple(chain.from_iterable(cut_speaker(text, part, span) for part in content))
    return tuple(content)


def find_agent(doc: Doc, verb: Token) -> Span | None:
    """Return the noun phrase behind "by" right after a verb."""
    behind = doc[verb.i + 1 : verb.i + 1 + REACH]
    return find_span(take_phrase(list(behind[1:]))) if behind and behind[0].lower_ == "by" else None


def find_quoted_as(article: QuotedText, _: Sequence[Attribution]) -> list[Attribution]:
    """Find what somebody "was quoted as saying", whoever quoted it, or is whom "the paper quoted as saying" it."""
    if not article.doc.has_annotation("DEP"):
        return []
    made = []
    for match in QUOTED_AS.finditer(article.text):
        speaker = find_subject(article.doc, match.span("cue"))
        content = find_content(article, match, speaker[0]) if speaker else ()
        if content:
            made.append(Attribution(content, match.span("say" if match["by"] else "cue"), speaker))
    for match in QUOTING.finditer(article.text):
        quoter = QUOTER.search(article.text, max(0, match.start() - LONGEST_QUOTER), match.start())
        if quoter and (content := find_content(article, match, quoter.start())):
            made.append(Attribution(content, match.span("cue"), match.span("speaker")))
    return made


def find_subject(doc: Doc, cue: Span) -> Span | None:
    """Return the words of the subject of "was quoted", the last where the parse has one in a quotation too."""
    verbs = [token for token in find_words(doc, cue) if token.tag_ == "VBN"]
    subjects = [child for verb in verbs for child in verb.children if child.dep_ in ("nsubjpass", "nsubj")]
    before = [child for child in subjects if child.idx < cue[0]]
    return find_edges(before[-1]) if before else None


def find_edges(token: Token) -> Span:
    """Return the characters of a token and all that hangs on it, without marks before these."""
    first = next(part for part in token.subtree if not part.is_quote or part.i >= token.i)
    return first.idx, token.right_edge.idx + len(token.right_edge)


def find_content(article: QuotedText, match: re.Match[str], place: int) -> tuple[Span, ...]:
    """Return the quotation that ends right before a place, else the rest of the sentence behind the cue."""
    before = find_quotation_before(article, place)
    if before:
        return (before.span,)
    start = article.find_start_after(match.end() + (article.text[match.end() : match.end() + 1] in (",", ":")))
    stop = bisect_left(article.stops, start)
    line = article.find_line(match.end())[1]
    end = min(line, article.stops[stop]) if stop < len(article.stops) else line
    words = article.text[start:end].rstrip().removesuffix(".")
    return ((start, start + len(words)),) if words else ()


def find_quotation_before(article: QuotedText, place: int) -> Region | None:
    """Return the quotation that ends right before a place, in its line, with a comma before its closing mark."""
    end = article.find_end_before(place)
    number = bisect_left(article.ends, end)
    found = article.ends[number : number + 1] == [end] and "\n" not in article.text[end:place]
    return article.quotations[number] if found and article.text[end - 2 : end - 1] in (",", "?", "!") else None
