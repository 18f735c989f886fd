"""The rules of attribution, each with its name, in the order in which they are applied to what the tagger finds.

What a rule is worth stands in its docstring: points of end-to-end F1 that are lost without it, of whole quotes or of
quoted segments, on PolNeAR dev, GUM news dev and the own articles (newsdesk-a and -b).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from tasks.quotes.quote import Attribution
from tasks.quotes.rules.alone import find_alone
from tasks.quotes.rules.continued import add_floating, add_paragraphs
from tasks.quotes.rules.cues import add_inverted_speakers, mark_speech
from tasks.quotes.rules.forms import drop_contradicted, find_interview, find_signed, find_transcript
from tasks.quotes.rules.owners import keep_owners
from tasks.quotes.rules.quotative import find_quotatives, find_words_of
from tasks.quotes.rules.quoted import drop_echoes, drop_sentence_before, fill_quotations, mark_quoted
from tasks.quotes.rules.quoted_text import QuotedText


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a function from an article and its attributions to attributions."""

    name: str
    apply: Callable[[QuotedText, Sequence[Attribution]], list[Attribution]]
    score: float | None = None
    """The score of the attributions that the rule makes; None for a rule that returns all attributions, mended."""


RULES = (
    Rule("sentence before the cue", drop_sentence_before),
    Rule("whole quotation", fill_quotations),
    Rule("quoted words are speech", mark_quoted),
    Rule("said once", drop_echoes),
    Rule("signed quotation", find_signed, 0.9),
    Rule("transcript turn", find_transcript, 0.9),
    Rule("interview turn", find_interview, 0.9),
    Rule("form before tagger", drop_contradicted),
    Rule("quotation of several paragraphs", add_paragraphs),
    Rule("quotation alone", find_alone, 0.6),
    Rule("speaker behind the verb", add_inverted_speakers),
    Rule("one owner", keep_owners),
    Rule("verb beside the quotation", find_quotatives, 0.7),
    Rule("in the words of", find_words_of, 0.7),
    Rule("verb of saying", mark_speech),
    Rule("floating quotation", add_floating),
)


def apply_rules(doc: Doc, found: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions of an annotated document as they go to naming, given those of the tagger."""
    article, items = QuotedText(doc), list(found)
    for rule in RULES:
        result = rule.apply(article, items)
        if rule.score is not None:
            items += [replace(made, score=rule.score, rule=rule.name) for made in result]
            result = sorted(items, key=lambda item: (item.content, item.cue or item.content[0]))
        items = result
    return items
