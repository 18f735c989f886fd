"""Organisations with "&" in their names, which entity recognisers cut in two: "Hallam & Roszak", "Procter & Gamble"."""

from collections.abc import Mapping, Sequence
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.before_names import is_trade
from tasks.quotes.naming.entities.mentions import Mention, build_mention, index_tokens, put_in
from tasks.quotes.naming.words.lexicon import TITLES_AND_ROLES, is_first_name, name_gender
from tasks.quotes.naming.words.tokens import Tokens

_BEFORE: Final = TITLES_AND_ROLES | read_list("firm_nouns")
_LONGEST: Final = 4
"""Capitalised words on a side of the "&"."""


def join_ampersands(tokens: Tokens, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions in text order, what stands around "&" as one organisation, a couple as two people.

    The authors of a source stay as they are: "(Marden & Oll, 2014)".
    """
    places = [i for i, word in enumerate(tokens.words) if word == "&" and 0 < i < len(tokens) - 1]
    if not places:
        return list(mentions)
    mention_at = index_tokens(mentions)
    found: list[Mention] = []
    for i in places:
        start, end = _find_start(tokens, i), _find_end(tokens, i, mention_at)
        is_done = bool(found) and start < found[-1].end
        if is_done or start == i or end == i + 1 or _is_source(tokens, start, end):
            continue
        whole = mention_at.get(i)
        if _is_couple(tokens, start, i, end, mention_at):
            halves = [(whole.start, i), (i + 1, whole.end)] if whole and whole.label == "PERSON" else []
            found += filter(None, [build_mention(tokens, *half, "PERSON") for half in halves])
        elif whole is None or whole.label in {"PERSON", "GPE"}:
            found += filter(None, [build_mention(tokens, start, end, "ORG")])
    return put_in(found, mentions)


def _find_start(tokens: Tokens, i: int) -> int:
    """Return the first of the capitalised names before a token, without titles and trades: "Brewer Hallam & Roszak"."""
    start = i
    while start and i - start < _LONGEST and _is_name(tokens, start - 1):
        start -= 1
    while start < i - 1 and (tokens.folded[start] in _BEFORE or is_trade(tokens, start)):
        start += 1
    return start


def _find_end(tokens: Tokens, i: int, mention_at: Mapping[int, Mention]) -> int:
    """Return the end of the capitalised names behind a token, before a title or a person: "& Noble CEO Ann Lee"."""
    end = i + 1
    while end < len(tokens) and end - i <= _LONGEST and _is_name(tokens, end):
        one = mention_at.get(end)
        is_person = one is not None and one.label == "PERSON" and one.start == end
        if end > i + 1 and (is_person or tokens.folded[end] in TITLES_AND_ROLES):
            break
        end += 1
    return end


def _is_name(tokens: Tokens, i: int) -> bool:
    """Return whether a token is a capitalised name, or another "&" between two."""
    if tokens.words[i] == "&":
        return 0 < i < len(tokens) - 1 and tokens.words[i - 1][0].isupper() and tokens.words[i + 1][0].isupper()
    return tokens.pos[i] in {"PROPN", "NOUN", "ADJ"} and tokens.words[i][0].isupper()


def _is_couple(tokens: Tokens, start: int, at: int, end: int, mention_at: Mapping[int, Mention]) -> bool:
    """Return whether people stand on both sides of the "&": "Jim & Sarah", "Ann Lee & Sen. Ray".

    Two single names are a firm, but for a man's and a woman's first name: "Johnson & Johnson", "Ben & Jerry's".
    """
    before, behind = tuple(tokens.folded[start:at]), tuple(tokens.folded[at + 1 : end])
    labels = {mention_at[i].label for i in (at - 1, at + 1) if i in mention_at}
    if "PERSON" not in labels or not is_first_name(before[0]):
        return False
    if len(before) == len(behind) == 1:
        return {name_gender((*before, "")), name_gender((*behind, ""))} == {"m", "f"}
    return is_first_name(behind[0]) or behind[0] in TITLES_AND_ROLES


def _is_source(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a name is the author of something in a list of sources: a bracket or a year is beside it."""
    year = tokens.words[end + 1] if tokens.words[end : end + 1] == [","] and end + 1 < len(tokens) else ""
    return year.isdigit() or (start > 0 and tokens.words[start - 1] == "(")
