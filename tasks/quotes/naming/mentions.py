"""Named mentions: the entities of a Doc with their edges mended."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc

from tasks.quotes.naming.gender import is_first_name
from tasks.quotes.naming.lexicon import NAME_TITLES, ORGANISATION_ENDINGS, ROLES, SUFFIXES, TITLES, word_set
from tasks.quotes.naming.names import NameWords, fold, name_words
from tasks.quotes.naming.tokens import Tokens

NAMED_LABELS: Final = word_set("PERSON ORG GPE LOC FAC NORP PRODUCT EVENT WORK_OF_ART LAW LANGUAGE")
"""Entity labels that name something; dates and numbers stay as they are and belong to no cluster."""

_OPENING: Final = frozenset(["the", "a", "an", "'s", "and", "of"])
_HEADLINE_WORDS: Final = word_set(
    """is are was were be has have had will would can could should says said tells told to on for in at with from
    after as by not and or but vs versus if who that calls wins gets makes takes wants"""
)
_QUOTE_MARKS: Final = frozenset('"“”')
_PORTFOLIOS: Final = word_set(
    """defense defence foreign interior home finance health education justice trade energy agriculture transport labour
    labor housing culture environment tourism information security prime economy commerce treasury state"""
)
_CLOSING: Final = frozenset(["'s", "and"])


@dataclass(slots=True)
class Mention:
    """A stretch of tokens that names something."""

    start: int
    end: int
    label: str
    words: NameWords
    titles: list[str] = field(default_factory=list)
    """Titles and role words right before the name, folded."""


def read_mentions(doc: Doc, tokens: Tokens) -> list[Mention]:
    """The entities of `doc` in text order, edges mended; those with nothing left, and web addresses, are dropped."""
    mentions: list[Mention] = []
    for entity in doc.ents:
        mention = mend(tokens, entity.start, entity.end, entity.label_)
        if mention is None:
            continue
        if mentions and _continues(tokens, mentions[-1], mention):
            start = mentions.pop().start
            mention = build_mention(tokens, start, mention.end, "PERSON") or mention
        mentions.append(mention)
    return mentions


def _continues(tokens: Tokens, before: Mention, mention: Mention) -> bool:
    """Whether two tagged people side by side are one name cut in two: "Abbas" and "Ali Mandal"."""
    is_pair = before.label == mention.label == "PERSON" and before.end == mention.start
    return is_pair and tokens.words[mention.start][0].isupper() and len(before.words) + len(mention.words) <= 4


def mend(tokens: Tokens, start: int, end: int, label: str) -> Mention | None:
    """A mention from raw edges: articles, possessives, line breaks and titles cut off."""
    if label not in NAMED_LABELS:
        return Mention(start, end, label, ())
    start, end = _longest_line(tokens, start, end)
    start, end = trim(tokens, start, _before_mark(tokens, start, end))
    if (
        start >= end
        or _is_letter(tokens, start, end)
        or any(("/" in word and "." in word) or "@" in word for word in tokens.words[start:end])
    ):
        return None
    if not any(char.isupper() or char.isdigit() for word in tokens.words[start:end] for char in word):
        return None
    if label == "ORG" and _is_half_title(tokens, start, end):
        return None
    if label in {"PERSON", "ORG"}:
        end = _before_the(tokens, start, end)
        end = _before_verb(tokens, start, end) if label == "PERSON" else end
    if label not in {"GPE", "LOC", "LANGUAGE", "LAW", "EVENT"}:
        cut = name_start(tokens, start, end, is_person=label == "PERSON")
        if cut > start:
            start, label = cut, "PERSON"
    if label == "PERSON":
        start = _with_first_name(tokens, start)
    return build_mention(tokens, start, end, label)


def build_mention(tokens: Tokens, start: int, end: int, label: str) -> Mention | None:
    """A mention with its folded words and the titles before it; nothing where it holds no word."""
    words = name_words(tokens.words[start:end])
    if not words:
        return None
    return Mention(start, end, label, words, titles_before(tokens, start))


def trim(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """Edges without articles, possessives, marks and white space."""
    while start < end and (tokens.lower[start] in _OPENING or not _has_word(tokens.words[start])):
        start += 1
    while end > start and (tokens.lower[end - 1] in _CLOSING or not _has_word(tokens.words[end - 1])):
        end -= 1
    return start, end


def _before_mark(tokens: Tokens, start: int, end: int) -> int:
    """The end of a name that ran over a quotation mark standing alone inside it: "Drowned Choir” Wins"."""
    marks = [i for i in range(start + 1, end - 1) if tokens.words[i] in _QUOTE_MARKS]
    return marks[0] if len(marks) == 1 else end


def _is_half_title(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a word is part of a title: "Defense" in "Defense Minister", "State" in "Secretary of State"."""
    if end - start > 1:
        return False
    before = fold(tokens.words[start - 2]) if start > 1 and tokens.lower[start - 1] == "of" else ""
    after = tokens.words[end] if end < len(tokens) else ""
    return (before == "secretary" and tokens.lower[start] == "state") or (
        tokens.lower[start] in _PORTFOLIOS and after[:1].isupper() and fold(after) in ROLES
    )


def _is_letter(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a name is nothing but one letter: "Q", "m."."""
    return end - start == 1 and sum(char.isalnum() for char in tokens.words[start]) == 1


def _has_word(text: str) -> bool:
    return text[0].isalnum() or any(char.isalnum() for char in text)


def _longest_line(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """The longest stretch without a blank line: a name never runs over a paragraph's end."""
    breaks = [i for i in range(start, end) if "\n\n" in tokens.words[i]]
    edges = [start - 1, *breaks, end]
    return max(((a + 1, b) for a, b in pairwise(edges)), key=lambda edge: edge[1] - edge[0])


def _before_the(tokens: Tokens, start: int, end: int) -> int:
    """The end of a name that ran on into the next phrase: "Rathbun the Scientology", but "Church of the Nazarene"."""
    for i in range(start + 1, end):
        if tokens.words[i] == "the" and tokens.pos[i - 1] in {"PROPN", "NOUN"}:
            return i
    return end


def _with_first_name(tokens: Tokens, start: int) -> int:
    """The start of a name whose first name, known as one, was left out: "Moses" before "Wetangula"."""
    if not start or tokens.pos[start - 1] != "PROPN" or not tokens.words[start - 1][0].isupper():
        return start
    word = fold(tokens.words[start - 1])
    free = word not in TITLES and word not in ROLES and not word.isdigit() and not tokens.is_entity[start - 1]
    return start - 1 if free and is_first_name(word) else start


def _before_verb(tokens: Tokens, start: int, end: int) -> int:
    """The end of a person's name that ran on into a headline: "Donald Trump Is Right"."""
    for i in range(start + 1, end):
        is_headline = tokens.paragraph[i] == 0 and tokens.words[i].istitle()
        if tokens.lower[i] in _HEADLINE_WORDS and (is_headline or tokens.words[i].islower()):
            return i
    return end


def name_start(tokens: Tokens, start: int, end: int, is_person: bool) -> int:
    """Where the name proper begins behind titles: "Germany's Defense Minister Boris Pistorius" → at "Boris".

    Outside of persons only a role noun or title with a short name behind it counts ("spokesman Dmitry Peskov").
    """
    best = start
    for i in range(start, end - 1):
        word = fold(tokens.words[i])
        is_title = word in TITLES or word in ROLES or (is_person and word == "'s")
        if is_title and _is_name(tokens, i + 1, end, is_person):
            best = i + 1
    if best == end - 1 and fold(tokens.words[best - 1]) in NAME_TITLES:
        return best - 1
    return best


def _is_name(tokens: Tokens, start: int, end: int, is_person: bool) -> bool:
    words = tokens.words[start:end]
    if not words[0][:1].isupper() or all(fold(word) in SUFFIXES for word in words):
        return False
    if is_person:
        return True
    return len(words) <= 3 and all(
        word[:1].isupper() and word.isalpha() and fold(word) not in ORGANISATION_ENDINGS for word in words
    )


def titles_before(tokens: Tokens, start: int) -> list[str]:
    """Titles and role words directly before a name, nearest last, folded."""
    titles: list[str] = []
    i = start - 1
    while i >= 0 and len(titles) < 4:
        word = fold(tokens.words[i])
        if word in TITLES or word in ROLES:
            titles.append(word)
        elif word:
            break
        i -= 1
    return titles[::-1]
