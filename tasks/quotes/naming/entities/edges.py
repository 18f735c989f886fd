"""The entities of a document as mentions, their edges mended: what entity recognition leaves, cuts or runs together."""

from calendar import day_name, month_name
from collections.abc import Collection
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.mentions import NAMED_LABELS, Mention, build_mention
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.appositions import find_apposed_label
from tasks.quotes.naming.words.names import initials, is_acronym
from tasks.quotes.naming.words.nouns import has_person_ending
from tasks.quotes.naming.words.tokens import ADDRESSES, HONOURS, TokenRange, Tokens

_OPENING: Final = frozenset(["the", "a", "an", "'s", "and", "of"])
_CLOSING: Final = frozenset(["'s", "and", "at", "by", "for", "from", "in", "of"])
_PAIRS: Final = ({'"', "“", "”"}, {"(", ")"}, {"[", "]"})
_CAUSES: Final = (["against"], ["for"], ["without"])
_FIELD_LINKS: Final = (["for"], ["on"])
_OPEN: Final = read_list("open_endings")
"""Last words of a body's name behind which it may say what it is for."""
_FEASTS: Final = frozenset(["christmas", "diwali", "easter", "eid", "hanukkah", "passover", "ramadan", "thanksgiving"])
CALENDAR: Final = frozenset(name.lower() for name in (*day_name, *month_name) if name) | _FEASTS
"""Days, months and feasts."""
_STARTS: Final = read_list("place_starts")
_KINDS_OF_FIRM: Final = (read_list("kinds_of_organisation") & read_list("firm_nouns")) - lexicon.ORGANISATION_ENDINGS
_LONGEST_FIELD: Final = 8
_PARTICLE: Final = 3
"""Letters of the longest word in lower case that may begin a body's name: "al Jazeera"."""
_LONGEST_REST: Final = 4
"""Words of an organisation's name that are looked for behind it."""
_LONGEST_BEARER: Final = 6
"""Words of a title that stands for whoever bears it."""
_LONGEST_BODY: Final = 16
"""Tokens of an organisation that is joined at "and"."""
_GROUP_NOUNS: Final = read_list("group_nouns")
_PORTFOLIOS: Final = read_list("portfolios")
_HOLDERS: Final = frozenset(["minister", "secretary", "undersecretary"])
"""Who has a portfolio."""
_TITLES: Final = lexicon.PERSON_TITLES | lexicon.NAME_TITLES
_HALVES: Final = _PORTFOLIOS | read_list("place_nouns")
"""What begins the title of an office: "Defense Minister", "District Attorney"."""
_NO_FIELDS: Final = lexicon.ORGANISATION_WORDS - _PORTFOLIOS
_OFFICES: Final = _HOLDERS | {"executive", "general", "officer"}
_BEFORE_OFFICES: Final = _PORTFOLIOS | {"attorney", "chief"}
_DOCUMENTS: Final = read_list("document_nouns") - lexicon.ORGANISATION_ENDINGS
_PARTIES: Final = read_list("parties")
_COUNTED: Final = frozenset(["a", "an", "another", "one"])
_LINKS: Final = frozenset(["for", "of", "on"])
_SMALL_PARTS: Final = lexicon.PARTICLES | lexicon.SUFFIXES
"""Words in lower case that are part of a person's name."""
_STANCES: Final = frozenset(["anti", "pro"])
_FIELDS: Final = {(word,) for word in _PORTFOLIOS - _PARTIES}
UNIDENTIFIED: Final = frozenset(["unidentified", "unknown"])
"""What labels in transcripts begin with that name nobody: "UNIDENTIFIED MALE"."""
_ROLES_ON_AIR: Final = read_list("interview_roles")
"""Labels that are no names: "FEMALE REPORTER", "Interviewer"."""
ARABIC_PARTICLES: Final = frozenset(["al", "el", "bin", "ibn", "bint", "abu", "ben"])
"""What stands in lower case behind a first name, and in no organisation's name."""


def read_mentions(doc: Doc, tokens: Tokens) -> list[Mention]:
    """Return the entities of `doc` in text order, edges mended, without web addresses and what has no word left."""
    mentions: list[Mention] = []
    acronyms = {word.lower() for word in tokens.words if is_acronym(word)}
    for entity in doc.ents:
        mention = _mend(tokens, entity.start, entity.end, entity.label_)
        if mention is None or (mentions and _is_within(mentions[-1], mention)):  # of a body's name made longer
            continue
        if mentions and _is_title_of(tokens, mentions[-1], mention):
            mentions.pop()
        if mentions and _continues(tokens, mentions[-1], mention):
            mention = build_mention(tokens, mentions.pop().start, mention.end, "PERSON") or mention
        elif mentions and _completes(tokens, mentions[-1], mention, acronyms):
            mention = build_mention(tokens, mentions.pop().start, mention.end, "ORG") or mention
        mentions.append(mention)
    surnames = {mention.words[-1] for mention in mentions if mention.label == "PERSON" and len(mention.words) > 1}
    return [one for one in mentions if not _is_bare_title(tokens, one) or one.words[0] in surnames]


def _is_within(before: Mention, mention: Mention) -> bool:
    """Return whether a mention begins inside the one before and is no end of it, as "Residents' Action Group" is."""
    is_end = before.label == mention.label == "ORG" and mention.end > before.end
    return mention.start < before.end and not is_end


def _is_bare_title(tokens: Tokens, mention: Mention) -> bool:
    """Return whether what was tagged as a person is but a title that opens a sentence: "Pastor Wants More"."""
    word = mention.words[0] if mention.label == "PERSON" and len(mention.words) == 1 else ""
    is_title = word in lexicon.TITLES_AND_ROLES and not lexicon.is_first_name(word)
    return is_title and tokens.is_opening[mention.start]


def _continues(tokens: Tokens, before: Mention, mention: Mention) -> bool:
    """Return whether two tagged people are one name cut in two: "Karim" and "Ali Hassan", "Pia Sorrent" and "Vega"."""
    gap = tokens.string[tokens.ends[before.end - 1] : tokens.starts[mention.start]]
    is_pair = before.label == mention.label == "PERSON" and (before.end == mention.start or gap == "-")
    return is_pair and tokens.words[mention.start][0].isupper() and len(before.words) + len(mention.words) <= 4


def _is_title_of(tokens: Tokens, before: Mention, mention: Mention) -> bool:
    """Return whether what was tagged as a person is the title of the next one: "Col" in "Col. Olka Popov"."""
    is_pair = before.label == mention.label == "PERSON" and len(before.words) == 1
    gap = tokens.words[before.end : mention.start]
    is_whole = len(mention.words) > 1 or gap == ["."] or tokens.words[before.end - 1].endswith(".")
    return is_pair and gap in ([], ["."]) and before.words[0] in lexicon.PERSON_TITLES and is_whole


def _completes(tokens: Tokens, before: Mention, mention: Mention, acronyms: Collection[str]) -> bool:
    """Return whether two organisations around "and" are one: "Center for Peace" and "Civic Works", or an acronym."""
    if mention.start < before.end:
        return True
    between = tokens.lower[before.end : mention.start]
    if between in (["'s"], ["'"]) and mention.label == "ORG":
        is_owner = tokens.folded[before.end - 1] in lexicon.ROLES or tokens.lower[before.end - 1] in _GROUP_NOUNS
        return is_owner and mention.words[-1] in lexicon.ORGANISATION_ENDINGS
    is_definite = tokens.lower[before.start - 1] == "the" and lexicon.ORGANISATION_WORDS.isdisjoint(before.words)
    if between == ["and"] and is_definite and before.label in {"GPE", "LOC", "ORG"}:  # "the Wye and Elm Trust"
        return mention.label == "ORG" and mention.words[-1] in lexicon.ORGANISATION_ENDINGS
    if before.label == mention.label == "ORG" and between == ["of"]:
        return True  # "Legal Aid of Central Arlen"
    is_pair = before.label == mention.label == "ORG" and between == ["and"]
    if between == [","] and before.label == "ORG" and tokens.lower[before.start - 1] == "the":
        is_list = "and" in tokens.lower[mention.start : mention.end]  # "the Road, Rail and Ferry Union"
        return is_list and mention.words[-1] in lexicon.ORGANISATION_ENDINGS
    if not is_pair or mention.end - before.start > _LONGEST_BODY:
        return False
    words = tokens.folded[before.start : before.end]
    of = next((i for i, word in enumerate(words) if word in {"of", "for"}), 0)
    if before.words in _FIELDS:
        return True
    is_open = not lexicon.ORGANISATION_WORDS.isdisjoint(words[:of]) and lexicon.ORGANISATION_WORDS.isdisjoint(
        mention.words
    )
    return is_open or not initials(tokens.folded[before.start : mention.end]).isdisjoint(acronyms)


def _mend(tokens: Tokens, start: int, end: int, label: str) -> Mention | None:
    """Return a mention from raw edges: articles, possessives, line breaks and titles cut off."""
    if label not in NAMED_LABELS:
        return Mention(start, end, label, ())
    breaks = [i for i in range(start, end) if "\n\n" in tokens.words[i]]  # no name runs over a paragraph's end
    lines = ((before + 1, after) for before, after in pairwise([start - 1, *breaks, end]))
    start, end = max(lines, key=lambda line: line[1] - line[0])
    start, end = _trim(tokens, start, _find_half_pair(tokens, start, end), label)
    if not _may_name(tokens, start, end, label):
        return None
    if label in {"PERSON", "ORG"}:  # "Larkin the council" runs on into the next phrase, "Sisters of the Poor" does not
        inner = (i for i in range(start + 1, end) if tokens.words[i] == "the")
        end = next((i for i in inner if tokens.pos[i - 1] in {"PROPN", "NOUN"}), end)
    label = "NORP" if end - start == 1 and _is_of_people(tokens, start, label) else label
    if label == "PERSON":
        end = _with_last_name(tokens, start, _before_small(tokens, start, end))
    if label not in {"GPE", "LOC", "LANGUAGE", "LAW", "EVENT"}:
        cut = _behind_titles(tokens, start, end, is_person=label == "PERSON")
        start, label = (cut, "PERSON") if cut > start else (start, label)
    if label in {"ORG", "GPE"}:
        end, label = _with_last_words(tokens, end, label)
        start = _with_first_words(tokens, start, end, label)
        start += _is_kind(tokens, start, end)
    if label == "PERSON":
        end = before_letters(tokens, start, end)
        if is_bearer(tokens, start, end):
            return None
    return build_mention(tokens, start, end, label)


def _find_half_pair(tokens: Tokens, start: int, end: int) -> int:
    """Return where a mark or bracket inside stands without its other half: "Orchard” Wins", "Kelden (Coast Press"."""
    for pair in _PAIRS:
        halves = [i for i in range(start + 1, end - 1) if tokens.words[i] in pair]
        if len(halves) == 1 and tokens.words[end - 1] not in pair:
            return halves[0]
    return end


def _trim(tokens: Tokens, start: int, end: int, label: str) -> TokenRange:
    """Return the edges without articles, possessives, marks and white space.

    Of a body also without words in lower case before it: "progressive Centre for Elm".
    """
    while start < end and (tokens.lower[start] in _OPENING or not any(map(str.isalnum, tokens.words[start]))):
        start += 1
    while label == "ORG" and start + 1 < end and _is_small(tokens, start):
        start += 1
    if end > start + 2 and tokens.lower[start] in {"ex", "then"} and tokens.words[start + 1] == "-":
        start += 2  # "ex-Corvane"
    if end > start + 1 and tokens.words[start - 1 : start] == ["-"] and tokens.lower[start - 2] in _STANCES:
        end = start + 1  # "an anti-Corvane group"
    while end > start and (tokens.lower[end - 1] in _CLOSING or not any(map(str.isalnum, tokens.words[end - 1]))):
        end -= 1
    return start, end


def _is_small(tokens: Tokens, i: int) -> bool:
    """Return whether a word before a body's name is none of it: "progressive", not "al" or "city" of "city's"."""
    is_word = tokens.words[i].islower() and len(tokens.words[i]) > _PARTICLE
    return is_word and tokens.lower[i + 1] not in {"'s", "’s"}


def _may_name(tokens: Tokens, start: int, end: int, label: str) -> bool:
    """Return whether words can be a name: no web address, single letter ("Q") or half a title, with a capital."""
    words = tokens.words[start:end]
    if not words:
        return False
    if label == "PERSON" and is_role_on_air(tokens, start, end):
        return False
    is_letter = len(words) == 1 and sum(char.isalnum() for char in words[0]) == 1
    if is_letter or any(("/" in word and "." in word) or "@" in word for word in words):
        return False
    if tokens.folded[start] in UNIDENTIFIED or (label == "ORG" and len(words) == 1 and _is_rank(tokens, start)):
        return False
    is_noun = tokens.folded[start] in lexicon.ORGANISATION_NOUNS or (label == "PERSON" and tokens.tag[start] == "NNS")
    if end - start == 1 and is_noun and _is_common(tokens, start):
        return False
    has_capital = any(char.isupper() or char.isdigit() for word in words for char in word)
    is_title = label == "ORG" and any(test(tokens, start, end) for test in (_is_half_title, _is_title, _is_portfolio))
    return has_capital and not is_title and not (label in {"ORG", "PERSON"} and is_bearer(tokens, start, end))


def _is_common(tokens: Tokens, i: int) -> bool:
    """Return whether a noun has its capital by its place: "THE COMPANY" in capitals, "Court records" as an opening.

    "Ranchers" too, where the article has it nowhere else.
    """
    is_capital = tokens.words[i].isupper() and tokens.lower[i - 1 : i] == ["the"]
    behind = tokens.words[i + 1 : i + 2]
    is_first = tokens.pos[i + 1 : i + 2] == ["NOUN"] and behind[0].islower()
    one = tokens.lower[i].removesuffix("s")
    is_several = tokens.tag[i] == "NNS" and has_person_ending(one) and not lexicon.is_first_name(one)
    is_first = is_first or (is_several and tokens.words[i] not in tokens.inner_words)
    return is_capital or (tokens.is_opening[i] and is_first)


def _is_rank(tokens: Tokens, i: int) -> bool:
    """Return whether a word is a title before another or somebody's: "Sheriff" in "Sheriff's Capt. Ann Lee"."""
    behind = i + 1 + (tokens.lower[i + 1 : i + 2] == ["'s"])
    is_title = tokens.folded[i] in lexicon.PERSON_TITLES and behind < len(tokens)
    return is_title and tokens.words[behind][:1].isupper() and tokens.folded[behind] in lexicon.TITLES_AND_ROLES


def _is_half_title(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a word is part of a title: "Defense" in "Defense Minister", "State" in "Secretary of State"."""
    if end - start > 1:
        return False
    has_role = end < len(tokens) and tokens.words[end][:1].isupper() and tokens.folded[end] in lexicon.ROLES
    is_state = tokens.lower[start] == "state" and tokens.folded[max(0, start - 2) : start] == ["secretary", "of"]
    return is_state or (tokens.lower[start] in _HALVES and has_role)


def _is_portfolio(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether words with capitals say what a minister is for: "Public Safety Minister", "Minister of Works"."""
    if not _NO_FIELDS.isdisjoint(tokens.folded[start:end]):
        return False
    while (
        tokens.words[end : end + 1] in (["and"], [","])
        and tokens.folded[end + 1 : end + 2]
        and (tokens.folded[end + 1] in _PORTFOLIOS)
    ):
        end += 2  # "Natural Resources and Environment Minister"
    is_before = tokens.folded[end : end + 1] == ["minister"] and tokens.words[end][0].isupper()
    is_behind = tokens.lower[start - 1 : start] in (["of"], ["for"]) and start > 1
    return is_before or (is_behind and tokens.folded[start - 2] in _HOLDERS)


def is_bearer(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether words with capitals say who somebody is: "the Crown Prince", "the Prime Minister".

    Or of which party: "another senior Ohio Democrat"; or by an office: "Executive" behind "Chief".
    """
    is_office = end - start == 1 and tokens.folded[start] in _OFFICES and tokens.folded[start - 1] in _BEFORE_OFFICES
    if is_office and start > 0:
        return True
    if tokens.folded[end - 1] in _PARTIES and start:
        counted = next((i for i in range(start - 1, -1, -1) if tokens.pos[i] != "ADJ"), 0)
        if tokens.lower[counted] in _COUNTED:
            return True
    first = start - (tokens.lower[start - 1 : start] != ["the"])  # "Minister" of "the Prime Minister"
    is_definite = first > 0 and tokens.lower[first - 1] == "the" and tokens.lower[end : end + 1] not in (["'s"], ["'"])
    is_linked = not _LINKS.isdisjoint(tokens.lower[first:end])  # "Office of Inspector General"
    is_short = end - first <= _LONGEST_BEARER and not is_linked
    is_short = is_short and tokens.words[first][:1].isupper()
    return is_definite and is_short and tokens.folded[end - 1] in _TITLES


def _is_title(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether words with capitals are the title of a name behind them: "District Attorney Ann Lee"."""
    last = tokens.folded[end - 1] if end > start else ""
    is_before = tokens.pos[end : end + 1] == ["PROPN"] and tokens.words[end][0].isupper()
    is_office = last in lexicon.TITLES_AND_ROLES and lexicon.ORGANISATION_WORDS.isdisjoint(tokens.folded[start:end])
    return is_before and is_office


def _before_small(tokens: Tokens, start: int, end: int) -> int:
    """Return the end of a person's name without a last word in lower case behind words with capitals."""
    is_small = end - start > 2 and tokens.words[end - 1].islower() and tokens.words[end - 2].istitle()
    return end - 1 if is_small and tokens.folded[end - 1] not in _SMALL_PARTS else end


def _behind_titles(tokens: Tokens, start: int, end: int, is_person: bool) -> int:
    """Return where the name proper begins behind titles: "Norway's Defence Minister Ann Lee" → at "Ann".

    Outside of persons only a role noun or title with a short name behind it counts ("spokesman Carl Berg").
    """
    best = start
    for i in range(start, end - 1):
        word = tokens.folded[i]
        is_title = word in lexicon.TITLES_AND_ROLES or word.removesuffix("s") in ADDRESSES  # "Sens. Ann Lee and Bo Ray"
        is_title = is_title or (is_person and tokens.folded[i] in {"'s", "'"})
        is_first = is_person and i == start and end - start > 2
        is_field = word in _PORTFOLIOS and not lexicon.is_first_name(word)  # "Director of Government Affairs Ann Lee"
        is_title = is_title or (is_first and (is_field or is_trade(tokens, i) or _is_people(word)))
        if not is_person and "of" in tokens.lower[start:i]:  # "Office of Inspector General"
            break
        after = i + 1 + (tokens.words[i + 1] == ".")
        is_title = is_title or (is_person and is_participle(tokens, i))
        is_title = is_title or (best == i > start and tokens.folded[i] in HONOURS)
        if not is_person and is_acronym(tokens.words[i]) and after == end - 1:  # "PC World"
            continue
        if is_title and after < end and _is_name(tokens, after, end, is_person):
            best = after
    is_last = best > start and best == end - 1
    is_part = is_last and (
        tokens.folded[best - 1] in lexicon.NAME_TITLES or (best == start + 1 and is_namesake(tokens, start))
    )
    return best - 1 if is_part else best


def is_participle(tokens: Tokens, i: int) -> bool:
    """Return whether a word says where somebody is or is from: "based" in "Arlen-based Ann Lee"."""
    return tokens.words[i - 1] == "-" and tokens.words[i].islower() and tokens.words[i].endswith(("ed", "born"))


def is_namesake(tokens: Tokens, i: int) -> bool:
    """Return whether a noun for people before a surname is a first name: "Dean Bell", "Guy Roe", but "Dr Bell"."""
    word = tokens.folded[i]
    is_role = word in lexicon.ROLES and word not in lexicon.PERSON_TITLES and word not in ADDRESSES
    return is_role and lexicon.is_first_name(word) and tokens.words[i].istitle() and not is_trade(tokens, i)


def _is_kind(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a word that begins a sentence says what a firm is: "Drugmaker Skyhop AG", not "Carrier Corp"."""
    is_kind = tokens.is_opening[start] and tokens.folded[start] in _KINDS_OF_FIRM
    last = tokens.folded[end - 1] in lexicon.ORGANISATION_ENDINGS
    return is_kind and end - start == 2 + last and not (last and tokens.folded[end - 1] not in lexicon.BUSINESS_ENDINGS)


def is_role_on_air(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether all words from `start` to `end` are labels of interviews that are no names: "FEMALE REPORTER"."""
    return all(word in _ROLES_ON_AIR for word in tokens.lower[start:end])


def is_trade(tokens: Tokens, i: int) -> bool:
    """Return whether a word that begins a sentence says what somebody does: "Clockmaker Ahn Ji-hwae"."""
    is_first = lexicon.is_first_name(tokens.folded[i]) or not ARABIC_PARTICLES.isdisjoint(tokens.folded[i + 1 : i + 2])
    return (
        tokens.is_opening[i] and has_person_ending(tokens.lower[i]) and not is_first
    )  # "Abdulrahman al-Otaibi" is all name


def _is_people(word: str) -> bool:
    """Return whether a word says which country somebody is of and is no first name: "Moroccan Hamza al-Berri"."""
    return lexicon.read_countries().get(word, word) != word and not lexicon.is_first_name(word)


def _is_of_people(tokens: Tokens, i: int, label: str) -> bool:
    """Return whether a word is for one or several of a country or party: "the Moroccan", "the Swiss", "Democrats".

    A newspaper may be "the Moroccan", too.
    """
    is_one = tokens.lower[max(0, i - 1)] in {"the", "a", "an", "old"} and _is_people(tokens.folded[i])
    is_several = is_one and tokens.folded[i].endswith(("s", "sh", "ch", "ese"))
    return is_several if label == "ORG" else label == "PERSON" and (is_one or is_people(tokens, i))


def is_people(tokens: Tokens, i: int) -> bool:
    """Return whether a word is for several of a country or party: "Democrats"."""
    word = tokens.folded[i].removesuffix("s")
    return tokens.tag[i] == "NNPS" and (word in _PARTIES or _is_people(word))


def _is_name(tokens: Tokens, start: int, end: int, is_person: bool) -> bool:
    if not tokens.words[start][:1].isupper() or all(tokens.folded[i] in lexicon.SUFFIXES for i in range(start, end)):
        return False
    words = tokens.words[start:end]
    is_short = len(words) <= 3 and all(word[:1].isupper() and word.isalpha() for word in words)
    is_short = is_short and not is_acronym(words[-1])  # "Corvane Star BDC"
    is_body = tokens.folded[end - 1] in _DOCUMENTS or not lexicon.ORGANISATION_ENDINGS.isdisjoint(
        tokens.folded[start:end]
    )
    if is_person:
        return not (is_body and len(words) == 1)  # "Elm Lake First Nation"
    return is_short and not is_body  # "Cook Political Report" is no cook's


def _with_last_name(tokens: Tokens, start: int, end: int) -> int:
    """Return the end of a name whose last part, untagged, was left out: "Varga-Lunt" behind "Gideon"."""
    is_joined = tokens.words[end : end + 1] == ["-"] and tokens.pos[end + 1 : end + 2] == ["PROPN"]
    if is_joined and end - start > 1 and not tokens.is_entity[end + 1]:  # "Kim Dae-ho"
        end += 2
    while end < len(tokens) and end - start < 5 and not tokens.is_entity[end]:
        word = tokens.folded[end]
        is_linked = end + 1 < len(tokens) and not tokens.is_entity[end + 1]
        is_hyphen = is_linked and tokens.words[end] == "-" and tokens.words[end + 1][0].isupper()
        is_part = tokens.pos[end] == "PROPN" and tokens.words[end][0].isupper() and not tokens.is_opening[end]
        is_part = is_part and not (tokens.is_entity[end + 1 : end + 2] == [True] and lexicon.is_first_name(word))
        if not (is_hyphen or is_part):
            break
        end += 2 if is_hyphen else 1
    return end


def _with_last_words(tokens: Tokens, end: int, label: str) -> tuple[int, str]:
    """Return the end of an organisation whose last words, untagged, were left out: "Film Festival" behind "Zilina".

    Or what it is for: "Reporters for Truth", "Center for Coastal Studies", "Committee on Parks and Water".
    """
    is_of = tokens.tag[end - 1] in {"NNS", "NNPS"} and tokens.lower[end : end + 1] in _CAUSES
    if is_of and label == "ORG" and end + 1 < len(tokens) and _is_untagged_name(tokens, end + 1):
        return end + 2, label
    number = end + (tokens.words[end : end + 1] == ["Local"])
    if tokens.words[number - 1] == "Local" and tokens.words[number : number + 1] and tokens.words[number].isdigit():
        return number + 1, "ORG"  # "Bakers Local 12"
    link = tokens.lower[end : end + 1] if label == "ORG" else []
    is_open = link in _FIELD_LINKS and tokens.folded[end - 1] in _OPEN
    if is_open or (link == ["of"] and tokens.folded[end - 1] in lexicon.ORGANISATION_ENDINGS):
        field = _find_field(tokens, end + 1)
        return (field, label) if field > end + 1 else (end, label)
    last = end
    while last < min(end + _LONGEST_REST, len(tokens)) and _is_untagged_name(tokens, last):
        last += 1
    if last > end and tokens.folded[last - 1] in _DOCUMENTS:  # "Arlen Housing Survey"
        return last, "WORK_OF_ART"
    is_body = last > end and tokens.folded[last - 1] in lexicon.ORGANISATION_ENDINGS
    is_body = is_body or (last > end and find_apposed_label(tokens, end, last) == "organisation")
    return (last, "ORG") if is_body else (end, label)


def _with_first_words(tokens: Tokens, start: int, end: int, label: str) -> int:
    """Return the start of a body's name with whose it is, or where: "Machinists' Brotherhood", "Greater Arlen Gas"."""
    before = start - 1
    if label != "ORG" or before < 1 or tokens.is_entity[before]:
        return start
    if tokens.words[before][0].isupper():
        is_local = tokens.words[start].isdigit() and tokens.words[before] == "Local"
        return start - (is_local or (tokens.is_opening[before] and tokens.folded[before] in _STARTS))
    is_owned = tokens.words[before] in {"'", "’"} and tokens.lower[before - 1].endswith("s")
    is_body = tokens.folded[end - 1] in lexicon.ORGANISATION_ENDINGS and tokens.words[before - 1][0].isupper()
    return before - 1 if is_owned and is_body and not tokens.is_quoted[before - 1] else start


def _find_field(tokens: Tokens, start: int) -> int:
    """Return the end of the names with capitals, joined by "and", "of" or "the", that say what a body is for."""
    end = start
    for i in range(start, min(start + _LONGEST_FIELD, len(tokens))):
        if (
            tokens.words[i][0].isupper()
            and tokens.pos[i] in {"PROPN", "NOUN", "ADJ"}
            and tokens.lower[i] not in CALENDAR
        ):
            end = i + 1
        elif tokens.lower[i] not in {"and", "for", "of", "the", "-"}:
            break
    return end


def _is_untagged_name(tokens: Tokens, i: int) -> bool:
    return tokens.pos[i] == "PROPN" and tokens.words[i][0].isupper() and not tokens.is_entity[i]


def before_letters(tokens: Tokens, start: int, end: int) -> int:
    """Return the end of a person's name without honours and degrees: "Helen Mare KC", "Ann Lee, PhD"."""
    while end - start > 1 and tokens.folded[end - 1] in lexicon.POST_NOMINALS and tokens.words[end - 1][-1].isupper():
        end -= 1
    return end - 1 if end - start > 1 and tokens.words[end - 1] == "," else end
