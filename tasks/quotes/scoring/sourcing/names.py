"""Whether a name or a title is that of the gold: how much of it may differ, by the kind of source.

The lists are part of the metric's definition.
"""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache

from tasks.quotes.scoring.sourcing.article import HALF, fold

LIKENESS = 0.88
"""From here on two names of persons differ by a misspelling."""
HONORIFICS = {
    "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sen", "senator", "rep", "representative", "gov", "governor",
    "mayor", "president", "vice", "former", "judge", "justice", "sheriff", "chief", "officer", "sgt", "sergeant", "lt",
    "lieutenant", "capt", "captain", "detective", "rev", "reverend", "pastor", "father", "bishop", "sir", "hon",
    "attorney", "secretary", "superintendent", "councilmember", "councilwoman", "councilman", "supervisor",
    "commissioner", "state", "us", "u", "s", "congresswoman", "congressman", "assemblymember",
}  # fmt: skip
SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq"}
MINOR = {
    "the", "a", "an", "of", "for", "and", "in", "at", "on", "to", "s", "by", "from", "with", "its", "his", "her",
    "their", "this", "that", "u", "us",
}  # fmt: skip
SPELLED_OUT = {
    "dept": "department", "univ": "university", "gov": "government", "govt": "government", "assn": "association",
    "intl": "international",
}  # fmt: skip


def find_name_words(name: str) -> list[str]:
    """Return the words of a name, possessives and apostrophes aside, initials apart."""
    name = re.sub("['’]", "", re.sub(r"['’ʼ]s\b", "", fold(name)))
    return re.findall(r"[^\W_]+", re.sub(r"\b(\w)\.(?=\s?\w)", r"\1 ", name))


def find_person_words(name: str) -> list[str]:
    """Return the words of a person's name without honorifics, suffixes and what stands in brackets."""
    words = find_name_words(name.split("(")[0])
    while len(words) > 1 and words[0] in HONORIFICS:
        words = words[1:]
    while len(words) > 1 and words[-1] in SUFFIXES:
        words = words[:-1]
    return words


def find_content_words(name: str) -> list[str]:
    """Return the words of a name or title that carry meaning, abbreviations spelled out."""
    return [SPELLED_OUT.get(word, word) for word in find_name_words(name) if word not in MINOR]


@cache
def is_same_name(kind: str, gold: str, given: str) -> bool:
    """Return whether a name given is the gold one; of several people in the gold one suffices."""
    if kind not in ("person", ""):
        return is_same_thing(gold, given)
    people = [part for part in re.split(r",|;|/|&|\band\b", gold) if part.strip()]
    whole = [part for part in people if len(find_name_words(part)) > 1] if len(people) > 1 else []
    return any(is_same_person(one, given) for one in (gold, *whole))


def is_same_person(gold: str, given: str) -> bool:
    """Return whether two names are of one person: the last name suffices where no first name contradicts."""
    ours, theirs = find_person_words(gold), find_person_words(given)
    if not ours or not theirs:
        return False
    if set(ours) <= set(theirs) or (set(theirs) <= set(ours) and ours[-1] in theirs):
        return True
    if ours[-1] == theirs[-1] and ours[0][0] == theirs[0][0]:
        return True
    return SequenceMatcher(None, " ".join(ours), " ".join(theirs), autojunk=False).ratio() >= LIKENESS


def is_same_thing(gold: str, given: str) -> bool:
    """Return whether two names are of one organisation or document: by their words, or one the other's acronym."""
    ours, theirs = find_content_words(gold), find_content_words(given)
    if not ours or not theirs:
        return False
    if set(ours) <= set(theirs) or set(theirs) <= set(ours) or find_overlap(ours, theirs) >= HALF:
        return True
    return "".join(find_name_words(gold)) in find_acronyms(given) or "".join(find_name_words(given)) in find_acronyms(
        gold
    )


def is_same_title(gold: str, given: str | None) -> bool:
    """Return whether a title given has enough words of the gold one."""
    return find_overlap(find_content_words(gold), find_content_words(given or "")) >= HALF


def find_overlap(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Return the F1 of words, 0-1."""
    common = (Counter(ours) & Counter(theirs)).total()
    return 2 * common / (len(ours) + len(theirs)) if ours and theirs else 0.0


def find_acronyms(name: str) -> set[str]:
    """Return the acronyms of a name of three words or more: of all its words, and of those that carry meaning."""
    words = find_name_words(name)
    kept = [word for word in words if word not in MINOR]
    return {"".join(word[0] for word in some) for some in (words, kept)} if len(words) > 2 else set()
