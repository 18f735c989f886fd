"""The candidates of a choice as they are shown to people."""

from collections.abc import Sequence
from typing import Final

from tasks.quotes.naming.referents.choose import Scored, explain
from tasks.quotes.naming.referents.referent import Referent
from tasks.quotes.naming.words.tokens import Tokens
from tasks.quotes.quote import Candidate

_MOST_SHOWN: Final = 5


def list_candidates(tokens: Tokens, kind: str, ranked: Sequence[Scored]) -> tuple[Candidate, ...]:
    """Return the likeliest candidates of a choice, each with its chance and the reasons for it."""
    shown = explain(kind, ranked[:_MOST_SHOWN])
    return tuple(Candidate(_show(tokens, one.referent), one.chance, reasons) for one, reasons in shown)


def _show(tokens: Tokens, referent: Referent | None) -> str:
    """Return the name of a referent, or its words; somebody new has none."""
    if referent is None:
        return "(somebody or something not mentioned before)"
    if referent.cluster is not None:
        return referent.cluster.name
    start, end = referent.phrase
    return tokens.text(start, end) if end > start else str(referent.key)
