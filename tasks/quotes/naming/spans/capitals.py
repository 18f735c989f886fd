"""The words with capitals that a span ends in: where they begin, where the name in them does, and the role before."""

from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.before_names import is_namesake, is_participle, is_trade
from tasks.quotes.naming.entities.edges import before_letters
from tasks.quotes.naming.entities.mentions import Mention, build_mention
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.nouns import FIRM_NOUNS, find_label
from tasks.quotes.naming.words.tokens import Tokens

LONGEST_NAME: Final = 5
MARKS: Final = frozenset(['"', "“", "”", "'", "‘", "’"])
_WITHIN: Final = MARKS | {"-", "&", "."}
"""What stands inside a name, beside words with capitals and particles."""
LINKS: Final = frozenset(["of", "for", "at", "by", "to", "on", "in", "with", "from", "under"])
_NO_NAMES: Final = lexicon.ARTICLES | lexicon.PRONOUNS.keys()
_OPENING_WORDS: Final = frozenset(["DET", "ADP", "SCONJ", "CCONJ", "ADV", "VERB", "AUX"])
FIRMS: Final = read_list("kinds_of_organisation") | (FIRM_NOUNS - lexicon.ORGANISATION_NOUNS)
"""What may stand right before the name of a firm."""


def find_run(tokens: Tokens, start: int, end: int) -> int:
    """Return where the run of names that a span ends in begins; its end where it ends in something else."""
    first = end
    for i in range(end - 1, start - 1, -1):
        if is_name_word(tokens, i):
            first = i
        elif first == end or not (tokens.folded[i] in lexicon.PARTICLES or tokens.words[i] in _WITHIN):
            break
    while start < first < end and tokens.folded[first - 1] in lexicon.PARTICLES:
        first -= 1
    return first


def is_name_word(tokens: Tokens, i: int) -> bool:
    """Return whether a word may belong to a name: it has a capital that is not that of its place, or a hyphen."""
    word = tokens.words[i]
    if i > 1 and tokens.words[i - 1] == "-" and word.isalpha() and tokens.words[i - 2][:1].isupper():
        return not is_participle(tokens, i)  # "Ji-hwae"
    if not (word[:1].isupper() or (word[1:2] in {"'", "’"} and word[2:3].isupper())):  # "d'Arcy"
        return False
    is_joined = i + 2 < len(tokens) and tokens.words[i + 1] == "-"
    if is_joined and word[0].isupper() and tokens.words[i + 2][0].isupper():
        return True  # "Per-Olof", whatever "Per" is tagged as
    is_link = word.isupper() and tokens.lower[i] in LINKS  # "MINISTER FOR WATER"
    if is_link or tokens.lower[i] in _NO_NAMES:
        return False
    return not (tokens.is_opening[i] and tokens.pos[i] in _OPENING_WORDS)


def behind_titles(tokens: Tokens, first: int, end: int) -> int:
    """Return where a name begins behind capitalised titles, and behind what a person does: "Clockmaker Ahn Ji-hwae"."""
    titles = [i for i in range(first, end - 1) if tokens.folded[i] in lexicon.TITLES_AND_ROLES]
    if titles and titles[-1] == end - 2 and _is_part(tokens, first, end - 2):
        titles.pop()
    start = titles[-1] + 1 if titles else first
    while start < end - 1 and not tokens.words[start][:1].isalnum():
        start += 1
    start += start > first and tokens.words[start - 1] == "-" and tokens.words[start].islower()  # "Runner-up Ann Lee"
    is_long = end - start > 2 or (end - start == 2 and tokens.folded[start] in FIRMS)  # "Steelmaker Corvane"
    return start + (is_long and tokens.words[start + 1] != "-" and is_trade(tokens, start))


def _is_part(tokens: Tokens, first: int, i: int) -> bool:
    """Return whether a title before a last word is part of the name: "Pope Leo", "Minister Guy Lee"."""
    if tokens.folded[i] in lexicon.NAME_TITLES:
        return True
    is_behind = first == i or not lexicon.ROLES.isdisjoint(tokens.folded[max(0, i - 1) : i])
    return is_behind and is_namesake(tokens, i)


def has_role(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a noun for one person stands between two tokens."""
    return any(_is_role(tokens, i) for i in range(start, end))


def _is_role(tokens: Tokens, i: int) -> bool:
    if tokens.pos[i] not in {"NOUN", "PROPN"} or tokens.tag[i] in {"NNS", "NNPS"}:
        return False
    return tokens.folded[i] in lexicon.ROLES or find_label(tokens, i, plural=False) == "person"


def build_bearer(tokens: Tokens, start: int, first: int, end: int) -> Mention | None:
    """Return the person named from `first` on, whose role stands before the name from `start` on."""
    person = build_name(tokens, first, end, "PERSON")
    if person is not None:
        person.role = (start, first)
    return person


def build_name(tokens: Tokens, start: int, end: int, label: str) -> Mention | None:
    """Return a mention whose label is certain, a person's without letters behind the name; None where no word is."""
    end = before_letters(tokens, start, end) if label == "PERSON" else end
    mention = build_mention(tokens, start, end, label)
    if mention is not None:
        mention.is_certain = True
    return mention
