"""The rules of attribution, each with its name, in the order in which they are applied to what the tagger finds.

What a rule is worth stands in its docstring: points of end-to-end F1 that are lost without it, of whole quotes or of
quoted segments, on PolNeAR dev, GUM news dev and the own articles (newsdesk-a and -b).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from tasks.quotes.quote import Attribution
from tasks.quotes.rules.alone import drop_beats, find_alone
from tasks.quotes.rules.continued import add_first_halves, add_floating, add_paragraphs, add_second_halves
from tasks.quotes.rules.cues import add_inverted_speakers, close_appositions, complete_titles, cut_at_quotations
from tasks.quotes.rules.dialogue import find_dialogue
from tasks.quotes.rules.letters import find_letters
from tasks.quotes.rules.listed import find_introduced, find_listed
from tasks.quotes.rules.nested import find_nested
from tasks.quotes.rules.owners import keep_owners
from tasks.quotes.rules.paragraphs import cut_next_paragraph, find_resumed
from tasks.quotes.rules.passives import find_quoted_as, mend_passives
from tasks.quotes.rules.posts import find_posts
from tasks.quotes.rules.questions import find_answers
from tasks.quotes.rules.quotative import find_quotatives, find_words_of
from tasks.quotes.rules.quoted import drop_echoes, drop_sentence_before, fill_quotations
from tasks.quotes.rules.quoted_text import QuotedText
from tasks.quotes.rules.reported import find_reported
from tasks.quotes.rules.signed import drop_contradicted, find_signed
from tasks.quotes.rules.speech import mark_speech
from tasks.quotes.rules.titles import drop_titles
from tasks.quotes.rules.turns import find_turns


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
    Rule("said once", drop_echoes),
    Rule("signed quotation", find_signed, 0.9),
    Rule("embedded post", find_posts, 0.9),
    Rule("letter to the editor", find_letters, 0.8),
    Rule("labelled turn", find_turns, 0.9),
    Rule("listed quotation", find_listed, 0.9),
    Rule("answer", find_answers, 0.6),
    Rule("quoted as saying", find_quoted_as, 0.8),
    Rule("dialogue with dashes", find_dialogue, 0.7),
    Rule("form before tagger", drop_contradicted),
    Rule("quotation of several paragraphs", add_paragraphs),
    Rule("beat is no cue", drop_beats),
    Rule("quotation of the next paragraph", cut_next_paragraph),
    Rule("quotation alone", find_alone, 0.6),
    Rule("told by", mend_passives),
    Rule("speaker behind the verb", add_inverted_speakers),
    Rule("quotation behind the speaker", cut_at_quotations),
    Rule("name behind a title", complete_titles),
    Rule("comma behind an apposition", close_appositions),
    Rule("one owner", keep_owners),
    Rule("first half", add_first_halves),
    Rule("second half", add_second_halves),
    Rule("verb beside the quotation", find_quotatives, 0.7),
    Rule("in the words of", find_words_of, 0.7),
    Rule("introduced by a colon", find_introduced, 0.7),
    Rule("reported quotation", find_nested, 0.6),
    Rule("speech or thought", mark_speech),
    Rule("title or heading", drop_titles),
    Rule("floating quotation", add_floating),
    Rule("quotation resumed", find_resumed, 0.5),
    Rule("clause of a verb of saying", find_reported, 0.5),
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
