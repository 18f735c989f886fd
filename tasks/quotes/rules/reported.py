"""Statements that the tagger missed although the parse shows the clause that a verb of saying takes."""

from collections.abc import Sequence

from spacy.tokens import Token

from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.quotative import FINITE, find_dependents, find_span, find_subjects, is_of_saying
from tasks.quotes.rules.quoted_text import QuotedText, mark

LEAST_WORDS, MOST_WORDS = 4, 100
"""Words of a clause that is a statement."""


def find_reported(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find what stands without quote marks before or behind a verb of saying, as its clause, if nothing else claims it.

    "The road was shut, said a guard."
    """
    doc = article.doc
    if not doc.has_annotation("DEP"):
        return []
    claimed = mark(article, [*(part for item in found for part in item.parts), *(r.span for r in article.quotations)])
    clauses, barred = find_dependents(doc, "ccomp"), find_dependents(doc, "neg", "dobj")
    owned, made = find_dependents(doc, "nsubj", "nsubjpass", "expl"), []
    for number, (subject, *_) in find_subjects(doc).items():
        verb, clause = doc[number], next(iter(clauses.get(number, ())), None)
        if clause is None or number in barred or verb.tag_ not in FINITE or not is_of_saying(verb):
            continue
        content = find_clause(verb, subject, clause, owned.get(clause.i, ()))
        cue, speaker = find_span([verb]), find_span([subject.left_edge, subject.right_edge])
        if content and cue and speaker and not any(claimed[slice(*part)].any() for part in (content, cue, speaker)):
            made.append(Attribution((content,), cue, speaker))
    return made


def find_clause(verb: Token, subject: Token, clause: Token, owned: Sequence[Token]) -> Span | None:
    """Return the clause of a verb: before a comma, or behind the verb with a subject of its own; else None."""
    is_before = clause.i < min(verb.i, subject.i)
    first = clause.left_edge.i if is_before else max(clause.left_edge.i, verb.i + 1, subject.i + 1)
    last = min(verb.i, subject.left_edge.i) - 1 if is_before else clause.right_edge.i
    is_clause = bool(owned) and (verb.doc[last].text == "," if is_before else owned[0].i > verb.i)
    if not is_clause or last - first > MOST_WORDS:
        return None
    words = [token for token in verb.doc[first : last + 1] if not (token.is_punct or token.is_space)]
    return find_span([words[0], words[-1]]) if len(words) >= LEAST_WORDS else None
