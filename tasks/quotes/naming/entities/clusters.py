"""Clusters of named mentions: which mentions of one article name the same person, organisation or place."""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Final

from tasks.quotes.lists import read_list, read_rows
from tasks.quotes.naming.entities.mentions import NAMED_LABELS, Cluster, Mention, group_words
from tasks.quotes.naming.words import lexicon
from tasks.quotes.naming.words.names import NameWords, initials, is_acronym, is_same_person, short_forms
from tasks.quotes.naming.words.tokens import Tokens

_MOST_NAMESAKES: Final = 100
"""The most people of one surname or role that are compared with a name or description, on either side of it."""
_LONGEST_OPENING: Final = 10
"""The most words of a name that is looked for at the start of a longer one."""
_LEAST_SPELLED: Final = 5
"""Letters of a surname that may be misspelled."""
_STATE_BODIES: Final = read_list("state_bodies")
_RELATIVES: Final = read_list("relatives")
_INTRODUCTION: Final = 8
"""Tokens before a name in which it may say whose relative somebody is."""
_OWNERS: Final = frozenset(["PRP$", "POS"])
_CLAUSE: Final = 12
"""Tokens behind a name in which a pronoun may show who is meant."""
_LINKS: Final = frozenset(["and", "at", "for", "in", "of"])
"""Small words inside a body's name behind which it is said less seldom than before them."""
_CLUBS: Final = read_list("place_nouns") | {word for word, kinds in lexicon.read_kinds().items() if "sport" in kinds}
"""Words of a club's name without which it is its place's."""
_COUNTRY_NAMES: Final = {tuple(name.split("_")): tuple(to.split("_")) for name, to in read_rows("country_names")}

type Group = list[Mention]
type Form = tuple[int, int]
"""The number of a group, and how well a word stands for its name."""


def build_clusters(tokens: Tokens, mentions: Sequence[Mention]) -> list[Cluster]:
    """Return clusters in the order of their first mention, each with its fullest name; set them on their mentions."""
    named = [mention for mention in mentions if mention.label in NAMED_LABELS]
    people = _group_people(tokens, [mention for mention in named if mention.label == "PERSON"])
    others = _group_others(tokens, [mention for mention in named if mention.label != "PERSON"])
    groups = [sorted(group, key=attrgetter("start")) for group in people + others]
    groups.sort(key=lambda group: group[0].start)
    return [_build_cluster(tokens, number, group) for number, group in enumerate(groups)]


def _build_cluster(tokens: Tokens, number: int, group: Group) -> Cluster:
    fullest = _find_fullest(tokens, group)
    label = Counter(mention.label for mention in group).most_common(1)[0][0]
    cluster = Cluster(number, label, "", fullest.words, "u", group)
    if label == "PERSON":
        genders = Counter(g for mention in group if (g := lexicon.title_gender(mention.titles)) != "u")
        cluster.gender = genders.most_common(1)[0][0] if genders else lexicon.name_gender(fullest.words)
        cluster.name = _name_person(tokens, group, fullest)
    else:
        whole = next((one for one in group if one.words == fullest.words and _has_own_s(tokens, one)), fullest)
        end = whole.end + _has_own_s(tokens, whole)
        cluster.full_name = fullest.name or tokens.text(_find_name_start(tokens, whole), end)
        cluster.name = _find_acronym(tokens, group, fullest) or cluster.full_name
    for mention in group:
        mention.cluster = cluster
    return cluster


def _has_own_s(tokens: Tokens, mention: Mention) -> bool:
    """Return whether the "'s" behind a name is its own: "Corvane's has closed", "Corvane's said"."""
    is_before = not lexicon.FINITE.isdisjoint(tokens.tag[mention.end + 1 : mention.end + 2])
    return mention.label == "ORG" and tokens.lower[mention.end : mention.end + 1] == ["'s"] and is_before


def last_before(cluster: Cluster, position: int) -> Mention | None:
    """Return the last mention that begins before a token, or None."""
    at = bisect_left(cluster.mentions, position, key=attrgetter("start"))
    return cluster.mentions[at - 1] if at else None


def find_near[T](entries: Sequence[tuple[int, T]], position: int) -> Iterable[T]:
    """Return what stands nearest to a token, of entries sorted by their token: it bounds what a hostile text costs."""
    at = bisect_left(entries, position, key=itemgetter(0))
    return (entry for _, entry in entries[max(0, at - _MOST_NAMESAKES) : at + _MOST_NAMESAKES])


def _group_people(tokens: Tokens, mentions: Sequence[Mention]) -> list[Group]:
    """Return full names grouped, longest first; then each single word joins the full name that it stands for."""
    by_words = group_words(mentions)
    groups: list[Group] = []
    by_surname: dict[str, list[int]] = defaultdict(list)
    by_opening: dict[NameWords, int] = {}
    for words in sorted((words for words in by_words if len(words) > 1), key=lambda words: (-len(words), words)):
        same = by_surname[words[-1]]
        homes = [number for number in same[:_MOST_NAMESAKES] if is_same_person(words, groups[number][0].words)][:1]
        homes += [by_opening[words]] if words in by_opening else []
        if homes:
            groups[min(homes)].extend(by_words[words])
            continue
        same.append(len(groups))
        for length in range(2, min(len(words), _LONGEST_OPENING)):  # "Luiz Inácio Lula" is "Luiz Inácio Lula da Silva"
            by_opening.setdefault(words[:length], len(groups))
        groups.append(list(by_words[words]))
    shorts = [mention for mention in mentions if len(mention.words) == 1]
    return _join_titled(_join_short_forms(tokens, groups, shorts))


def _join_titled(groups: list[Group]) -> list[Group]:
    """Return the groups, "Sister Agnes" put to "Sister Agnes Toomey", whose title is no part of the name there."""
    known: dict[NameWords, Group] = {}
    for group in groups:
        for one in group:
            if len(one.words) > 1 and one.titles:
                known.setdefault((one.titles[-1], one.words[0]), group)
    kept = [group for group in groups if known.get(group[0].words, group) is group]
    for group in groups:
        home = known.get(group[0].words, group)
        if home is not group:
            home.extend(group)
    return kept


def _join_short_forms(tokens: Tokens, full: list[Group], shorts: Sequence[Mention]) -> list[Group]:
    forms = _index_short_forms(full)
    titles = [lexicon.title_gender(title for mention in group for title in mention.titles) for group in full]
    firsts = [lexicon.name_gender(group[0].words) for group in full]
    genders = [title if title != "u" else first for title, first in zip(titles, firsts, strict=True)]
    starts = [sorted(mention.start for mention in group) for group in full]
    are_relatives = [_is_relative(tokens, min(group, key=attrgetter("start"))) for group in full]
    has_family = not _RELATIVES.isdisjoint(tokens.folded)
    alone: list[Mention] = []
    for mention in shorts:
        gender = lexicon.title_gender(mention.titles)
        likely = _find_gender_behind(tokens, mention) if gender == "u" else gender
        near = sorted(find_near(forms.get(mention.words[0], ()), mention.start))
        people = [one for one in near if gender == "u" or genders[one[0]] in {"u", gender}]
        is_new = has_family or "a" in tokens.lower[max(0, mention.start - 3) : mention.start]  # "a Mr Lee"
        if not people and len(near) == 1 and titles[near[0][0]] == "u" and not is_new:
            people = near  # "Ms Lee", of Sam Lee
        is_one_of_two = tokens.lower[mention.start - 1] in {"elder", "older", "younger"}
        doubts = {
            one: ("u" != likely != genders[one] != "u") + (are_relatives[one] and not is_one_of_two)
            for one, _ in people
        }
        home = _find_full_name(mention, people, doubts, starts)
        if home is not None and gender != "u":
            genders[home] = gender  # "Ms Lee": then "Mr Lee" is somebody else
        (alone if home is None else full[home]).append(mention)
    return _join_misspelled(full, group_words(alone))


def _join_misspelled(full: list[Group], alone: Mapping[NameWords, Group]) -> list[Group]:
    """Return all groups, a surname that is one letter off that of one person alone put to it: "Mauer" to "Jan Maurer".

    Not one with an "s" more or less: the Hollins are the family of Ann Hollin.
    """
    spelled: dict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(full if alone else ()):
        for form in _drop_letters(group[0].words[-1]):
            spelled[form].add(number)
    kept = []
    for (word, *_), group in alone.items():
        homes = set[int]().union(*(spelled[form] for form in _drop_letters(word) if form in spelled))
        home = next(iter(homes)) if len(homes) == 1 else None
        if home is None or word.rstrip("s") == full[home][0].words[-1].rstrip("s"):
            kept.append(group)
        else:
            full[home].extend(group)
    return full + kept


def _drop_letters(word: str) -> set[str]:
    """Return a word and what is left of it without a letter: two words that are one letter apart share a form."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))} if len(word) >= _LEAST_SPELLED else set()


def _index_short_forms(full: Sequence[Group]) -> dict[str, list[tuple[int, Form]]]:
    """Return word → the people that it may stand for, each with the token of its first mention, sorted."""
    forms: dict[str, list[tuple[int, Form]]] = defaultdict(list)
    for number, group in enumerate(full):
        ranks: dict[str, int] = {}
        for words in {mention.words for mention in group}:
            for word, rank in short_forms(words).items():
                ranks[word] = max(rank, ranks.get(word, 0))
        first = min(mention.start for mention in group)
        for word, rank in ranks.items():
            forms[word].append((first, (number, rank)))
    return {word: sorted(entries) for word, entries in forms.items()}


def _is_relative(tokens: Tokens, first: Mention) -> bool:
    """Return whether a name comes up as a relative's, who is no subject: "with her son, the banker Bo Lee"."""
    at = tokens.find_apposed(first.end - 1)
    before = range(first.start - 1, max(0, first.start - _INTRODUCTION), -1)
    near = (i for i in before if tokens.folded[i] in _RELATIVES)
    is_own = any(tokens.sentence[i] == tokens.sentence[first.start] and tokens.tag[i - 1] in _OWNERS for i in near)
    return is_own and tokens.dep[at] not in lexicon.SUBJECTS


def _find_gender_behind(tokens: Tokens, mention: Mention) -> str:
    """Return the gender of the next pronoun in the clause that a name is the subject of: "Lee said she would stay"."""
    if tokens.dep[mention.end - 1] not in lexicon.SUBJECTS:
        return "u"
    behind = range(mention.end, min(mention.end + _CLAUSE, len(tokens)))
    for i in behind:
        if tokens.is_entity[i] or tokens.sentence[i] != tokens.sentence[mention.start]:
            break
        gender = lexicon.GENDERS.get(lexicon.PRONOUNS.get(tokens.lower[i], ""))
        if gender is not None:
            return gender
    return "u"


def _find_full_name(
    short: Mention, people: Sequence[Form], doubts: Mapping[int, int], starts: Sequence[Sequence[int]]
) -> int | None:
    """Return the number of the person a single word stands for, or None.

    The best form counts, then how much speaks against somebody (`doubts`), and who is nearest and most named:
    newspapers call the main person of an article by surname alone, and others of that name in full.
    """
    best: tuple[tuple[int, float], int] | None = None
    for number, rank in people:
        before = bisect_left(starts[number], short.start)
        distance = short.start - starts[number][before - 1] if before else 10_000
        named = math.log1p(len(starts[number])) + math.exp(-distance / 60) + 0.5 * bool(before)
        key = (rank, named - doubts[number])
        if best is None or key > best[0]:
            best = key, number
    return best[1] if best else None


def _group_others(tokens: Tokens, mentions: Sequence[Mention]) -> list[Group]:
    """Return the same words grouped; an acronym joins its long form, a bare company name that with its legal form.

    So does a word in brackets behind a name that has its letters: "National Union of Masons (Numas)".
    """
    groups: dict[NameWords, Group] = defaultdict(list)
    for mention in mentions:
        words = mention.words[1:] if mention.words[0] == "the" and len(mention.words) > 1 else mention.words
        groups[_COUNTRY_NAMES.get(words, words)].append(mention)
    bracketed = _find_bracketed(tokens, groups)
    long_forms = _find_long_forms(tokens, groups) | bracketed
    for short in list(groups):
        long = long_forms.get(short)
        if long is not None and long not in groups:  # itself put to a longer one
            long = long_forms.get(long)
        if long is None or long not in groups or long == short:
            continue
        if (
            short in bracketed
            or len(short) > 1
            or long[: len(short)] == short
            or is_acronym(tokens.words[groups[short][0].start])
        ):
            groups[long].extend(groups.pop(short))
    return _join_last_words(tokens, list(groups.values()))


def _find_bracketed(tokens: Tokens, groups: Mapping[NameWords, Group]) -> dict[NameWords, NameWords]:
    """Return word in brackets → the words of the organisation right before it, whose letters it has in their order.

    Or that the article uses again, as one in another language: "Search and Rescue Agency (Basarna)".
    """
    ends = {one.end: words for words, group in groups.items() for one in group if one.label == "ORG" and len(words) > 1}
    found: dict[NameWords, NameWords] = {}
    for words, group in groups.items():
        long = ends.get(group[0].start - 1)
        is_short = len(words) == 1 and long is not None and tokens.words[group[0].start - 1] == "("
        is_used = len(group) > 1 and group[0].label == "ORG" and words[0] not in lexicon.PLACES
        is_like = long is not None and words[0][0] == long[0][0] and _has_letters("".join(long), words[0])
        if is_short and long is not None and (is_used or is_like):
            found[words] = long
    return found


def _has_letters(text: str, letters: str) -> bool:
    """Return whether a text has some letters in their order."""
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _join_last_words(tokens: Tokens, groups: list[Group]) -> list[Group]:
    """Return the groups, "the Gazette" put to "the Tarn Gazette" before it, where no other name ends so."""
    long: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        if group[0].label == "ORG" and len(group[0].words) > 1:
            long[group[0].words[-1].split("-")[-1]].append(group)
    kept = []
    for group in groups:
        is_one = len(group[0].words) == 1 and group[0].label in {"ORG", "NORP"}
        homes = long[group[0].words[0]] if is_one else []
        is_definite = tokens.lower[max(0, group[0].start - 1)] == "the" or tokens.tag[group[0].start] == "NNPS"
        if len(homes) == 1 and is_definite and homes[0][0].start < group[0].start:
            homes[0].extend(group)
        else:
            kept.append(group)
    return kept


def _find_long_forms(tokens: Tokens, groups: Mapping[NameWords, Sequence[Mention]]) -> dict[NameWords, NameWords]:
    """Return acronym, or name without its legal form → the long name in the article."""
    forms: dict[NameWords, NameWords] = {}
    firsts = {words: group[0].start for words, group in groups.items() if _is_free(words, group)}
    bodies = [words for words, group in groups.items() if group[0].label == "ORG"]
    openings = Counter(short for words in bodies for short in _list_openings(words))
    for words, group in groups.items():
        if len(words) > 1:
            for short in sorted(initials(tokens.folded[group[0].start : group[0].end])):
                forms.setdefault((short,), words)
            is_body = group[0].label == "ORG" or words[-1] in lexicon.ORGANISATION_ENDINGS
            is_place = " ".join(words[:-1]) in lexicon.PLACES  # "Kenya" is not "Kenya Airways"
            for opening in _list_openings(words) if is_body else ():  # "Mercy", "Mercy Hospital"
                is_later = firsts.get(opening, -1) > group[0].start and openings[opening] < 2
                is_short = len(opening) < len(words) - 1 and is_acronym(tokens.words[group[0].start])
                if is_later and not is_short:
                    forms.setdefault(opening, words)
            bare = words
            while len(bare) > 1 and bare[-1] in lexicon.BUSINESS_ENDINGS and not is_place:
                bare = bare[:-1]
                forms.setdefault(bare, words)
            for cut in range(1, min(3, len(words) - 1)):  # "Customs and Border Protection" is "US Customs and ..."
                is_later = firsts.get(words[cut:], -1) > group[0].start
                if group[0].label == "ORG" and (len(words) - cut > 2 or is_later):
                    forms.setdefault(words[cut:], words)
    return forms


def _list_openings(words: NameWords) -> Iterator[NameWords]:
    """Yield the first words of a body's name by which it may be called: "Corvane" of "Corvane Trust".

    But not the place of a club, nor another body: "Arlen University" is not its press.
    """
    for length in range(1, min(len(words), _LONGEST_OPENING)):
        is_whole = words[length] in _LINKS or words[length - 1] in lexicon.ORGANISATION_ENDINGS
        if not is_whole and _CLUBS.isdisjoint(words[length:]):
            yield words[:length]


def _is_free(words: NameWords, group: Sequence[Mention]) -> bool:
    """Return whether a name is that of no place."""
    return " ".join(words) not in lexicon.PLACES and all(one.label in {"ORG", "PERSON"} for one in group)


def _find_fullest(tokens: Tokens, group: Sequence[Mention]) -> Mention:
    """Return the mention with the most words; one seen once that only adds words behind a common form is no name.

    It is where a title or its place as a speaker shows it and the words are no others of the article: "Professor Noor
    Aziah Mohd Awal", later "Noor Aziah".
    """
    counts = Counter(mention.words for mention in group)
    common = {words for words, count in counts.items() if count > 1 and len(words) > 1}
    shown = {one.words for one in group if (one.titles or one.is_speaker) and not _is_headline(tokens, one.start)}

    def goes_on(words: NameWords) -> bool:
        if words[-1] in lexicon.BUSINESS_ENDINGS:  # "Arlen Crown Foods"
            return False
        lengths = range(2, min(len(words), _LONGEST_OPENING))
        added = (words[n:] for n in lengths if words[:n] in common and words[n] not in lexicon.PARTICLES)
        return any(words not in shown or not tokens.small_words.isdisjoint(rest) for rest in added)

    forms = [words for words, count in counts.items() if count > 1 or not goes_on(words)]
    best = max(forms or counts, key=lambda words: (len(words), counts[words]))
    return next(mention for mention in group if mention.words == best)


def _is_headline(tokens: Tokens, i: int) -> bool:
    """Return whether a token stands in a first paragraph that ends in no full stop."""
    end = bisect_left(tokens.paragraph, 1)
    return i < end and "." not in tokens.words[max(0, end - 2) : end]


def _find_acronym(tokens: Tokens, group: Sequence[Mention], fullest: Mention) -> str | None:
    """Return the acronym of an organisation where the article uses it more often, "(WHO)" behind the name left out."""
    used = [mention for mention in group if tokens.words[mention.start - 1 : mention.start] != ["("]]
    short = [mention for mention in used if len(mention.words) == 1 and is_acronym(tokens.words[mention.start])]
    is_rare = fullest.label == "ORG" and len(fullest.words) > 1 and 2 * len(short) > len(used)
    return tokens.text(short[0].start, short[0].end) if is_rare else None


def _find_name_start(tokens: Tokens, fullest: Mention) -> int:
    """Return where a name begins, with the country before a state body: "Norwegian Interior Ministry"."""
    start = fullest.start
    is_state_body = fullest.label == "ORG" and fullest.words[-1] in _STATE_BODIES
    is_name = is_state_body and start > 0 and tokens.tag[start - 1] in {"JJ", "NNP"}
    return start - (is_name and tokens.folded[start - 1] in lexicon.read_countries())


def _name_person(tokens: Tokens, group: Sequence[Mention], fullest: Mention) -> str:
    """Return the fullest name; a single word keeps a title that belongs to it ("Pope Francis")."""
    name = fullest.name or tokens.text(fullest.start, fullest.end)
    is_label = any(tokens.words[m.end : m.end + 1] in ([":"], ["("]) for m in group) and len(name) > 4
    if name.isupper() and tokens.small_words and (is_label or len(fullest.words) > 1 or fullest.titles):
        name = name.title()  # a transcript's label: "WALLACE: ..."
    if len(fullest.words) == 1:
        titles = (tokens.words[mention.start - 1] for mention in group if mention.start)
        title = next((word for word in titles if word.lower() in lexicon.NAME_TITLES and word[0].isupper()), None)
        return f"{title} {name}" if title else name
    return name
