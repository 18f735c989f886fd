"""The name inside a speaker span, by its words and its grammar, whatever the entity recogniser says.

"Governor of Arlen Ruth Pell", "the relief group Havenlink", "Clockmaker Ahn Ji-hwae, 80,": a speaker is a person, an
organisation or a document, so a span that ends in capitals behind a role ends in a person's name.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from typing import Final

from tasks.quotes.lists import read_list
from tasks.quotes.naming.entities.edges import (
    ARABIC_PARTICLES,
    before_letters,
    is_bearer,
    is_namesake,
    is_participle,
    is_people,
    is_trade,
)
from tasks.quotes.naming.entities.mentions import DEFAULT_LABELS, Mention, build_mention
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.appositions import find_apposed_label
from tasks.quotes.naming.words.bodies import is_body, says_it
from tasks.quotes.naming.words.names import NameWords, is_acronym, name_words
from tasks.quotes.naming.words.nouns import find_head_noun, find_label, has_person_ending, is_plural
from tasks.quotes.naming.words.tokens import TokenRange, Tokens
from tasks.quotes.quote import Attribution

LABEL_RULES: Final = frozenset(["signed quotation", "labelled turn", "listed quotation"])
"""The rules whose speaker is the label of a turn, a signature or an entry of a list of reactions."""
_NO_NAMES: Final = read_list("interview_roles") | frozenset(["q", "a", "the"])
_STOPS: Final = frozenset([",", "(", ")", "–", "—", "--", ":", ";", "―"])
_MARKS: Final = frozenset(['"', "“", "”", "'", "‘", "’"])
_LINKS: Final = frozenset(["of", "for", "at", "by", "to", "on", "in", "with", "from", "under"])
_KINDS: Final = read_list("kinds_of_organisation")
_BODIES: Final = lexicon.ORGANISATION_ENDINGS & lexicon.ORGANISATION_NOUNS
_FIRMS: Final = _KINDS | (read_list("firm_nouns") - lexicon.ORGANISATION_NOUNS)
"""What may stand right before the name of a firm."""
_SMALL: Final = frozenset(["and", "for", "in", "of", "the"])
_WHERE: Final = frozenset(["after", "at", "during", "in", "on", "via"])
_OWN: Final = frozenset(["a", "an", "his", "her", "its", "their"])
"""With a word of the line above, what begins where somebody said it: "Ann Lee in a note"."""
_PLACE_NOUNS: Final = read_list("place_nouns")
_PLACE_STARTS: Final = read_list("place_starts")
_HONORIFICS: Final = frozenset(["dame", "dr", "lady", "lord", "prof", "professor", "rev", "sheikh", "sir"])
"""Titles that say nothing of what somebody does, so that a role before them is that of their bearer."""
_BEFORE_NAMES: Final = lexicon.TITLES_AND_ROLES | {""}
_BODY_LABELS: Final = frozenset(["ORG", "GPE", "FAC"])
_BEFORE_CALLED: Final = frozenset(
    [",", "as", "by", "herself", "himself", "just", "name", "of", "only", "simply", "the"]
)
"""What may stand between "called" or the like and the name."""
_SHORTEST_RUN: Final = 3
"""Words of a place or firm and a person."""
_LONGEST_NAME: Final = 5


def add_cores(tokens: Tokens, mentions: Sequence[Mention], attributions: Sequence[Attribution]) -> list[Mention]:
    """Return all mentions in text order, with the names that speaker spans show in place of what they overlap."""
    spans = [one.speaker for one in attributions]
    labels = {one.speaker for one in attributions if one.rule in LABEL_RULES}
    cores: dict[TokenRange, Mention] = {}
    bodies = {one.words[i:] for one in mentions if one.label == "ORG" for i in range(min(3, len(one.words)))}
    people = {(one.start, one.end) for one in mentions if one.label == "PERSON"}
    held = {i: one for one in mentions for i in range(one.start, one.end)}
    fulls = _list_small_names(tokens, attributions) if tokens.is_small else []
    cores |= {(one.start, one.end): one for one in fulls}
    surnames = {one.words[-1] for one in fulls}
    for span in spans:
        edges = _cut(tokens, *tokens.between(*span)) if span else (0, 0)
        if all(word in _NO_NAMES for word in tokens.lower[slice(*edges)]):  # "FEMALE REPORTER"
            continue
        core = _find_body(tokens, *edges, bodies, held) or (find_core(tokens, *edges) if edges[0] < edges[1] else None)
        if core is None and tokens.is_small:
            core = _find_small(tokens, *edges, surnames)
        core = core or _find_behind_link(tokens, *edges, people)
        if core is not None and (_joins_people(tokens, edges[0], core, people) or _is_it(tokens, core, held)):
            core = None
        core = core or (_find_labelled(tokens, *edges) if span in labels else None)
        core = core or (_find_called(tokens, *tokens.between(*span)) if span else None)
        core = core or (_find_apposed(tokens, *tokens.between(*span), edges) if span else None)
        if core is not None:
            cores[core.start, core.end] = core
            surnames |= {core.words[-1]} if core.label == "PERSON" else set()
    taken: set[int] = set()
    kept: list[Mention] = []
    for core in cores.values():
        if taken.isdisjoint(range(core.start, core.end)):
            kept.append(core)
            taken.update(range(core.start, core.end))
    roles = {i for core in kept for i in range(*core.role or (0, 0)) if tokens.lower[i + 1] == "of"}
    mentions = [one for one in mentions if one.end - 1 not in roles or one.label != "PERSON"]  # "Conservator of Elm"
    kept += filter(None, (_leave_free(tokens, mention, taken) for mention in mentions))
    wholes = {_cut(tokens, *tokens.between(*span)) for span in spans if span}
    for mention in kept:
        mention.is_speaker = (mention.start, mention.end) in wholes
    return sorted(kept, key=lambda mention: mention.start)


def _is_it(tokens: Tokens, core: Mention, held: Mapping[int, Mention]) -> bool:
    """Return whether what was tagged as an organisation is "it" in what it says: "Golden Vale Dairies said it had"."""
    tagged = held.get(core.start)
    is_body = tagged is not None and tagged.label == "ORG" and (tagged.start, tagged.end) == (core.start, core.end)
    return is_body and not core.titles and says_it(tokens, core.end)


def _joins_people(tokens: Tokens, start: int, core: Mention, people: Collection[TokenRange]) -> bool:
    """Return whether "and" joins another person's whole name before a name: "Rep. Ann Lee and Speaker Bo Ray"."""
    joined = (i for i in range(start + 2, core.start) if tokens.lower[i] == "and")
    return any((first, i) in people for i in joined for first in range(max(start, i - _LONGEST_NAME), i - 1))


def _leave_free(tokens: Tokens, mention: Mention, taken: Collection[int]) -> Mention | None:
    """Return a mention, of one that runs on into a core the organisation or place before it; None where nothing is."""
    end = next((i for i in range(mention.start, mention.end) if i in taken), None)
    if end is None:
        return mention
    is_before = end > mention.start and mention.label in {"ORG", "GPE"}
    return build_mention(tokens, mention.start, end, mention.label) if is_before else None


def _find_body(
    tokens: Tokens, start: int, end: int, bodies: Collection[NameWords], held: Mapping[int, Mention]
) -> Mention | None:
    """Return an organisation that is all of a span and was tagged in part, or as several names; None where none is.

    With "and" the article names it elsewhere too, or its verb says that it is: "Customs and Border Protection says".
    """
    is_definite = tokens.lower[start : start + 1] == ["the"]
    start += is_definite
    is_name = all(word[:1].isupper() or word in _SMALL for word in tokens.words[start:end])
    last = held.get(end - 1)  # "US Census Bureau" is the Census Bureau
    is_open = is_name and not (last is not None and last.label == "ORG" and len(last.words) > 1)
    is_body = is_open and (_is_in_parts(tokens, start, end, held) or (is_definite and _is_of_kind(tokens, start, end)))
    if is_body or (is_name and (_is_cause(tokens, start, end) or _is_called_body(tokens, start, end))):
        return _build(tokens, start, end, "ORG")
    if "and" not in tokens.lower[start:end]:
        return None
    is_one = end - start > 3 and (tokens.tag[end : end + 1] == ["VBZ"] or _is_double(tokens, start, end))
    is_body = (is_name and is_one) or name_words(tokens.folded[start:end]) in bodies
    return _build(tokens, start, end, "ORG") if is_body else None


def _is_called_body(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether what stands beside three words or more calls them a body: "Songs Beyond Walls, a charity"."""
    is_person = not lexicon.TITLES_AND_ROLES.isdisjoint(tokens.folded[start:end])
    is_person = is_person or lexicon.is_first_name(tokens.folded[start])
    return end - start > 2 and not is_person and find_apposed_label(tokens, start, end) == "organisation"


def _is_double(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a body's name begins with a word and "and": "Wye and Elm Housing Trust", but "Ann and ..."."""
    first = tokens.folded[start]
    is_known = lexicon.is_first_name(first) or first in lexicon.ORGANISATION_WORDS or is_acronym(tokens.words[start])
    return tokens.lower[start + 1] == "and" and not is_known and tokens.folded[end - 1] in _BODIES


def _is_of_kind(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether the last word of a name, or that before "of", is that of a body: "Board of Works in Elm"."""
    words = tokens.folded[start:end]
    link = next((i for i, word in enumerate(words) if word in {"of", "on"}), 0)
    if len(words) < 2 or not lexicon.TITLES_AND_ROLES.isdisjoint(words[link and link - 1 :]):
        return False
    return words[-1] in lexicon.ORGANISATION_ENDINGS or (link > 0 and words[link - 1] in lexicon.ORGANISATION_NOUNS)


def _is_in_parts(tokens: Tokens, start: int, end: int, held: Mapping[int, Mention]) -> bool:
    """Return whether a name of capitals was tagged as a place or body in part or in several: "Vote Watch Arlen"."""
    found, words = [held.get(i) for i in range(start, end)], tokens.folded[start:end]
    opening = found[0] if found else None
    is_body = opening is not None and opening.label == "ORG"
    labels = {one.label for one in found if one and not (is_body and _ends_body(tokens, start, one))}
    if end - start < 2 or len(set(found)) == 1 or not labels or not labels <= _BODY_LABELS:
        return False
    is_several = tokens.tag[end - 1] == "NNPS" and not is_people(tokens, end - 1)
    is_named = not is_body and (lexicon.is_first_name(words[0]) or tokens.tag[start] in {"NNS", "NNPS"})
    is_plain = lexicon.TITLES_AND_ROLES.isdisjoint(words) and {"and", "in"}.isdisjoint(words)
    return is_plain and (is_several or not is_named)


def _ends_body(tokens: Tokens, start: int, mention: Mention) -> bool:
    """Return whether a word tagged as a person ends a body's name: "NHS Elm", "Voice Oslo", "Neighbours for Elm"."""
    if mention.label != "PERSON" or len(mention.words) > 1:
        return False
    word = mention.words[0]
    is_behind = tokens.lower[mention.start - 1] in {"for", "of"} or word in lexicon.PLACES
    return is_behind or (is_acronym(tokens.words[start]) and not lexicon.is_first_name(word))


def _is_cause(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether a name is of those who are for or against something: "Mothers Against Smog", by a capital.

    Also by one that begins no sentence: "said Doctors for Clean Air".
    """
    inner = [i for i in range(start + 1, end - 1) if tokens.lower[i] in {"against", "for", "of", "without"}]
    is_noun = end > start and tokens.tag[start] in {"NNS", "NNPS"} and tokens.words[start][0].isupper()
    return bool(inner) and is_noun and (tokens.words[inner[0]][0].isupper() or not tokens.is_opening[start])


def _find_called(tokens: Tokens, start: int, end: int) -> Mention | None:
    """Return the person whose name a clause of a span gives: "a packer who asked to be called only Jess"."""
    called = next((i for i in range(start + 1, end) if tokens.lower[i] in lexicon.CALLING), end)
    first = next((i for i in range(called + 1, end) if tokens.lower[i] not in _BEFORE_CALLED), end)
    stop = next((i for i in range(first, end) if not tokens.words[i][:1].isupper()), end)
    if first == stop:
        return None
    head = find_head_noun(tokens, start, called)
    person = _build(tokens, _behind_titles(tokens, first, stop), stop, "PERSON")
    if person is None or not ("who" in tokens.lower[start:called] or _has_role(tokens, head, head + 1)):
        return None
    person.role = (start, head + 1)
    return person


def _find_apposed(tokens: Tokens, start: int, end: int, edges: TokenRange) -> Mention | None:
    """Return the person named between commas behind what a span, cut at its first comma, says of one.

    "Aydin's Norran counterpart, Per Dahl,".
    """
    comma = edges[1]
    if tokens.words[comma : comma + 1] != [","]:
        return None
    stop = next((i for i in range(comma + 1, end) if tokens.words[i] in _STOPS or tokens.lower[i] in _LINKS), end)
    if tokens.is_small and find_label(tokens, find_head_noun(tokens, start, comma), plural=False) == "person":
        return _find_small(tokens, comma + 1, stop, frozenset())
    head = find_head_noun(tokens, start, comma)
    is_kind = tokens.words[comma - 1].islower() and find_label(tokens, head, plural=False) == "organisation"
    if is_kind and tokens.lower[stop : stop + 1] in (["for"], ["of"]):
        stop = next((i for i in range(stop, end) if tokens.words[i] in _STOPS), end)  # "the charity, Shirts for Elm"
        are_names = all(tokens.words[i].istitle() or tokens.lower[i] in _SMALL for i in range(comma + 1, stop))
        return _build(tokens, comma + 1, stop, "ORG") if are_names else None
    names = range(_behind_titles(tokens, comma + 1, stop), stop)
    if not 2 <= len(names) <= _LONGEST_NAME:
        return None
    is_noun = tokens.tag[head] == "NN" or tokens.words[head].isupper() or tokens.folded[head] in lexicon.ROLES
    is_person = is_noun and find_label(tokens, head, plural=False) == "person"
    are_names = all(_is_name_word(tokens, i) or tokens.folded[i] in lexicon.PARTICLES for i in names)
    is_firm = is_body(name_words(tokens.folded[names.start : stop]))  # "his employer, Hallam Foods"
    may_be_firm = tokens.folded[head] in lexicon.FIRM_ROLES and not lexicon.is_first_name(tokens.folded[names.start])
    is_firm = is_firm or (may_be_firm and says_it(tokens, stop))
    label = "ORG" if is_firm else "PERSON"
    return _build(tokens, names.start, stop, label) if is_person and are_names else None


def _find_labelled(tokens: Tokens, start: int, end: int) -> Mention | None:
    """Return the person that the label of a turn, a reaction or a signature names; a role alone names nobody.

    It stands before what says where somebody is from: "Ann Lee of Harwell".
    """
    end = next((i for i in range(start + 1, end) if tokens.lower[i] in _LINKS and _is_name_word(tokens, i - 1)), end)
    if end - start == 1 and tokens.words[start][0].islower() and not tokens.words[start].isalpha():
        return _build(tokens, start, end, "PERSON")  # "otto_88"
    if body := _find_labelled_body(tokens, start + (tokens.lower[start] in lexicon.ARTICLES), end):
        return body
    first = _behind_titles(tokens, _find_run(tokens, start, end), end) if start < end else end
    names = [i for i in range(first, end) if tokens.words[i][:1].isalpha()]
    is_body = len(names) == 1 and tokens.lower[start] == "the" and tokens.folded[first] in lexicon.ORGANISATION_NOUNS
    if is_body or not names or all(tokens.folded[i] in _NO_NAMES | lexicon.TITLES_AND_ROLES for i in names):
        return None  # "THE COURT" is the judge
    return _build(tokens, first, end, "PERSON")


def _find_labelled_body(tokens: Tokens, start: int, end: int) -> Mention | None:
    """Return the organisation that a label is by its last word, "Arlen Town Council:", where it begins as no person."""
    is_long = end - start > 1 and tokens.folded[end - 1] in lexicon.ORGANISATION_ENDINGS
    is_person = lexicon.is_first_name(tokens.folded[start]) or tokens.folded[start] in lexicon.TITLES_AND_ROLES
    is_person = is_person and tokens.lower[start + 1 : start + 2] != ["'s"]
    are_names = all(word[0].isupper() or not word[0].isalpha() for word in tokens.words[start:end])
    return _build(tokens, start, end, "ORG") if is_long and are_names and not is_person else None


def _find_small(tokens: Tokens, start: int, end: int, surnames: Set[str]) -> Mention | None:
    """Return the person whom a span ends in, in a text without capitals: a first name and a surname, or that alone."""
    family = _find_hyphened(tokens, start, end - 1)
    while family > start and tokens.folded[family - 1] in lexicon.PARTICLES:
        family -= 1
    if family == start and not surnames.isdisjoint(name_words(tokens.folded[start:end])[-1:]):
        return _build(tokens, start, end, "PERSON")
    is_body = end - start > 1 and tokens.folded[end - 1] in lexicon.BUSINESS_ENDINGS
    if is_body and tokens.lower[start] not in lexicon.ARTICLES | _OWN:
        return _name_small(tokens, start, end, "ORG")
    places = range(max(start, family - 2), family)
    firsts = [
        i
        for i in places
        if lexicon.is_first_name(tokens.folded[i]) and tokens.folded[i] not in lexicon.TITLES_AND_ROLES
    ]
    trades = [i + 1 for i in range(start, end - 2) if _is_trade(tokens, i)]
    first = next(iter([*firsts, *trades[-1:]]), None)
    if (
        first is None
        or tokens.pos[end - 1] not in {"NOUN", "PROPN", "ADJ", "X"}
        or not {"'s", "'"}.isdisjoint(tokens.lower[first:end])
    ):
        return None
    return _name_small(tokens, _find_hyphened(tokens, start, first), end, "PERSON")


def _find_hyphened(tokens: Tokens, start: int, i: int) -> int:
    """Return where the part of a name begins that hyphens tie to a token: "salo" in "salo-brandt"."""
    while i - 2 >= start and tokens.words[i - 1] == "-":
        i -= 2
    return i


def _list_small_names(tokens: Tokens, attributions: Sequence[Attribution]) -> list[Mention]:
    """Return the whole names, in a text without capitals, of those who speak by one word that is no noun for people."""
    edges = {tokens.between(*one.speaker) for one in attributions if one.speaker}
    single = {tokens.folded[start] for start, end in edges if end - start == 1 and _may_be_surname(tokens, start)}
    found = []
    for i in range(1, len(tokens)):
        first = tokens.folded[i - 1]
        is_name = lexicon.is_first_name(first) and first not in lexicon.TITLES_AND_ROLES
        if tokens.folded[i] in single and is_name and tokens.pos[i - 1] in {"NOUN", "PROPN", "ADJ", "X"}:
            found.append(_name_small(tokens, i - 1, i + 1, "PERSON"))
    return [one for one in found if one is not None]


def _may_be_surname(tokens: Tokens, i: int) -> bool:
    """Return whether a word that speaks is neither a pronoun nor a noun for people or bodies."""
    is_noun = find_label(tokens, i, is_plural(tokens, i)) != "unknown"
    return tokens.lower[i].isalpha() and tokens.lower[i] not in lexicon.PRONOUNS and not is_noun


def _is_trade(tokens: Tokens, i: int) -> bool:
    """Return whether a word says what somebody is right before a name: "mayor ann lee", not "mayor of arlen"."""
    return tokens.pos[i + 1] not in {"ADP", "CCONJ", "DET"} and find_label(tokens, i, plural=False) == "person"


def _name_small(tokens: Tokens, start: int, end: int, label: str) -> Mention | None:
    """Return a mention, its name with capitals."""
    mention = _build(tokens, start, end, label)
    if mention is not None:
        mention.name = tokens.text(start, end).title()
    return mention


def find_core(tokens: Tokens, start: int, end: int) -> Mention | None:
    """Return the name that a speaker span, cut at its first comma, ends in, its label certain; None where it is not."""
    run = _find_run(tokens, start, end)
    if run == end or is_people(tokens, end - 1):
        return None
    before = [i for i in range(start, run) if tokens.lower[i] not in lexicon.ARTICLES]
    joined = (i for i in before if tokens.pos[i] == "CCONJ")
    ends = {before[-1]} if before and tokens.folded[before[-1] - 1] not in lexicon.TITLES_AND_ROLES else set()
    if any(i in ends or tokens.pos[i + 1] in {"DET", "PRON"} for i in joined):
        return None  # two speakers: "Ann Lee and her colleague Leo Frank", not "President and Manager Leo Frank"
    link = max((i for i in before if tokens.lower[i] in _LINKS), default=None)
    if link is not None and _is_governed(tokens, start, link, run):
        return None
    if link is not None and (link == before[-1] or _has_kind_before(tokens, run)):
        split = _find_split(tokens, start, run, end)
        return _build_bearer(tokens, start, split, end) if split is not None else None
    first = _behind_titles(tokens, run, end)
    label = _find_label(tokens, start, first, end)
    is_pair = label == "PERSON" and "&" in tokens.words[first:end]  # a couple, or a firm
    is_owned = (
        label == "ORG" and link is not None and (_has_role(tokens, start, link) or _is_name_word(tokens, link - 1))
    )
    if label is None or is_pair or is_owned or is_bearer(tokens, first, end):
        return None
    if label == "PERSON" and link is not None and _has_role(tokens, start, link):
        return _build_bearer(tokens, start, first, end)
    is_noun = first > start and tokens.tag[first - 1] == "NN" and tokens.words[first - 1].islower()
    is_trade = label == "PERSON" and is_noun
    return _build_bearer(tokens, start, first, end) if is_trade else _build(tokens, first, end, label)


def _find_behind_link(tokens: Tokens, start: int, end: int, people: Collection[TokenRange]) -> Mention | None:
    """Return the person in what was read as a name of three words, the first of which a role takes, else None.

    "Head of policy at Ofrail Ada Lind".
    """
    run = end - _SHORTEST_RUN
    is_taken = (
        run > start and (run, end) in people and tokens.lower[run - 1] in _LINKS and _has_role(tokens, start, run)
    )
    if not is_taken or tokens.lower[start] in {"a", "an"} or _is_governed(tokens, start, run - 1, run):
        return None
    return _build_bearer(tokens, start, run + 1, end)


def _is_governed(tokens: Tokens, start: int, link: int, run: int) -> bool:
    """Return whether a name is that of another than the speaker: "a spokesman for the singer Ann Lee".

    Not in "Bank of Arlen governor Ann Lee" and "head of state and singer Ann Lee".
    """
    if link == run - 1 or "and" in tokens.lower[link:run] or not _has_role(tokens, run - 1, run):
        return False
    return tokens.words[link - 1].islower() or _has_role(tokens, start, link)


def _has_kind_before(tokens: Tokens, run: int) -> bool:
    """Return whether a noun for the kind of an organisation stands before a name: "director of the start-up Limbex"."""
    return tokens.lower[run - 1] in _KINDS or "".join(tokens.lower[run - 3 : run]).replace("-", "") in _KINDS


def _cut(tokens: Tokens, start: int, end: int) -> TokenRange:
    """Return the part of a span before its first comma, bracket, dash, relative pronoun or "in a note"."""
    while start < end and (tokens.words[start] in _STOPS | _MARKS or tokens.pos[start] == "SPACE"):
        start += 1
    stop = next((i for i in range(start, end) if _is_stop(tokens, i)), end)
    while _is_abbreviated(tokens, stop, end):
        stop = next((i for i in range(stop + 3, end) if _is_stop(tokens, i)), end)
    while stop > start and (tokens.lower[stop - 1] in {"'s", "himself", "herself"} or tokens.pos[stop - 1] == "SPACE"):
        stop -= 1
    return start, stop


def _is_abbreviated(tokens: Tokens, i: int, end: int) -> bool:
    """Return whether an acronym stands in brackets inside a title: "Board of Works (BoW) head Ann Lee"."""
    is_bracket = i + 3 < end and tokens.words[i : i + 3 : 2] == ["(", ")"] and is_acronym(tokens.words[i + 1])
    return is_bracket and tokens.words[i + 3][0].isalpha() and tokens.pos[i + 3] in {"NOUN", "PROPN", "ADJ"}


def _is_stop(tokens: Tokens, i: int) -> bool:
    if tokens.words[i] == "," and _is_listed(tokens, i):
        return False
    is_where = tokens.lower[i] in _WHERE and not _OWN.isdisjoint(tokens.lower[i + 1 : i + 2])
    return is_where or tokens.words[i] in _STOPS or tokens.tag[i] in {"WP", "WDT"}


def _is_listed(tokens: Tokens, i: int) -> bool:
    """Return whether a comma stands in a list of what a title is for: "Minister of Water, Works and Housing Ann"."""
    ends = (n for n in range(i + 1, min(i + 1 + _LONGEST_NAME, len(tokens))) if not tokens.words[n][:1].isupper())
    end = next(ends, len(tokens))
    if end == i + 1:  # ", and Housing"
        return tokens.lower[end : end + 1] == ["and"] and tokens.words[i - 2 : i - 1] == [","]
    behind = tokens.lower[end : end + 2]
    is_open = any(tokens.lower[n] in {"of", "for"} for n in range(max(0, i - _LONGEST_NAME), i))
    return is_open and (behind[:1] == ["and"] or behind == [",", "and"])


def _find_run(tokens: Tokens, start: int, end: int) -> int:
    """Return where the run of names that a span ends in begins; its end where it ends in something else."""
    first = end
    for i in range(end - 1, start - 1, -1):
        word = tokens.words[i]
        if _is_name_word(tokens, i):
            first = i
        elif not (first < end and (tokens.folded[i] in lexicon.PARTICLES or word in _MARKS or word in {"-", "&", "."})):
            break
    while first > start and tokens.folded[first - 1] in lexicon.PARTICLES and tokens.folded[first - 1] not in {"the"}:
        first -= 1
    return first


def _is_name_word(tokens: Tokens, i: int) -> bool:
    word = tokens.words[i]
    if i > 1 and tokens.words[i - 1] == "-" and word.isalpha() and tokens.words[i - 2][:1].isupper():
        return not is_participle(tokens, i)  # "Ji-hwae"
    is_joined = i + 2 < len(tokens) and tokens.words[i + 1] == "-"
    if is_joined and word[:1].isupper() and tokens.words[i + 2][:1].isupper():
        return True  # "Per-Olof", whatever "Per" is tagged as
    is_link = word.isupper() and tokens.lower[i] in _LINKS  # "MINISTER FOR WATER"
    is_capital = word[:1].isupper() or (word[1:2] in {"'", "’"} and word[2:3].isupper())  # "d'Arcy"
    if not is_capital or is_link or tokens.lower[i] in lexicon.PRONOUNS or tokens.lower[i] in lexicon.ARTICLES:
        return False
    return not (tokens.is_opening[i] and tokens.pos[i] in {"DET", "ADP", "SCONJ", "CCONJ", "ADV", "VERB", "AUX"})


def _behind_titles(tokens: Tokens, first: int, end: int) -> int:
    """Return where a name begins behind capitalised titles, and behind what a person does: "Clockmaker Ahn Ji-hwae"."""
    titles = (i for i in range(first, end - 1) if tokens.folded[i] in lexicon.TITLES_AND_ROLES)
    is_behind = first == end - 2 or not lexicon.ROLES.isdisjoint(tokens.folded[max(0, end - 3) : end - 2])
    is_part = tokens.folded[end - 2] in lexicon.NAME_TITLES  # "Pope Leo", "Minister Guy Lee"
    is_part = is_part or (is_behind and is_namesake(tokens, end - 2))
    start = max((i + 1 for i in titles if i < end - 2 or not is_part), default=first)
    while start < end - 1 and not tokens.words[start][:1].isalnum():
        start += 1
    start += start > first and tokens.words[start - 1] == "-" and tokens.words[start].islower()  # "Runner-up Ann Lee"
    is_long = end - start > 2 or (end - start == 2 and tokens.folded[start] in _FIRMS)  # "Steelmaker Corvane"
    return start + (is_long and tokens.words[start + 1] != "-" and is_trade(tokens, start))


def _find_split(tokens: Tokens, start: int, run: int, end: int) -> int | None:
    """Return where the person's name begins in what follows "Governor of", or None where there is no such name.

    It begins behind the last word of an organisation, behind a known place, or with a first name; else behind the first
    word, where the last one is a surname that stands alone elsewhere in the article or no word of the language.
    """
    is_body = tokens.folded[end - 1] in _BODIES
    if is_body or tokens.lower[start] in {"a", "an"} or not _has_role(tokens, start, run):
        return None  # "the principal of Arlen Green Academy"
    first = _behind_titles(tokens, run, end)
    if first > run:  # "the Harbour Committee Sheikh Omar Rumi", not "President Ann Lee"
        title = next(i for i in range(first - 1, run - 1, -1) if i == run or tokens.folded[i - 1] not in _BEFORE_NAMES)
        is_behind = tokens.folded[title - 1] in lexicon.ORGANISATION_WORDS or tokens.folded[title] in _HONORIFICS
        return first if title > run and is_behind else None
    is_double = tokens.folded[run] in _PLACE_STARTS
    places = range(max(run + 1 + is_double, end - _LONGEST_NAME + 1), end - 1)
    behind = [i for i in places if tokens.folded[i - 1] in lexicon.ORGANISATION_WORDS]
    openings = {i: " ".join(tokens.folded[run:i]) for i in places}
    known = [i for i, name in openings.items() if name in lexicon.PLACES or name in lexicon.read_countries()]
    named = [i for i in places if lexicon.is_first_name(tokens.folded[i])]
    if named and named[0] == run + 2 and not is_double:
        named = [run + 1 + tokens.has_vector(tokens.folded[run + 1])]  # "Coastal Studies Ann Lee"
    is_odd = not any(map(tokens.has_vector, tokens.folded[end - 2 : end]))
    alone = [end - 2 if is_odd else run + 1] if is_odd or tokens.folded[end - 1] in tokens.lone_words else []
    ends = [max([*behind, *known])] if behind or known else []
    return next(iter([*ends, *named[:1], *(i for i in alone if i in places)]), None)


def _has_role(tokens: Tokens, start: int, end: int) -> bool:
    heads = (i for i in range(start, end) if tokens.pos[i] in {"NOUN", "PROPN"})
    return any(
        tokens.folded[i] in lexicon.ROLES or find_label(tokens, i, plural=False) == "person"
        for i in heads
        if tokens.tag[i] not in {"NNS", "NNPS"}
    )


def _find_label(tokens: Tokens, start: int, first: int, end: int) -> str | None:
    """Return the entity label that the words before and in a name make certain, or None."""
    length = sum(tokens.words[i][:1].isalpha() for i in range(first, end))
    if not 0 < length <= _LONGEST_NAME or tokens.folded[end - 1] in lexicon.ORGANISATION_ENDINGS:
        is_firm = 1 < length <= _LONGEST_NAME and tokens.folded[end - 1] in lexicon.BUSINESS_ENDINGS
        return "ORG" if is_firm and first > start and tokens.pos[first - 1] in {"NOUN", "PROPN"} else None
    title = tokens.folded[first - 1] if first else ""
    nouns = [i for i in range(start, first) if tokens.pos[i] in {"NOUN", "PROPN"} or tokens.folded[i] == title]
    if nouns and nouns[-1] == first - 1:
        head = nouns[-1]
        if length == 1 and _is_kind(tokens, first, title):
            return "ORG"
        if title in lexicon.PERSON_TITLES or title in lexicon.ROLES:
            return "PERSON"
        if tokens.words[head].islower() or tokens.is_opening[head]:
            label = DEFAULT_LABELS.get(find_label(tokens, head, plural=False))
            is_full = length > 1 and lexicon.is_first_name(tokens.folded[first])
            is_member = tokens.lower[head - 1 : head] in (["of"], ["in"], ["at"])  # "member of parliament Ann Lee"
            if label == "ORG" and is_member and (is_full or (length > 1 and _has_role(tokens, start, head))):
                return "PERSON"
            if label or not _has_role(tokens, start, head):
                return label or ("PERSON" if is_full and tokens.tag[head] == "NN" else None)  # "shop steward Ann Lee"
    is_from = length > 1 and title in _PLACE_NOUNS and tokens.words[first - 2][:1].isupper()
    if is_from and _has_role(tokens, start, first - 1):  # "the lawmaker from Arlen county Ann Lee"
        return "PERSON"
    is_trade_before = length > 1 and has_person_ending(title) and first > start
    return "PERSON" if is_trade_before or _is_person(tokens, start, first, end, length) else None


def _is_kind(tokens: Tokens, first: int, title: str) -> bool:
    """Return whether a word says what kind of body a single word behind it is: "state broadcaster VTR"."""
    is_firm = title in _FIRMS and not lexicon.is_first_name(tokens.folded[first])
    return is_firm or (title in lexicon.ORGANISATION_NOUNS and is_acronym(tokens.words[first]))


def _is_person(tokens: Tokens, start: int, first: int, end: int, length: int) -> bool:
    """Return whether a name of so many words is a person's: by its particles, its first name or its surname."""
    opens_small = tokens.words[first].islower() and tokens.folded[first] in lexicon.PARTICLES
    if opens_small or not ARABIC_PARTICLES.isdisjoint(tokens.words[first : end - 1]):
        return True
    has_first = lexicon.is_first_name(tokens.folded[first]) and not is_acronym(tokens.words[end - 1])
    return length > 1 and (has_first or (first == start and _is_surname(tokens, end - 1)))


def _is_surname(tokens: Tokens, last: int) -> bool:
    """Return whether the last word of a name stands alone elsewhere, as surnames do, and never in lower case."""
    word = tokens.folded[last]
    return word in tokens.lone_words and word not in tokens.small_words and not is_acronym(tokens.words[last])


def _build_bearer(tokens: Tokens, start: int, first: int, end: int) -> Mention | None:
    """Return the person named from `first` on, whose role stands before the name from `start` on."""
    person = _build(tokens, first, end, "PERSON")
    if person is not None:
        person.role = (start, first)
    return person


def _build(tokens: Tokens, start: int, end: int, label: str) -> Mention | None:
    end = before_letters(tokens, start, end) if label == "PERSON" else end
    mention = build_mention(tokens, start, end, label)
    if mention is not None:
        mention.is_certain = True
    return mention
