"""The entities of a document as mentions: each with its edges mended, and those joined that are one name."""

from collections.abc import Iterable
from typing import Final

from spacy.tokens import Doc

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.edges import mend_entity
from tasks.quotes.naming.entities.mentions import Mention, build_mention
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.names import initials
from tasks.quotes.naming.words.tokens import Tokens

_GROUP_NOUNS: Final = read_list("group_nouns")
_FIELDS: Final = {(word,) for word in read_list("portfolios") - read_list("parties")}
_LONGEST_PERSON: Final = 4
"""Words of a person's name that was cut in two."""
_LONGEST_BODY: Final = 16
"""Tokens of an organisation that is joined at "and"."""


def read_mentions(doc: Doc, tokens: Tokens) -> list[Mention]:
    """Return the entities of `doc` in text order, edges mended, without web addresses and what has no word left."""
    mentions: list[Mention] = []
    for entity in doc.ents:
        mention = mend_entity(tokens, entity.start, entity.end, entity.label_)
        if mention is None or (mentions and _is_within(mentions[-1], mention)):  # of a body's name made longer
            continue
        if mentions and _is_title_of(tokens, mentions[-1], mention):
            mentions.pop()
        if mentions and _is_one_name(tokens, mentions[-1], mention):
            mention = build_mention(tokens, mentions.pop().start, mention.end, mention.label) or mention
        mentions.append(mention)
    surnames = {mention.words[-1] for mention in mentions if mention.label == "PERSON" and len(mention.words) > 1}
    return [one for one in mentions if not _is_bare_title(tokens, one) or one.words[0] in surnames]


def _is_within(before: Mention, mention: Mention) -> bool:
    """Return whether a mention begins inside the one before and is no end of it, as "Residents' Action Group" is."""
    is_end = before.label == mention.label == "ORG" and mention.end > before.end
    return mention.start < before.end and not is_end


def _is_title_of(tokens: Tokens, before: Mention, mention: Mention) -> bool:
    """Return whether what was tagged as a person is the title of the next one: "Col" in "Col. Olka Popov"."""
    is_pair = before.label == mention.label == "PERSON" and len(before.words) == 1
    if not is_pair or before.words[0] not in lexicon.PERSON_TITLES:
        return False
    gap = tokens.words[before.end : mention.start]
    is_whole = len(mention.words) > 1 or tokens.words[before.end - 1].endswith(".")
    return gap == ["."] or (gap == [] and is_whole)


def _is_bare_title(tokens: Tokens, mention: Mention) -> bool:
    """Return whether what was tagged as a person is but a title that opens a sentence: "Pastor Wants More"."""
    word = mention.words[0] if mention.label == "PERSON" and len(mention.words) == 1 else ""
    is_title = word in lexicon.TITLES_AND_ROLES and not lexicon.is_first_name(word)
    return is_title and tokens.is_opening[mention.start]


def _is_one_name(tokens: Tokens, before: Mention, mention: Mention) -> bool:
    """Return whether a mention goes on with the name before it: of a person or, most often, of an organisation."""
    if mention.label == "PERSON":
        return before.label == "PERSON" and _continues(tokens, before, mention)
    return mention.label == "ORG" and _completes(tokens, before, mention)


def _continues(tokens: Tokens, before: Mention, mention: Mention) -> bool:
    """Return whether two tagged people are one name cut in two: "Karim" and "Ali Hassan", "Pia Sorrent" and "Vega"."""
    is_near = (
        before.end == mention.start or tokens.string[tokens.ends[before.end - 1] : tokens.starts[mention.start]] == "-"
    )
    is_short = len(before.words) + len(mention.words) <= _LONGEST_PERSON
    return is_near and is_short and tokens.words[mention.start][0].isupper()


def _completes(tokens: Tokens, before: Mention, mention: Mention) -> bool:
    """Return whether an organisation is one with what stands before it: it runs on, or a single word is between."""
    gap = mention.start - before.end
    link = tokens.lower[before.end] if gap == 1 else ""
    is_body = before.label == "ORG"
    is_definite = bool(link) and tokens.lower[before.start - 1] == "the"
    is_ended = mention.words[-1] in lexicon.ORGANISATION_ENDINGS
    if link in {"'s", "'"}:
        return is_ended and _is_owner(tokens, before.end - 1)
    if link == "and" and is_definite and before.label in {"GPE", "LOC", "ORG"} and not _has_body_word(before.words):
        return is_ended  # "the Wye and Elm Trust"
    if link == "and":
        return is_body and _is_pair(tokens, before, mention)
    if link == ",":  # "the Road, Rail and Ferry Union"
        return is_body and is_definite and is_ended and "and" in tokens.lower[mention.start : mention.end]
    return gap < 0 or (is_body and link == "of")  # "Legal Aid of Central Arlen"


def _is_owner(tokens: Tokens, i: int) -> bool:
    """Return whether a word is whose a body may be: "Machinists" of "Machinists' Brotherhood"."""
    return tokens.folded[i] in lexicon.ROLES or tokens.lower[i] in _GROUP_NOUNS


def _is_pair(tokens: Tokens, before: Mention, mention: Mention) -> bool:
    """Return whether two organisations around "and" are one: "Center for Peace" and "Civic Works", or an acronym."""
    if mention.end - before.start > _LONGEST_BODY:
        return False
    words = tokens.folded[before.start : before.end]
    of = next((i for i, word in enumerate(words) if word in {"of", "for"}), 0)
    is_open = _has_body_word(words[:of]) and not _has_body_word(mention.words)
    if is_open or before.words in _FIELDS:
        return True
    return not tokens.acronyms.isdisjoint(initials(tokens.folded[before.start : mention.end]))


def _has_body_word(words: Iterable[str]) -> bool:
    """Return whether one of some words is that of an organisation."""
    return not lexicon.ORGANISATION_WORDS.isdisjoint(words)
