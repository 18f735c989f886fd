"""Which attributions are speech: what a source says, writes, shows or finds, and not what it thinks, wants or does."""

from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Token

from tasks.quotes.lists import read_list
from tasks.quotes.quote import Attribution, Span
from tasks.quotes.rules.quotative import FINITE
from tasks.quotes.rules.quoted_text import QuotedText

QUOTED = 12
"""So many characters in quote marks make any cue but one of thinking one of speech: what is quoted was said."""
QUESTION_WORDS = ("that", "why", "how", "whether", "what", "when", "where", "who", "which", "if")
"""What a clause begins with."""
LONGEST = 300
"""Characters of a cue or speaker that are looked at: parsers make some subjects that are whole pages."""
PERSONAL = ("i", "you", "he", "she", "we")
ACCORDING = ("according", "per", "words")
PHRASES = (
    {"put", "it"},
    {"see", "it"},
    {"call", "for"},
    {"call", "on"},
    {"speak", "about"},
    {"speak", "of"},
    {"be", "of", "view"},
    {"be", "of", "opinion"},
)
"""Lemmas that together name an act of speech."""
MAKERS = ("by", "from")
BODIES = read_list("organisation_nouns") | read_list("firm_nouns") | {"it"}
LINKING = {"link": "to", "tie": "to"}
GIVING = {"put": "at", "peg": "at", "ascribe": "to", "attribute": "to", "blame": "on", "identify": "as"} | LINKING
"""Verbs that give a figure, cause or name, and the word before it."""
SEVERAL = BODIES | read_list("group_nouns") - {"it"}
FORECASTS = ("anticipate", "expect", "foresee")
NEGATIONS, REFUSALS = ("not", "n't", "n’t", "never"), frozenset({"decline", "refuse"})


def mark_speech(article: QuotedText, found: Sequence[Attribution]) -> list[Attribution]:
    """Mark what is speech, by the verbs of the cue, the kind of subject, and the quote marks.

    The tagger learnt it from a list of verbs that has "thought" and not "found". Worth 4.0 points (whole) on GUM news.
    """
    quoted = [sum(article.find_inside(item.content).values()) for item in found]
    return [replace(item, is_speech=is_speech(article, item, n)) for item, n in zip(found, quoted, strict=True)]


def is_speech(article: QuotedText, item: Attribution, quoted: int) -> bool:
    """Return whether an attribution is speech; where nothing tells, what the tagger says."""
    cue = find_words(article.doc, item.cue)
    lemmas = {find_lemma(token) for token in cue}
    if is_silent(cue, lemmas) and quoted < QUOTED:
        return False
    if says(cue, lemmas) or speaks_of(article.doc, item, cue, lemmas):
        return True
    if not lemmas.isdisjoint(read_list("verbs_of_asking")) and quotes_words(article, item):
        return True
    if not lemmas.isdisjoint(read_list("verbs_of_thinking")):
        return QUOTED <= quoted < sum(end - start for start, end in item.content)
    return item.is_speech or quoted >= QUOTED


def quotes_words(article: QuotedText, item: Attribution) -> bool:
    """Return whether somebody is quoted with a word that is no name or title: "called it “absurd”"."""
    inside = (article.quotations[number] for number in article.find_inside(item.content))
    return item.speaker is not None and any(article.text[region.start + 1].islower() for region in inside)


def says(cue: Sequence[Token], lemmas: Set[str]) -> bool:
    """Return whether a cue names an act of speech, whoever is its subject."""
    named = any(token.lower_ in ACCORDING for token in cue) or any(phrase <= lemmas for phrase in PHRASES)
    return named or not lemmas.isdisjoint(read_list("verbs_of_saying"))


def is_silent(cue: Sequence[Token], lemmas: Set[str]) -> bool:
    """Return whether a cue says that nothing was said: "did not respond to", "declined to say", "never mentioned"."""
    words = {token.lower_ for token in cue}
    is_negated = not words.isdisjoint(NEGATIONS) and "only" not in words
    return is_negated or not REFUSALS.isdisjoint(lemmas)


def speaks_of(doc: Doc, item: Attribution, cue: Sequence[Token], lemmas: Set[str]) -> bool:
    """Return whether the verb is speech with this subject or content.

    A document can but say what it shows, asks or judges; a body says that it found or expects something, a person may
    feel so; and a request or judgement is an act of speech where its content is a clause, "demanded that", "questioned
    why", what something is called, or what somebody is accused of: "accused the council of leaking the plan".
    """
    finding, asking = read_list("verbs_of_finding"), read_list("verbs_of_asking")
    showing = finding | asking | read_list("verbs_of_showing") | {"in"}  # "In a poll, most said"
    if is_document(doc, item.speaker) and not lemmas.isdisjoint(showing):
        return True
    verbs = {find_lemma(token) for token in cue if token.pos_ == "VERB"}
    if any(map(find_given, cue)):
        return True
    if any(token.lemma_ in FORECASTS or token.lower_ == "sees" for token in cue) and is_body(doc, item.speaker):
        return True
    finds = not verbs.isdisjoint(finding) and not is_person(doc, item.speaker)
    if item.speaker and any(map(calls_names, cue)):
        return True
    is_accusing = any(token.lemma_ == "accuse" and token.tag_ in FINITE for token in cue)
    words = find_words(doc, item.content[0])[1:] if is_accusing else []
    if any(one.lower_ == "of" and other.lower_.endswith("ing") for one, other in pairwise(words)):
        return True
    return (finds or not verbs.isdisjoint(asking)) and (
        begins_clause(doc, item) or (finds and any(map(takes_clause, cue)))
    )


def find_given(token: Token) -> Token | None:
    """Return the word behind a verb that brings the figure or cause that it gives: "puts the cost at $3 million".

    None where it gives none.
    """
    link = GIVING.get(token.lemma_) if token.dep_ != "pcomp" else None  # "shy of linking it to rain"
    objects = (one for child in token.rights if child.dep_ == "dobj" for one in child.rights)
    behind = next((one for one in (*token.rights, *objects) if one.lower_ == link), None) if link else None
    is_given = behind is not None and (link != "at" or any(part.like_num for part in behind.subtree))
    return behind if is_given else None


def calls_names(token: Token) -> bool:
    """Return whether a verb gives a judgement as its object: "called the plan a disgrace", but "called it Skyhop"."""
    named = (child for child in token.rights if child.dep_ == "oprd")
    is_call = token.lemma_ == "call" and token.tag_ in ("VBD", "VBN", "VBZ")
    return is_call and any(child.pos_ != "PROPN" and child.left_edge.lower_ != "the" for child in named)


def is_document(doc: Doc, speaker: Span | None) -> bool:
    """Return whether the main noun of a speaker is what is written, published, measured or ruled.

    Or a speaker only says who made it: "data released by the ministry show".
    """
    words = find_words(doc, speaker)
    root = find_root(words)
    if words and words[-1].lower_ in read_list("document_nouns") and words[-1].dep_ != "pobj":
        return True  # "the group's data", whatever its parse
    if words and words[0].i and doc[words[0].i - 1].lower_ in MAKERS:
        root = doc[words[0].i - 1].head
        root = root.head if root.dep_ == "acl" else root
    return root is not None and bool({root.lower_, find_lemma(root)} & read_list("document_nouns"))


def is_person(doc: Doc, speaker: Span | None) -> bool:
    """Return whether a speaker is one person, by a pronoun or a name."""
    words = find_words(doc, speaker)
    root = find_root(words)
    named = any(token.lower_ in PERSONAL or token.ent_type_ == "PERSON" for token in words)
    is_several = root is not None and root.lower_ in SEVERAL  # "the team, led by Ann Lee"
    return named and not is_several and all(token.lower_ != "and" for token in words)


def is_body(doc: Doc, speaker: Span | None) -> bool:
    """Return whether a speaker is no person, and an organisation or of one, by its name or noun, or "it"."""
    words = find_words(doc, speaker)
    root = find_root(words)
    is_noun = root is not None and root.lower_ in BODIES
    return (is_noun or any(token.ent_type_ == "ORG" for token in words)) and not is_person(doc, speaker)


def begins_clause(doc: Doc, item: Attribution) -> bool:
    """Return whether the content begins with "that" or a question word, and not with "that view"."""
    first = find_words(doc, item.content[0])[:1]
    return any(token.lower_ in QUESTION_WORDS and (token.lower_ != "that" or token.dep_ == "mark") for token in first)


def takes_clause(token: Token) -> bool:
    """Return whether a verb has a clause with a finite verb behind it: "found most adults oppose it"."""
    return any(child.dep_ == "ccomp" and child.tag_ in FINITE for child in token.rights)


def find_root(words: Sequence[Token]) -> Token | None:
    """Return the main word of adjoining tokens, or None of none."""
    return words[0].doc[words[0].i : words[-1].i + 1].root if words else None


def find_words(doc: Doc, span: Span | None) -> list[Token]:
    """Return the tokens that a span touches; of a long one those at its beginning."""
    span = (span[0], min(span[1], span[0] + LONGEST)) if span else None
    words = doc.char_span(*span, alignment_mode="expand") if span else None
    return list(words or ())


def find_lemma(token: Token) -> str:
    """Return the base form; spaCy takes that of "hoping" for "hop"."""
    lemma = token.lemma_.lower()
    return "hope" if lemma == "hop" else lemma
