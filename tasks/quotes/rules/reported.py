"""Statements that the tagger missed although the parse shows what a verb says: a clause, or a figure or link."""

from collections.abc import Sequence

from spacy.tokens import Token

from tasks.quotes.lists import read_list
from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.quotative import FINITE, find_dependents, find_span, find_subjects, is_of_saying
from tasks.quotes.rules.quoted_text import QuotedText, mark
from tasks.quotes.rules.speech import LINKING, find_given, is_document

LEAST_WORDS, MOST_WORDS = 4, 100
"""Words of a clause that is a statement."""
SHOWING = read_list("verbs_of_showing") | read_list("verbs_of_finding")
"""What documents do that say something."""


def find_reported(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Find what stands without quote marks before or behind a verb of saying, as its clause, if nothing else claims it.

    "The road was shut, said a guard." Documents say what they show, too, and put figures at something.
    """
    doc = article.doc
    if not doc.has_annotation("DEP"):
        return []
    quoted = [region.span for region in article.quotations]
    said = mark(article, [*(part for item in found for part in (*item.content, item.cue or (0, 0))), *quoted])
    claimed = mark(article, [*(part for item in found for part in item.parts), *quoted])
    clauses, barred = find_dependents(doc, "ccomp"), find_dependents(doc, "neg", "dobj")
    owned, made = find_dependents(doc, "nsubj", "nsubjpass", "expl"), []
    for number, (subject, *_) in find_subjects(doc).items():
        verb, clause = doc[number], next(iter(clauses.get(number, ())), None)
        if clause is not None and number not in barred and verb.tag_ in FINITE and says(verb, subject):
            content, marked = find_clause(verb, subject, clause, owned.get(clause.i, ())), claimed
        else:
            content, marked = find_finding(verb, subject, barred.get(number, ())), said
        cue, speaker = find_span([verb]), find_span([subject.left_edge, subject.right_edge])
        if content and cue and speaker and not any(marked[slice(*part)].any() for part in (content, cue, speaker)):
            made.append(Attribution((content,), cue, speaker))
    return made


def says(verb: Token, subject: Token) -> bool:
    """Return whether a verb names an act of speech, or what a document does that is its subject."""
    shows = verb.lemma_ in SHOWING and is_document(verb.doc, find_span([subject.left_edge, subject.right_edge]))
    return shows or is_of_saying(verb)


def find_finding(verb: Token, subject: Token, objects: Sequence[Token]) -> Span | None:
    """Return the figure or link that a verb gives: "the cost at $3 million", of a document "smoke to asthma"."""
    is_link = verb.lemma_ in LINKING and not is_document(verb.doc, find_span([subject]))
    behind = None if is_link else find_given(verb)
    is_whole = behind is not None and objects and verb.i < objects[-1].i < behind.i
    return find_span([objects[-1].left_edge, behind.right_edge]) if behind and is_whole else None


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
