"""What follows the tagger: quotations that its cues do not reach, quotations claimed twice, cues of saying."""

from collections.abc import Sequence

from spacy.tokens import Doc

from tasks.quotes.quote import Attribution
from tasks.quotes.rules.floating import float_on
from tasks.quotes.rules.inverted import add_inverted
from tasks.quotes.rules.owners import keep_owners
from tasks.quotes.rules.quotative import add_quotatives
from tasks.quotes.rules.speech import mark_speech
from tasks.quotes.rules.turns import add_turns


def complete(doc: Doc, found: Sequence[Attribution]) -> list[Attribution]:
    """The attributions as they go to naming; every quotation has at most one owner, unless one reports the other."""
    text = doc.text
    owned = keep_owners(text, add_inverted(doc, text, add_turns(text, found)))
    return float_on(text, mark_speech(doc, add_quotatives(doc, text, owned)))
