"""Entity labels mended: one label for each name of an article."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import DEFAULT_LABELS, NAMED_LABELS, Mention, group_words
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.names import NameWords, initials, is_acronym
from tasks.quotes.naming.words.nouns import find_apposed_label, has_leader, has_office, is_spoken_for
from tasks.quotes.naming.words.tokens import Tokens

_KIND_OF: Final = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}
"""spaCy's label → kind; every other label is of kind "other"."""
_BODIES: Final = (lexicon.ORGANISATION_NOUNS | read_list("firm_nouns")) - read_list("place_nouns")
_OPENING: Final = 100
"""Tokens at the start of an article."""
_ALIKE: Final = 3
"""Letters that a surname and its misspelling begin with."""
_REACH: Final = 8
"""Tokens behind a speaker within which it is "it"."""
_NOMINAL: Final = frozenset(["NOUN", "PRON", "PROPN"])
_LABELS: Final = {**DEFAULT_LABELS, "document": "WORK_OF_ART"}
_DOCUMENT_ENDINGS: Final = read_list("document_nouns") - lexicon.ORGANISATION_ENDINGS
_KINDS_OF_ORGANISATION: Final = read_list("kinds_of_organisation")

_BROADCASTERS: Final = frozenset(["radio", "television", "tv"])
"""What their names begin with: "Radio Alder"."""
_BYLINE_LINES: Final = 3
_LONGEST_PERSON: Final = 4
_ROLE_REACH: Final = 6
"""Tokens behind a name in which its apposition has its noun."""

type NameParts = Mapping[str, set[str]]
"""What a single word may be in the longer names of an article ("surname") → those words."""


def mend_labels(tokens: Tokens, mentions: Sequence[Mention]) -> None:
    """Give all mentions of a name one label; dates and numbers are left alone.

    It is of the kind that the article makes certain, else of the one that most mentions have.
    """
    parts = _read_name_parts(tokens, mentions)
    names = group_words(mention for mention in mentions if mention.label in NAMED_LABELS)
    for group in names.values():
        labels = Counter(mention.label for mention in group)
        kind = _find_certain_kind(tokens, group, parts)
        of_kind = [label for label, _ in labels.most_common() if kind in (None, _KIND_OF.get(label))]
        for mention in group:
            mention.label = of_kind[0] if of_kind else _LABELS[kind or ""]


def _read_name_parts(tokens: Tokens, mentions: Iterable[Mention]) -> NameParts:
    """Return the parts of people's names, those that speak alone, acronyms and first words of organisations."""
    parts: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        words = mention.words
        if len(words) < 2:
            if mention.label == "PERSON" and mention.is_speaker:
                parts["alone"].update(words)
            continue
        is_name = (lexicon.is_first_name(words[0]) or mention.titles) and words[-1] not in lexicon.ORGANISATION_ENDINGS
        if (mention.label == "PERSON" or is_name) and len(words) <= 5:
            parts["surname"].update(words[1:])
            parts["beginning"].update(word[:_ALIKE] for word in words[1:])
            parts["first name"].add(words[0])
            parts["last"].add(words[-1])
        elif mention.label == "ORG":
            parts["acronym"] |= initials(tokens.folded[mention.start : mention.end])
            parts["organisation"].add(words[0])
            if words[-1] in lexicon.BUSINESS_ENDINGS:
                parts["business"] |= {words[0], " ".join(words[:-1])}
    return parts


def _find_certain_kind(tokens: Tokens, group: Sequence[Mention], parts: NameParts) -> str | None:
    """Return the kind of a name that its place or the other names of the article make certain, or None.

    A byline, who "goes by the name Rusty", an acronym of a long name, "the agency Interfax", "Calder Haulage, a
    trucking company", "Calder" beside "Calder Haulage Ltd", a surname of the article's people, also where it is a
    place's name and speaks ("WALLACE:").
    """
    mention = group[0]
    certain = Counter(_KIND_OF[one.label] for one in group if one.is_certain)
    if certain:
        return certain.most_common(1)[0][0]
    has_byline = lexicon.is_first_name(mention.words[0]) and any(is_byline(tokens, one) for one in group)
    is_peer = mention.words[0] in lexicon.PEERS and tokens.lower[mention.start + 1 : mention.start + 2] == ["of"]
    if is_peer or has_byline or any(_is_called(tokens, one.start) or _has_role(tokens, one) for one in group):
        return "person"
    if _is_document(tokens, group):
        return "document"
    surface = tokens.words[mention.start]
    word = mention.words[0] if len(mention.words) == 1 else None
    if _is_business(tokens, group, parts) or (is_acronym(surface) and word in parts["acronym"]):
        return "organisation"
    if _has_kind_before(tokens, group):
        return "organisation"
    if any(tokens.lower[one.end : one.end + 2] == ["-", "based"] for one in group):
        return "place"
    is_place = mention.label == "ORG" and " ".join(mention.words) in lexicon.PLACES
    if is_place and any(not lexicon.TITLES_AND_ROLES.isdisjoint(tokens.folded[m.end : m.end + 1]) for m in group):
        return "place"  # "Texas Attorney General Ann Lee"
    is_label = surface.isupper() and tokens.words[mention.end : mention.end + 1] == [":"]
    speaks = is_label or any(one.is_speaker for one in group)
    is_left = word in parts["last"] and mention.label == "ORG" and word not in parts["organisation"]
    first = mention.words[0]
    is_full = len(mention.words) > 1 and (lexicon.is_first_name(first) or not tokens.has_vector(first))
    is_bearer = is_full and mention.words[-1] in parts["alone"]
    return "person" if is_left or is_bearer or (speaks and word in parts["surname"]) else None


def _has_kind_before(tokens: Tokens, group: Sequence[Mention]) -> bool:
    """Return whether a noun says what kind of organisation a name is: "the carrier Skyhop", but "brewer Ann Lee"."""
    before = {tokens.lower[one.start - 1] for one in group if one.start}
    is_bare = group[0].label in {"PERSON", "GPE"} and not lexicon.is_first_name(group[0].words[0])
    return not before.isdisjoint(_KINDS_OF_ORGANISATION) or (is_bare and not before.isdisjoint(_BODIES))


def _is_document(tokens: Tokens, group: Sequence[Mention]) -> bool:
    """Return whether what was tagged as an organisation is a document by its last word: "the Kestrel Report"."""
    words, label = group[0].words, group[0].label
    link = next((i for i, word in enumerate(words) if word in {"for", "on"}), len(words))  # "Waste Study for 2021"
    if label not in {"ORG", "PERSON"} or link < 2 or words[link - 1] not in _DOCUMENT_ENDINGS:
        return False
    is_owned = any(word in {"'s", "'"} for word in tokens.lower[group[0].start : group[0].end])  # "Corvane's Report"
    is_definite = is_owned or all(tokens.lower[one.start - 1] == "the" for one in group if one.start)
    if any(tokens.lower[one.start - 2] in {"by", "told"} for one in group if one.start > 1):  # "told the Ledger"
        return False
    return is_definite and lexicon.ORGANISATION_WORDS.isdisjoint(words)


def _is_firms(tokens: Tokens, group: Sequence[Mention]) -> bool:
    """Return whether one word is a firm's or newspaper's: its chief stands behind it, "the" before it, or "NorGas"."""
    word = tokens.words[group[0].start]
    has_inner_capital = any(map(str.isupper, word[3:])) and not word.isupper() and word.isalpha()
    if has_inner_capital or _is_paper(tokens, group) or any(has_leader(tokens, one.end) for one in group):
        return True
    if any(tokens.lower[one.end : one.end + 1] == ["itself"] for one in group):
        return True
    is_first = lexicon.is_first_name(group[0].words[0])
    return not is_first and any(one.is_speaker and says_it(tokens, one.end) for one in group)


def says_it(tokens: Tokens, end: int) -> bool:
    """Return whether a speaker is "it" in what it says: "Skyhop said on Monday it had lost its way"."""
    words = range(end, min(end + _REACH, len(tokens)))
    said = next((i for i in words if tokens.lemma[i] in lexicon.ATTRIBUTING_VERBS), None)
    it = next((i for i in words if said is not None and i > said and tokens.lower[i] in {"it", "its"}), None)
    if said is None or it is None or any(tokens.pos[i] in _NOMINAL for i in range(end, said)):
        return False
    if tokens.lower[it] == "its":
        return all(tokens.lower[i] == "that" for i in range(said + 1, it))
    does = tokens.head[it]
    return tokens.dep[it] == "nsubj" and tokens.pos[does] == "VERB" and tokens.head[does] == said


def _is_of(tokens: Tokens, mention: Mention, parts: NameParts) -> bool:
    """Return whether somebody is of what is named, which is no person then: "her solicitor, Ann Lee of Hallam Roe"."""
    start = mention.start - 2
    return tokens.lower[start + 1 : start + 2] == ["of"] and start >= 0 and tokens.folded[start] in parts["last"]


def _opens_bare(tokens: Tokens, mention: Mention, parts: NameParts) -> bool:
    """Return whether an article opens with one word that speaks, which people's names seldom do: "Skyhop said".

    Not with what may be a surname of its people, misspelled.
    """
    start, word = mention.start, mention.words[0]
    is_bare = mention.is_speaker and tokens.words[mention.end : mention.end + 1] != [","]
    is_opening = start < _OPENING and tokens.lower[start - 1] != "as" and word not in tokens.folded[:start]
    is_like = word in lexicon.TITLES_AND_ROLES or word[:_ALIKE] in parts["beginning"]
    return is_bare and is_opening and not is_like


def is_body(words: NameWords) -> bool:
    """Return whether a name ends as a firm's, or ends or begins as a body's and like no person's: "Ras Alim Police"."""
    is_word = _ends_as_body(words) or words[0] in lexicon.ORGANISATION_NOUNS  # "Bank of Arlen"
    is_body = is_word and not lexicon.is_first_name(words[0])
    return is_body or words[0] in _BROADCASTERS or words[-1] in lexicon.BUSINESS_ENDINGS


def _ends_as_body(words: NameWords) -> bool:
    """Return whether a name ends with a word for an organisation, or "district" behind one: "Arlen School District"."""
    is_district = words[-1] == "district" and not lexicon.ORGANISATION_WORDS.isdisjoint(words[:-1])
    return is_district or words[-1] in lexicon.ORGANISATION_ENDINGS


def _is_paper(tokens: Tokens, group: Sequence[Mention]) -> bool:
    """Return whether a name mostly has "the" before it, and is no family's or people's: "the Bugle"."""
    articles = sum(_is_definite(tokens, one) for one in group)
    is_people = group[0].words[-1].endswith("s") or group[0].words[0] in lexicon.read_countries()
    return 2 * articles > len(group) and not is_people


def _is_definite(tokens: Tokens, mention: Mention) -> bool:
    """Return whether "the" stands before a name, and no noun behind it: "the Bugle", not "the Moro affair"."""
    behind = tokens.pos[mention.end : mention.end + 1]
    return mention.start > 0 and tokens.lower[mention.start - 1] == "the" and behind not in (["NOUN"], ["PROPN"])


def _has_role(tokens: Tokens, mention: Mention) -> bool:
    """Return whether what was tagged as no person is one: a first name, and behind it a role, "Ann Lee, chair of"."""
    words = mention.words
    is_like = mention.label in {"ORG", "GPE"} and 1 < len(words) <= _LONGEST_PERSON and lexicon.is_first_name(words[0])
    if not is_like or tokens.words[mention.end : mention.end + 1] != [","] or lexicon.ORGANISATION_WORDS & set(words):
        return False
    behind = range(mention.end + 1, min(len(tokens), mention.end + 1 + _ROLE_REACH))
    head = next((i for i in behind if tokens.dep[i] == "appos"), None)
    return head is not None and tokens.folded[head] in lexicon.TITLES_AND_ROLES


def _is_called(tokens: Tokens, start: int) -> bool:
    """Return whether somebody "goes by", "goes by the name" or "goes by the name of" what begins here."""
    before = [word for word in tokens.lower[max(0, start - 7) : start] if word.isalpha()]
    while before and before[-1] in {"the", "name", "of", "nickname"}:
        before.pop()
    return before[-2:-1] in (["go"], ["goes"], ["going"], ["went"]) and before[-1] == "by"


def _is_odd(tokens: Tokens, group: Sequence[Mention]) -> bool:
    """Return whether a name of several words ends in a plural, is "it" ("Corvane Wind said it had") or "ABC Wind"."""
    last = group[0].words[1:][-1:]
    are_plural = all(tokens.tag[one.end - 1] == "NNPS" for one in group)  # "Hallam Aggregates"
    is_it = any(tokens.has_vector(word) for word in last) and any(
        one.is_speaker and says_it(tokens, one.end) for one in group
    )
    first = tokens.words[group[0].start : group[0].end]
    is_short = len(first) == 2 and len(first[0]) > 2 and is_acronym(first[0]) and first[1].istitle()
    is_short = is_short and not lexicon.is_first_name(group[0].words[-1])
    return bool(last) and (are_plural or is_it or is_short)


def _has_members(tokens: Tokens, mention: Mention) -> bool:
    """Return whether somebody leads what is named, or has a role at it: "an analyst at Corvane Row", but "in Arlen"."""
    start = mention.start
    is_workplace = start > 1 and tokens.lower[start - 1] == "at" and tokens.folded[start - 2] in lexicon.ROLES
    return is_workplace or has_leader(tokens, mention.end)


def _is_business(tokens: Tokens, group: Sequence[Mention], parts: NameParts) -> bool:
    """Return whether what was tagged as a person or place is called an organisation, or named as businesses are."""
    words, label = group[0].words, group[0].label
    if label not in {"PERSON", "GPE"} or any(mention.titles for mention in group) or " ".join(words) in lexicon.PLACES:
        return False
    is_free = len(words) == 1 and words[0] not in parts["surname"] and words[0] not in parts["first name"]
    speaks = any(one.is_speaker for one in group) and not lexicon.is_first_name(words[0])
    is_short = " ".join(words) in parts["business"]  # "Arlen Crown" beside "Arlen Crown Foods"
    may_be_of = label == "PERSON" or words[-1] in parts["last"]
    if len(words) > 1 and (is_short or (may_be_of and any(_is_of(tokens, one, parts) for one in group))):
        return True
    known = parts["organisation"] if speaks else parts["business"]
    if label == "PERSON" and is_free and (words[0] in known or _is_firms(tokens, group)):
        return True
    if label == "PERSON" and len(words) > 1 and (_is_paper(tokens, group) or is_body(words)):
        return True
    is_known = label != "PERSON" or lexicon.is_first_name(words[0])
    if not is_known and (_is_odd(tokens, group) or (is_free and _opens_bare(tokens, group[0], parts))):
        return True
    is_open = (is_free or len(words) > 1) and not lexicon.is_first_name(words[0])
    if is_open and any(has_office(tokens, one.start, one.end) for one in group):
        return True
    if label == "PERSON" and any(tokens.lower[one.end : one.end + 2] == [",", "which"] for one in group):
        return True
    is_run = any(_has_members(tokens, one) or is_spoken_for(tokens, one.start) for one in group)
    if label == "GPE" and (is_run or (len(words) > 1 and _ends_as_body(words))):
        return True
    return any(find_apposed_label(tokens, mention.start, mention.end) == "organisation" for mention in group)


def is_byline(tokens: Tokens, mention: Mention) -> bool:
    """Return whether a name stands in a line "By Ann Lee" among the first lines."""
    start, end = mention.start, mention.end
    if not start or tokens.lower[start - 1] != "by" or tokens.paragraph[start] > _BYLINE_LINES:
        return False
    opens = start == 1 or "\n" in tokens.words[start - 2]
    return opens and (end == len(tokens) or "\n" in tokens.words[end] or tokens.words[end] == ",")
