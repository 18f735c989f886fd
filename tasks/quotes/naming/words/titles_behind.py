"""Titles behind a name: "Ann Lee, the minister,", "Ann Lee is the minister", "Ann Lee, who serves as minister"."""

from calendar import day_name
from itertools import takewhile
from typing import Final

from tasks.quotes.naming.words.lexicon import ATTRIBUTING_VERBS, FINITE, POST_NOMINALS, SUBJECTS
from tasks.quotes.naming.words.nouns import PHRASE_PARTS, find_label
from tasks.quotes.naming.words.title_parts import find_head, is_hyphen, is_personal, is_within_name, modifies
from tasks.quotes.naming.words.tokens import TokenRange, Tokens

DAYS: Final = [[name] for name in day_name]
_HANDS: Final = (["the", "other"], ["the", "one"])
"""Of "on the other hand"."""
_COPULAS: Final = frozenset(["is", "was", "became"])
_OPENING: Final = frozenset([",", "(", "–", "—", "-", "--"])
"""Marks between a name and what it is."""
_MARKS: Final = frozenset([",", ".", "(", ")", "[", ";", ":", "”", '"', "“", "–", "—", "--", "''", "``"])
"""What ends a title behind a name."""
_CLAUSES: Final = frozenset(["VERB", "AUX", "SPACE", "SCONJ"])
_CLAUSE_TAGS: Final = frozenset(["WP", "WDT", "PRP"])
_VERBS: Final = (["VERB"], ["AUX"])
_ASIDE: Final = 8
"""Tokens of a bracket between a name and what it is."""
_LONGEST_CLAUSE: Final = 40
"""Tokens before a name in which the verb of its clause is looked for."""
_LONGEST_TITLE: Final = 20
_HOLDING: Final = frozenset(["act", "appoint", "elect", "hire", "nominate", "serve", "swear", "work"])
"""Verbs after which "as" says what office somebody has."""
_CONTENT: Final = frozenset(["NOUN", "PROPN", "NUM", "ADJ", "PART", "VERB"])
_ENDING: Final = _CLAUSES | {"PUNCT"}
_TIMES: Final = frozenset(["during", "from", "since", "under", "until"])
_OFFICE_REACH: Final = 6
"""Tokens behind a name in which such a verb is looked for."""


def find_behind(tokens: Tokens, start: int, end: int, *, is_body: bool = False) -> TokenRange:
    """Return the phrase in "Ann Lee, the minister," and in "Ann Lee is the minister"; an empty range where none is.

    Of "according to Ann Lee, the coach was fired" it is none; of a body it is: "he flew for Corvane, the airline said".
    """
    first, last = _find_apposition(tokens, end)
    if not _is_clause(tokens, first, last):
        return first, last
    if is_body and tokens.lemma[last] in ATTRIBUTING_VERBS and _has_verb_before(tokens, start):
        return first, last
    while last > first + 1 and tokens.pos[last - 2] in PHRASE_PARTS:  # "the tax" in "minister when the tax was passed"
        last -= 1
    return first, last - 1


def _is_clause(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether what stands behind a name is the subject of a clause, no "whose work" of the name's own."""
    is_subject = start < end and tokens.dep[end - 1] in SUBJECTS and tokens.pos[end : end + 1] in _VERBS
    return is_subject and tokens.tag[start] != "WP$"


def _has_verb_before(tokens: Tokens, start: int) -> bool:
    """Return whether a clause stands before a name: "he flew for Corvane, the airline said", not "In Dane Court"."""
    before = range(start - 1, max(-1, start - _LONGEST_CLAUSE), -1)
    own = takewhile(lambda i: tokens.sentence[i] == tokens.sentence[start], before)
    return any(tokens.tag[i] in FINITE for i in own)


def _find_apposition(tokens: Tokens, end: int) -> TokenRange:
    """Return the phrase behind a comma, bracket, dash or "is", as far as a title may go; an empty range where none is.

    The word behind the name is looked at first: most names have neither.
    """
    opening = _find_opening(tokens, end) if end + 1 < len(tokens) else None
    start = None if opening is None else _behind_asides(tokens, opening + 1)
    if opening is None or start is None:
        return end, end
    if tokens.lower[opening] in _COPULAS and tokens.pos[start : start + 1] != ["DET"]:
        return end, end
    stop = start
    while stop < len(tokens) and (stop < start + _LONGEST_TITLE or tokens.is_entity[stop]):
        if ends_title(tokens, start, stop) or (tokens.words[opening], tokens.words[stop][0]) == ("(", ")"):
            break
        stop += 1
    if tokens.tag[stop : stop + 1] == ["PRP"]:  # "is a guide and now she works": a clause of its own
        stop = max((i for i in range(start, stop) if tokens.pos[i] == "CCONJ"), default=stop)
    return start, stop - 3 if tokens.words[stop - 1] == ")" and stop - 3 > start else stop


def _find_opening(tokens: Tokens, end: int) -> int | None:
    """Return the mark or verb behind a name that what it is may follow, behind "(D-Mass.)" the comma; None for none."""
    word = tokens.words[end]
    if word == "(":  # "Ann Lee (D-Mass.), chair"
        close = next((i for i in range(end + 1, min(end + _ASIDE, len(tokens))) if tokens.words[i] == ")"), end)
        return close + 1 if tokens.words[close + 1 : close + 2] == [","] else end
    is_copula = tokens.lower[end] in _COPULAS and not tokens.is_quoted[end]
    is_line = word.isspace() and tokens.words[end + 1].isdigit()  # "62, welder" on the line below
    is_mark = word in _OPENING and not is_hyphen(tokens, end)  # no "Lee-backed candidate"
    return end if is_mark or is_copula or is_line else None


def _behind_asides(tokens: Tokens, start: int) -> int | None:
    """Return where a phrase begins behind an age, letters or "who is": "Ann Lee, 40, is a", "Ann Lee, MD, chair"."""
    lower, words = tokens.lower, tokens.words
    if start < len(tokens) and words[start].isdigit():
        if words[start + 1 : start + 2] != [","]:
            return None
        start += 2
        start += lower[start : start + 1] in (["is"], ["was"]) and tokens.pos[start + 1 : start + 2] == ["DET"]
    if start < len(tokens) and tokens.folded[start] in POST_NOMINALS and words[start + 1 : start + 2] == [","]:
        start += 2
    if lower[start : start + 1] == ["who"] and lower[start + 1 : start + 2] in (["is"], ["was"], ["'s"]):
        start += 2
    return start


def ends_title(tokens: Tokens, start: int, i: int) -> bool:
    """Return whether a title that begins before a token ends there: at a mark, a clause or a day."""
    word = tokens.words[i]
    if word == "." and tokens.lower[i - 1] == "no" and tokens.pos[i + 1 : i + 2] == ["NUM"]:
        return False  # "the No. 2 of the party"
    is_mark = word in _MARKS or (word == "-" and not is_hyphen(tokens, i))
    if is_mark and not (is_within_name(tokens, i) or _goes_on(tokens, start, i)):
        return True
    if tokens.lower[i] == "on" and (tokens.words[i + 1 : i + 2] in DAYS or tokens.lower[i + 1 : i + 3] in _HANDS):
        return True
    is_clause = tokens.pos[i] in _CLAUSES or tokens.tag[i] in _CLAUSE_TAGS or (tokens.tag[i] == "WP$" and i > start)
    return is_clause and not modifies(tokens, i)


def _goes_on(tokens: Tokens, start: int, comma: int) -> bool:
    """Return whether a list goes on behind a comma of a title: "a dancer, singer and teacher", "head of art, law"."""
    if tokens.words[comma] != "," or tokens.pos[comma - 1 : comma + 2 : 2] != ["NOUN", "NOUN"]:
        return False
    if tokens.lower[comma + 2 : comma + 3] not in (["and"], [","]):
        return False
    is_field = not {"of", "for"}.isdisjoint(tokens.lower[start:comma])
    return is_field or find_label(tokens, comma + 1, plural=False) == "person"


def find_office(tokens: Tokens, end: int) -> TokenRange | None:
    """Return the role behind a name in "Ann Lee, who was sworn in as a judge in 2023" and "Ann Lee serves as ..."."""
    last = min(len(tokens), end + _OFFICE_REACH)
    verb = next((i for i in range(end, last) if tokens.pos[i] in _CONTENT), None)
    if verb is None or tokens.pos[verb] != "VERB" or tokens.lemma[verb] not in _HOLDING:
        return None
    start = verb + 1 + (tokens.lower[verb + 1 : verb + 2] == ["in"])
    if tokens.lower[start : start + 1] != ["as"]:
        return None
    stop = start = start + 1
    while stop < min(len(tokens), start + _LONGEST_TITLE) and tokens.pos[stop] not in _ENDING:
        is_time = tokens.lower[stop] in _TIMES or tokens.pos[stop + 1 : stop + 2] == ["NUM"]
        if tokens.pos[stop] == "ADP" and is_time:
            break
        stop += 1
    head = find_head(tokens, start, stop)
    return (start, stop) if head is not None and is_personal(tokens, head, {"person"}) else None
