"""Titles: the words around a name that say who somebody is, and where they begin and end."""

from calendar import day_name
from collections.abc import Collection, Iterator
from itertools import takewhile
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.words.lexicon import (
    ATTRIBUTING_VERBS,
    FINITE,
    PERSON_TITLES,
    POST_NOMINALS,
    ROLES,
    SUBJECTS,
    TITLES_AND_ROLES,
)
from tasks.quotes.naming.words.names import is_acronym
from tasks.quotes.naming.words.nouns import find_label
from tasks.quotes.naming.words.tokens import ADDRESSES, HONOURS, TokenRange, Tokens

_HONOURABLE: Final = frozenset(["hon", "honorable", "honourable", "right", "rt"])
_RETIRED: Final = frozenset(["ret", "retd", "retired", "rtd"])
"""What stands in brackets between a rank and a name."""
_COURTESY: Final = (
    _HONOURABLE
    | _RETIRED
    | {"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "lord", "lady", "madam", "madame", "late"}
    | {"alhaja", "alhaji", "begum", "encik", "frau", "haji", "hajah", "hajia", "herr", "ibu", "mademoiselle", "mlle"}
    | {"mme", "monsieur", "pak", "puan", "senor", "senora", "shri", "signor", "signora", "smt", "thiru", "weizero"}
    | {"", ".", "(", ")"}
)
"""Titles that say nothing of what somebody does."""
_BETWEEN: Final = ADDRESSES | HONOURS
_ADDRESSES: Final = ADDRESSES | {"baroness", "dame", "lady", "lord"}
DAYS: Final = [[name] for name in day_name]
_HANDS: Final = (["the", "other"], ["the", "one"])
"""Of "on the other hand"."""
FORMER: Final = frozenset(["former", "ex", "past"])
_FIELDS: Final = read_list("portfolios")
_BEARERS: Final = TITLES_AND_ROLES - _FIELDS
_HOLDING: Final = frozenset(["act", "appoint", "elect", "hire", "nominate", "serve", "swear", "work"])
"""Verbs after which "as" says what office somebody has."""
_CONTENT: Final = frozenset(["NOUN", "PROPN", "NUM", "ADJ", "PART", "VERB"])
_NAMING: Final = frozenset(["NOUN", "PROPN", "ADJ"])
_VERBS: Final = (["VERB"], ["AUX"])
_PHRASE: Final = _NAMING | {"DET", "NUM"}
_ENDING: Final = frozenset(["VERB", "AUX", "PUNCT", "SPACE", "SCONJ"])
_NO_PARTS: Final = frozenset(["to", "•", "*", "·"])
"""Words and bullets that end the words before a name, whatever they are tagged as."""
_OPEN_NOUNS: Final = frozenset(["day", "moment", "night", "reason", "thing", "time", "way", "week", "year"])
"""Nouns behind which a clause begins without a word that says so."""
_NAMED: Final = frozenset(["called", "named"])
_TIMES: Final = frozenset(["during", "from", "since", "under", "until"])
_ASIDE: Final = 8
"""Tokens of a bracket between a name and what it is."""
_OFFICE_REACH: Final = 6
"""Tokens behind a name in which such a verb is looked for."""
_LONGEST_CLAUSE: Final = 40
"""Tokens before a name in which the verb of its clause is looked for."""
_LONGEST_BEFORE: Final = 16
"""Tokens of a title before a name, and one."""
_LONGEST_TITLE: Final = 20
_MARKS: Final = frozenset([",", ".", "(", ")", "[", ";", ":", "”", '"', "“", "–", "—", "--", "''", "``"])
"""What ends a title behind a name."""


def find_phrases(
    tokens: Tokens, start: int, end: int, *, is_body: bool = False
) -> tuple[TokenRange, TokenRange, TokenRange]:
    """Return what says who a name is: the words before it, and the appositions before and behind it or after "is".

    Of a body also who speaks behind it: "he flew for Corvane, the airline said".
    """
    first = start  # behind "Dr" in "the head of the school, Dr Ann Lee"
    while first and (tokens.folded[first - 1] in _ADDRESSES or _is_stop_of(tokens, first - 1, ADDRESSES)):
        first -= 1
    first -= 3 if first > 2 and tokens.folded[first - 2] in _RETIRED else 0  # "Col (retd) Ann Lee"
    is_aside = tokens.words[first - 1 : first] == ["("] and tokens.words[end : end + 1] in ([")"], ["):"])
    first -= is_aside  # "The Chair (Ann Lee)"
    before, outer = _find_before(tokens, first), first
    if 0 < first < start and before == (first, first) and tokens.lower[first - 1] == "the":
        whole = _find_before(tokens, first - 1)  # "Vatican spokesman the Rev. Carl Berg"
        before, outer = (whole, first) if whole[0] < whole[1] else (before, first - 1)
    after = _find_after(tokens, end)
    is_said = is_body and tokens.lemma[after[1] : after[1] + 1] and tokens.lemma[after[1]] in ATTRIBUTING_VERBS
    if _is_clause(tokens, *after) and not (is_said and _has_verb_before(tokens, start)):
        after = after[0], _before_subject(tokens, *after)  # "according to Ann Lee, the coach was fired"
    return before, _find_apposition_before(tokens, min(outer, before[0])), after


def find_titles(tokens: Tokens, start: int, end: int) -> Iterator[TokenRange]:
    """Yield the phrases around a name that give a person's role or title, as far as they go: "state Sen." too."""
    before, *others = find_phrases(tokens, start, end)
    between = tokens.folded[before[1] : start]
    is_office = between[:1] != ["the"] and any(word not in _COURTESY for word in between)
    shared = _find_shared(tokens, start)
    for first, last in ((before[0], start) if is_office else before, shared, *others):
        head = find_head(tokens, first, last)
        if head is None or all(word in _COURTESY for word in tokens.folded[first:last]):
            continue
        is_shared = "and" in tokens.lower[start - 1 : end + 1] or "one" in tokens.lower[max(0, first - 2) : head]
        if last < start and (is_office or before[0] < before[1]) and tokens.lower[first : first + 2] == ["one", "of"]:
            continue  # "one of the officers, Constable Ann Lee"
        is_beside = first >= end or last < start
        if is_beside and tokens.tag[head] == "NNS" and not is_shared:
            continue  # "it cost Ann Lee, friends of the family said", "all candidates, Ann Lee in particular"
        kinds = _list_kinds(tokens, first, head, is_behind=first >= end)
        is_noun = head == start - 1 and tokens.tag[head] == "NN" and tokens.dep[head] == "compound"
        if is_noun and tokens.is_opening[first] and tokens.dep[end - 1] in SUBJECTS:
            kinds.add("unknown")  # "Former pradhan Ann Lee said"
        if tokens.dep[end - 1] == "appos" and tokens.head[end - 1] == head and tokens.tag[head] in {"NN", "NNP"}:
            kinds.add("unknown")  # "the barmaid, Ann Lee"
        if is_personal(tokens, head, kinds):
            yield first, last


def _is_clause(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether what stands behind a name is the subject of a clause, no "whose work" of the name's own."""
    is_subject = start < end and tokens.dep[end - 1] in SUBJECTS and tokens.pos[end : end + 1] in _VERBS
    return is_subject and tokens.tag[start] != "WP$"


def _has_verb_before(tokens: Tokens, start: int) -> bool:
    """Return whether a clause stands before a name: "he flew for Corvane, the airline said", not "In Dane Court"."""
    before = range(start - 1, max(-1, start - _LONGEST_CLAUSE), -1)
    own = takewhile(lambda i: tokens.sentence[i] == tokens.sentence[start], before)
    return any(tokens.tag[i] in FINITE for i in own)


def _before_subject(tokens: Tokens, first: int, last: int) -> int:
    """Return where the noun phrase begins that ends before a token: "the tax" in "minister when the tax was passed"."""
    start = last - 1
    while start > first and tokens.pos[start - 1] in _PHRASE:
        start -= 1
    return start


def _list_kinds(tokens: Tokens, first: int, head: int, is_behind: bool) -> set[str]:
    """Return the kinds that the noun of a title may be of: behind a name "a" says that any is a person's."""
    kinds = {"person"}
    if not is_behind or tokens.tag[head] != "NN":
        return kinds
    if first > 1 and tokens.words[first - 2].isdigit() and tokens.words[first - 1] == ",":
        kinds.add("unknown")  # "Ann Lee, 66, publican"
    if tokens.dep[head] not in {"appos", "conj", ""}:
        return kinds
    is_of = tokens.lower[head + 1 : head + 2] == ["of"]  # "Ann Lee, a sign of strength"
    if (tokens.pos[first] in {"DET", "NUM"} or "'s" in tokens.lower[first:head]) and not is_of:
        kinds.add("unknown")
    if tokens.lower[first] in {"a", "an"}:
        kinds.add("document")  # "Ann Lee, a guide"
    return kinds


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


def find_head(tokens: Tokens, start: int, end: int) -> int | None:
    """Return the head noun of a title: the last noun or title before a preposition or mark; None where none is."""
    found = None
    for i in range(start, end):
        is_break = tokens.pos[i] in {"ADP", "CCONJ", "PUNCT"} and tokens.words[i] not in {"-", "'", "’"}
        is_break = is_break or tokens.tag[i] in {"WP", "WP$", "WDT"}
        is_break = is_break and not _is_within_name(tokens, i)
        if (
            found is not None
            and is_break
            and not (tokens.lower[i] in {"and", "&", ","} and _joins_title(tokens, i, end))
        ):
            break
        is_word = tokens.words[i][0].isalnum()  # of "Col." the full stop is a token, tagged as a name
        is_last_role = i == end - 1 and tokens.folded[i] in ROLES  # "as novelist Ann Lee", tagged as an adjective
        if is_word and (tokens.pos[i] in {"NOUN", "PROPN"} or is_last_role or tokens.folded[i] in PERSON_TITLES):
            found = i
    return found


def is_personal(tokens: Tokens, head: int, kinds: Collection[str]) -> bool:
    """Return whether a noun is a role, a title or, by what it is a word for, of one of some kinds."""
    word = tokens.folded[head]
    is_role = word in TITLES_AND_ROLES or (tokens.lemma[head].lower() or word) in ROLES
    if is_role or _is_plural_title(word):
        return True
    is_name = tokens.is_entity[head] and tokens.pos[head] == "PROPN"  # "Fintech Saudi"
    return not is_name and find_label(tokens, head, plural=False) in kinds


def _find_before(tokens: Tokens, start: int) -> TokenRange:
    for i in range(start - 1, max(-1, start - _LONGEST_BEFORE), -1):
        is_part = tokens.pos[i] in {"NOUN", "PROPN", "ADJ", "NUM", "PART"} and tokens.lower[i] not in _NO_PARTS
        is_part = is_part or (i + 1 < start and _joins_title(tokens, i, start)) or _is_within_name(tokens, i)
        is_part = is_part or _modifies(tokens, i) or _is_stop_of(tokens, i, PERSON_TITLES)
        is_part = is_part or (tokens.pos[i] == "ADV" and is_hyphen(tokens, i + 1))
        is_other = i + 1 < start and tokens.words[i + 1][0].isupper()
        is_small = is_other and tokens.words[i].islower()
        is_left = is_small and (tokens.tag[i] == "NNS" or find_label(tokens, i, plural=False) == "document")
        if is_left or (tokens.words[i] in _OPEN_NOUNS and tokens.words[i - 1 : i] != ["-"]):
            return i + 1, start  # "in a statement District Attorney Ann Lee said", "the day Mayor Ann Lee left"
        is_link = tokens.lower[i - 1 : i + 1] in (["of", "the"], ["for", "the"])
        is_part = is_part or (is_link and _joins_title(tokens, i - 1, start))
        if not (is_part or tokens.folded[i] in PERSON_TITLES or tokens.lower[i] == "'s" or is_hyphen(tokens, i)):
            return i + 1, start
    return max(0, start - _LONGEST_BEFORE + 1), start


def _is_stop_of(tokens: Tokens, i: int, titles: Collection[str]) -> bool:
    """Return whether a full stop is that of a title: "Sgt . Ann Lee"."""
    return i > 0 and tokens.words[i] == "." and tokens.folded[i - 1] in titles and tokens.words[i - 1][0].isupper()


def is_hyphen(tokens: Tokens, i: int) -> bool:
    """Return whether a token ties the words around it: "far-right", not the dash behind a dateline."""
    return tokens.words[i] == "-" and tokens.starts[i] == tokens.ends[i - 1]


def _is_within_name(tokens: Tokens, i: int) -> bool:
    """Return whether a small word or mark stands inside a name: "of" in "Department of Defence", "Board (BoW)"."""
    if tokens.is_entity[i]:
        return tokens.pos[i] in {"ADP", "CCONJ", "PUNCT", "DET"}
    opening = i - 2 if tokens.words[i] == ")" else i
    is_pair = opening > 0 and tokens.words[opening : opening + 3 : 2] == ["(", ")"]
    is_named = is_pair and (tokens.is_entity[opening - 1] or tokens.folded[opening - 1] in ROLES)
    return is_named and is_acronym(tokens.words[opening + 1])


def _joins_title(tokens: Tokens, i: int, end: int) -> bool:
    """Return whether a small word stands inside a title that ends before a token: "Secretary of Education".

    Or in the name of a firm: "Hallam & Roszak chairman"; but "the aunt of President" is no title of a president.
    """
    if tokens.words[i] == "&":
        return i > 0 and tokens.words[i - 1][0].isupper() and tokens.words[i + 1][0].isupper()
    field = i + 1 + (tokens.lower[i + 1 : i + 2] == ["the"])  # "Minister for the Environment"
    if tokens.lower[i] == "of" or (tokens.lower[i] == "for" and "".join(tokens.words[field : field + 1])[:1].isupper()):
        while end > i + 2 and tokens.folded[end - 1] in _BETWEEN:
            end -= 1
        joined = (n for n in range(i + 2, end) if tokens.lower[n] == "and" and tokens.folded[n - 1] in _FIELDS)
        end = next(joined, end)  # "Secretary of State and candidate"
        return i > 0 and tokens.folded[i - 1] in TITLES_AND_ROLES and _BEARERS.isdisjoint(tokens.folded[i + 1 : end])
    if tokens.words[i] == ",":  # "Minister of Tourism, Arts and Culture"
        return tokens.folded[i - 1] in _FIELDS and not _FIELDS.isdisjoint(tokens.folded[i + 1 : i + 3])
    if tokens.lower[i] != "and" or not i:
        return False
    is_role = tokens.folded[i - 1] in TITLES_AND_ROLES and tokens.words[i + 1].islower() and tokens.pos[i + 1] == "ADJ"
    is_field = tokens.folded[i - 1] in _FIELDS or is_role  # "president and chief executive officer"
    return is_field or (tokens.pos[i - 1] == "NOUN" and tokens.pos[i + 1] == "NOUN")


def _is_plural_title(word: str) -> bool:
    """Return whether a word is a title or role of several people: "Sens.", "Councilmembers"."""
    return word.endswith("s") and word[:-1] in TITLES_AND_ROLES


def _find_shared(tokens: Tokens, start: int) -> TokenRange:
    """Return the title that a name has in common with the one before "and": "Senators Ann Lee and Bo Roe"."""
    if not start or tokens.lower[start - 1] != "and":
        return start, start
    first, last = _find_before(tokens, start - 1)
    title = next((i for i in range(first, last - 1) if _is_plural_title(tokens.folded[i])), None)
    return (start, start) if title is None else (first, title + 1)


def _find_apposition_before(tokens: Tokens, start: int) -> TokenRange:
    """Return the phrase in "the defence minister, Ann Lee"; an empty range where there is none."""
    found = _find_named_before(tokens, start) or _find_bearer_before(tokens, start)
    if found is not None or start < 3 or tokens.words[start - 1] != ",":
        return found or (start, start)
    is_apposed = tokens.dep[_find_last(tokens, start)] == "appos"  # "written by the chief, Ann Lee"
    for i in range(start - 2, max(-1, start - 14), -1):
        is_break = tokens.pos[i] in {"VERB", "AUX", "PUNCT", "SPACE"} and tokens.tag[i] != "VBG"
        if is_break and tokens.words[i] not in {"-", "'"} and not _is_within_name(tokens, i):
            return (i + 1, start - 1) if "'s" in tokens.lower[i + 1 : start - 1] else (start, start)
        if tokens.tag[i] == "PRP$":
            is_taken = i > 0 and tokens.pos[i - 1] == "ADP" and tokens.lower[i - 1] != "through"
            is_other = is_taken and _is_subject(tokens, start)
            return (start, start) if is_other else (i, start - 1)  # "with his mother, Ann is ..."
        begins = tokens.lower[i] == "one" or tokens.pos[i] == "DET"
        is_inner = is_apposed and tokens.lower[i - 1 : i] == ["of"] and tokens.pos[i - 2] == "NOUN"
        is_inner = is_inner and find_label(tokens, i - 2, plural=False) != "person"  # "the words of the mayor, Ann Lee"
        if begins and (is_inner or _is_agent(tokens, i, start, is_apposed) or not _is_governed(tokens, i)):
            return i, start - 1
        if i == 0 and "'s" in tokens.lower[: start - 1]:
            return 0, start - 1
        is_first = i == 0 or tokens.sentence[i] != tokens.sentence[i - 1]
        is_open = is_first and tokens.pos[i] in _NAMING
        is_named = is_open and _is_post(tokens, i, start - 1)  # "Corvane head of claims, Ann Lee"
        if is_named or (is_first and tokens.folded[i] in ROLES):  # "Adviser to the council, Ann Lee"
            return i, start - 1
    return start, start


def _find_named_before(tokens: Tokens, start: int) -> TokenRange | None:
    """Return the phrase in "a retired baker named Ann Lee"; None where there is none."""
    if start < 3 or tokens.lower[start - 1] not in _NAMED:
        return None
    words = range(start - 2, max(0, start - _LONGEST_BEFORE), -1)
    first = next((i for i in words if tokens.pos[i] not in _NAMING and not is_hyphen(tokens, i)), 0)
    return (first + 1, start - 1) if tokens.pos[first] == "DET" else None


def _find_bearer_before(tokens: Tokens, start: int) -> TokenRange | None:
    """Return the phrase before a clause in "The lawyer who speaks for them, Ann Lee"; None where there is none."""
    clause = range(start - 2, max(1, start - _LONGEST_TITLE), -1) if tokens.words[start - 1 : start] == [","] else ()
    who = next((i for i in clause if tokens.tag[i] == "WP" or tokens.words[i] == ","), 0)
    is_bearer = who > 1 and tokens.tag[who] == "WP" and tokens.pos[who - 2 : who] == ["DET", "NOUN"]
    return (who - 2, who) if is_bearer and not _is_governed(tokens, who - 2) else None


def _is_agent(tokens: Tokens, i: int, start: int, is_apposed: bool) -> bool:
    """Return whether "by" brings in what a name is in apposition to, or a post: "by the minister, Ann Lee".

    Of a post the name is no subject: "By the minister, Ann Lee says".
    """
    if tokens.lower[i - 1 : i] != ["by"]:
        return False
    return is_apposed or (_is_post(tokens, i, start - 1) and not _is_subject(tokens, start))


def _is_post(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether the head noun of a phrase is a title or role."""
    head = find_head(tokens, start, end)
    return head is not None and tokens.folded[head] in TITLES_AND_ROLES


def _is_subject(tokens: Tokens, start: int) -> bool:
    """Return whether a name is the subject of its clause."""
    return tokens.dep[_find_last(tokens, start)] in {"nsubj", "nsubjpass"}


def _find_last(tokens: Tokens, start: int) -> int:
    """Return the last token of a name, by the parse."""
    return next((i for i in range(start, len(tokens)) if tokens.dep[i] != "compound"), start)


def _is_governed(tokens: Tokens, i: int) -> bool:
    """Return whether a preposition or "regarding" takes a phrase.

    "To" does behind a noun, not in "according to the mayor, Ann".
    """
    if i and tokens.tag[i - 1] == "VBG":
        return True
    if i == 0 or tokens.pos[i - 1] != "ADP":
        return False
    return tokens.lower[i - 1] != "to" or tokens.pos[i - 2 : i - 1] in (["NOUN"], ["PROPN"])


def _find_after(tokens: Tokens, end: int) -> TokenRange:
    """Return the phrase in "Ann Lee, the minister," and in "Ann Lee is the minister"; an empty range where none is."""
    if end + 1 >= len(tokens):
        return end, end
    is_copula = tokens.lower[end] in {"is", "was", "became"} and not tokens.is_quoted[end]
    if tokens.words[end] == "(":  # "Ann Lee (D-Mass.), chair"
        close = next((i for i in range(end + 1, min(end + _ASIDE, len(tokens))) if tokens.words[i] == ")"), end)
        end = close + 1 if tokens.words[close + 1 : close + 2] == [","] else end
    is_line = tokens.words[end].isspace() and tokens.words[end + 1].isdigit()  # "62, welder" on the line below
    if not (is_copula or is_line) and (
        tokens.words[end] not in {",", "(", "–", "—", "-", "--"} or is_hyphen(tokens, end)
    ):
        return end, end  # "a Lee-backed candidate"
    start = _behind_asides(tokens, end + 1)
    if start is None or (is_copula and tokens.pos[start : start + 1] != ["DET"]):
        return end, end
    stop = start
    while stop < len(tokens) and (stop < start + _LONGEST_TITLE or tokens.is_entity[stop]):
        if ends_title(tokens, start, stop) or (tokens.words[end], tokens.words[stop][0]) == ("(", ")"):
            break
        stop += 1
    if tokens.tag[stop : stop + 1] == ["PRP"]:  # "is a guide and now she works": a clause of its own
        stop = max((i for i in range(start, stop) if tokens.pos[i] == "CCONJ"), default=stop)
    return start, stop - 3 if tokens.words[stop - 1] == ")" and stop - 3 > start else stop


def _behind_asides(tokens: Tokens, start: int) -> int | None:
    """Return where a phrase begins behind an age, letters or "who is": "Ann Lee, 40, is a", "Ann Lee, MD, chair"."""
    if start < len(tokens) and tokens.words[start].isdigit():
        if tokens.words[start + 1 : start + 2] != [","]:
            return None
        start += 2
        start += tokens.lower[start : start + 1] in (["is"], ["was"]) and tokens.pos[start + 1 : start + 2] == ["DET"]
    if tokens.folded[start : start + 1] and tokens.folded[start] in POST_NOMINALS:
        start += 2 if tokens.words[start + 1 : start + 2] == [","] else 0
    if tokens.lower[start : start + 1] == ["who"] and tokens.lower[start + 1 : start + 2] in (["is"], ["was"], ["'s"]):
        start += 2
    return start


def ends_title(tokens: Tokens, start: int, i: int) -> bool:
    """Return whether a title that begins before a token ends there: at a mark, a clause or a day."""
    if tokens.words[i] == "." and tokens.lower[i - 1] == "no" and tokens.pos[i + 1 : i + 2] == ["NUM"]:
        return False  # "the No. 2 of the party"
    is_dash = tokens.words[i] == "-" and not is_hyphen(tokens, i)
    if (is_dash or tokens.words[i] in _MARKS) and not (_is_within_name(tokens, i) or _goes_on(tokens, start, i)):
        return True
    if tokens.lower[i] == "on" and (tokens.words[i + 1 : i + 2] in DAYS or tokens.lower[i + 1 : i + 3] in _HANDS):
        return True
    is_clause = tokens.pos[i] in {"VERB", "AUX", "SPACE", "SCONJ"} or tokens.tag[i] in {"WP", "WDT"}
    is_clause = is_clause or (tokens.tag[i] == "WP$" and i > start) or tokens.tag[i] == "PRP"
    return is_clause and not _modifies(tokens, i)


def _goes_on(tokens: Tokens, start: int, comma: int) -> bool:
    """Return whether a list goes on behind a comma of a title: "a dancer, singer and teacher", "head of art, law"."""
    if tokens.words[comma] != "," or tokens.pos[comma - 1 : comma + 2 : 2] != ["NOUN", "NOUN"]:
        return False
    if tokens.lower[comma + 2 : comma + 3] not in (["and"], [","]):
        return False
    is_field = not {"of", "for"}.isdisjoint(tokens.lower[start:comma])
    return is_field or find_label(tokens, comma + 1, plural=False) == "person"


def _modifies(tokens: Tokens, i: int) -> bool:
    """Return whether a participle belongs to the noun behind it: "a retired engineer", "managing director"."""
    is_before = tokens.pos[i + 1 : i + 2] in (["NOUN"], ["ADJ"]) and tokens.pos[i - 1] in {"DET", "ADJ", "ADV"}
    return tokens.tag[i] in {"VBN", "VBG"} and (is_before or tokens.dep[i] in {"amod", "compound"})
