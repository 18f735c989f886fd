"""Where a speaker span is of several people: a couple, a family, two who are joined by "and"."""

from collections.abc import Collection

from tasks.quotes.naming.entities.mentions import Mention
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.nouns import find_label
from tasks.quotes.naming.words.tokens import ADDRESSES, Tokens


def are_several(tokens: Tokens, start: int, end: int, named: Mention, surnames: Collection[str]) -> bool:
    """Return whether a span speaks for more than the one who is named in it: "Lee and his wife", "the Currys"."""
    is_joined = tokens.lower[start] in lexicon.PRONOUNS and tokens.lower[start + 1 : start + 2] == [
        "and"
    ]  # "he and Ann Lee"
    is_couple = is_joined or _has_two_titles(tokens, start, named.start) or _is_coordinated(tokens, named, end)
    return is_couple or _is_family(tokens, named, surnames)


def _has_two_titles(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a name has two titles joined by "and": "Mr. and Mrs. Lee", not "founder and president Ann Lee"."""
    joined = (i for i in range(start + 1, end - 1) if tokens.lower[i] in {"and", "&"})
    return any(tokens.folded[i - 1] in lexicon.PERSON_TITLES and tokens.folded[i + 1] in ADDRESSES for i in joined)


def _is_coordinated(tokens: Tokens, named: Mention, end: int) -> bool:
    """Return whether another speaker is joined by "and": "Lee (R-Ga.) and Ray", "Lee and his wife"."""
    depth = 0
    for i in range(named.end, end - 1):
        depth += (tokens.words[i] == "(") - (tokens.words[i] == ")")
        if tokens.lower[i] in {"and", "&"}:
            return not _joins_titles(tokens, i)
        if not depth and tokens.pos[i] not in {"PUNCT", "PROPN", "NUM", "SYM", "X"}:
            return False
    return False


def _joins_titles(tokens: Tokens, i: int) -> bool:
    """Return whether "and" stands between two titles of one: "Ann Lee, president and CEO", not "and chair Bo Ray"."""
    titles = tokens.folded[i - 1 : i + 2 : 2]
    return all(word in lexicon.TITLES_AND_ROLES for word in titles) and tokens.pos[i + 2 : i + 3] != ["PROPN"]


def _is_family(tokens: Tokens, mention: Mention, surnames: Collection[str]) -> bool:
    """Return whether a name is the plural of a surname of the article: "the Currys"."""
    word = mention.words[-1]
    is_plural = len(mention.words) == 1 and word not in surnames and tokens.lower[max(0, mention.start - 1)] == "the"
    return is_plural and not {word.removesuffix("s"), word.removesuffix("es")}.isdisjoint(surnames)


def joins_another(tokens: Tokens, head: int, end: int) -> bool:
    """Return whether "and" joins another description to the head of one: "both the mayor and the governor"."""
    if find_label(tokens, head, plural=False) == "document":  # "a poll for the Post and the Bugle"
        return False
    for i in range(head + 1, end - 1):
        is_noun = tokens.pos[i + 1] == "DET" or tokens.tag[i + 1] == "PRP$"
        is_name = tokens.is_entity[i]  # "a spokesman for the Department of Works and the Environment"
        if tokens.lower[i] == "and" and is_noun and not is_name:
            return True
    return False
