"""The features of a candidate: where it stands, whether it speaks, what it is. `features.toml` says what each is."""

import math
from itertools import islice
from typing import Final

from tasks.quotes.naming.referents.expressions import DEFINITE, INDEFINITE, Expression, is_mostly_unnamed, is_of
from tasks.quotes.naming.referents.likeness import Wording, find_likeness
from tasks.quotes.naming.referents.referent import Cast, Referent, Spot
from tasks.quotes.naming.words.lexicon import ATTRIBUTING_VERBS, SUBJECTS
from tasks.quotes.naming.words.names import is_acronym
from tasks.quotes.naming.words.tokens import ADDRESSES, Tokens

_LONGEST_CHAIN: Final = 20
_OPENING: Final = 2
"""Paragraphs at the start, headline and first, in which people come up before their names do."""
_NEAR: Final = 2
"""Sentences from a name to the description that says who somebody is."""
_MOST_SINCE: Final = 30
"""People and things mentioned since somebody spoke that are looked at."""
_OBJECT_ROLES: Final = frozenset(["poss", "pobj", "dobj", "conj"])
_FITTING: Final = frozenset(["fits", "firm", "place noun"])
_ASKING: Final = frozenset(["ask", "challenge", "examine", "interview", "meet", "press", "question", "quiz"])


def find_spot(cast: Cast, place: int) -> Spot:
    """Return the part of the expression that ends with a token, worked out once."""
    if place not in cast.spots:
        tokens, at = cast.tokens, place
        for _ in range(_LONGEST_CHAIN):  # an apposition names again: "daughter" in "her daughter, Elaine"
            head = tokens.head[at]
            is_within = cast.starts.get(place, at) <= head < at  # "Works" in "Board of Works"
            if tokens.dep[at] != "appos" and not is_within:
                break
            at = head
        dep, verb = tokens.dep[at], tokens.lemma[tokens.head[at]]
        speaks = place in cast.contents or (dep in SUBJECTS and verb in ATTRIBUTING_VERBS)
        cast.spots[place] = Spot(dep, dep in SUBJECTS, speaks, asks(tokens, at))
    return cast.spots[place]


def find_features(
    cast: Cast,
    expression: Expression,
    wording: Wording | None,
    referent: Referent,
    last: tuple[int, str],
    rivals: int,
) -> dict[str, float]:
    """Return the features of one candidate that are not 0."""
    found = find_likeness(cast, expression, wording, referent)
    found |= _find_place(cast, expression, referent, last, fits=not _FITTING.isdisjoint(found))
    pronoun = {"m": "he", "f": "she"}.get(expression.gender, expression.kind)
    flags = {
        f"is {referent.label}": True,
        "same gender": referent.gender == expression.gender != "u",
        "last by pronoun": cast.last_by_pronoun.get(pronoun) is referent,
        "unnamed": referent.cluster is None,
        "main": cast.main is referent,
        "last quoted": cast.last_speaker is referent and not _is_superseded(cast, expression, referent),
        "last quoted, no role": _is_role_to_come(cast, expression, referent),
        "alone": rivals == 1,
    }
    found |= {name: 1.0 for name, is_set in flags.items() if is_set}
    return found


def _is_superseded(cast: Cast, expression: Expression, speaker: Referent) -> bool:
    """Return whether somebody else whom a "he" or "she" may stand for has been the subject of a sentence since.

    "Bo Ray said no. Al Lee stood up. “It is late,” he said."
    """
    tokens, position = cast.tokens, expression.position
    start, end = cast.contents.get(position, (0, 0))
    if expression.kind != "he":
        return False
    for other in islice(reversed(cast.known.values()), _MOST_SINCE):
        if other is speaker:
            break
        if other.label != "person" or other.cluster is None or "u" != other.gender != expression.gender:
            continue
        place = other.references[-1][0] if other.references else position
        is_own = start <= place < end or tokens.is_quoted[place] or place >= position
        if not is_own and find_spot(cast, place).is_subject and tokens.dep[tokens.head[place]] == "ROOT":
            return True
    return False


def _is_role_to_come(cast: Cast, expression: Expression, referent: Referent) -> bool:
    """Return whether somebody has spoken by name alone, and a description that speaks may say who that is.

    "It is late, said Ann Lee. The harbour master said the boats were in."
    """
    tokens, position = cast.tokens, expression.position
    is_bare = expression.kind == "person" and cast.last_speaker is referent and referent.heads <= ADDRESSES
    is_one = is_bare and referent.cluster is not None and len(referent.references) == 1
    is_speaker = position in cast.contents or tokens.dep[position] in SUBJECTS
    is_speaker = is_speaker and tokens.lower[expression.phrase[0]] == "the"
    return is_one and is_speaker and tokens.sentence[position] - tokens.sentence[referent.references[-1][0]] <= _NEAR


def find_later_features(
    cast: Cast, expression: Expression, wording: Wording | None, referent: Referent
) -> dict[str, float]:
    """Return the features of somebody who is named later."""
    tokens, position = cast.tokens, expression.position
    first = referent.cluster.mentions[0].start if referent.cluster else position + 1
    likeness = find_likeness(cast, expression, wording, referent)
    if _is_introduced(cast, expression, referent):
        likeness = {name: value for name, value in likeness.items() if not name.startswith("unfit")}
    flags = {
        "later": True,
        "later, opening": tokens.paragraph[position] < _OPENING,
        "later, next named": cast.is_next_named(referent, position),
        "later, same paragraph": tokens.paragraph[position] == tokens.paragraph[first],
        "later, subject": tokens.dep[referent.cluster.mentions[0].end - 1] in SUBJECTS if referent.cluster else False,
        "same gender": referent.gender == expression.gender != "u",
    }
    flags |= {"later, opening, fits": flags["later, opening"] and "fits" in likeness}
    found = {name: 1.0 for name, is_set in flags.items() if is_set} | likeness
    return found | {"later, distance": math.log1p(first - position) / 2}


def _is_introduced(cast: Cast, expression: Expression, referent: Referent) -> bool:
    """Return whether somebody speaks whom the article then names without saying who that is, as openings do.

    "The mayor of Arlen said no. Speaking later, Ann Lee said": the next who speaks by name is the mayor.
    """
    tokens, position = cast.tokens, expression.position
    first = referent.cluster.mentions[0] if referent.cluster else None
    if first is None or position not in cast.contents or first.end - 1 not in cast.contents:
        return False
    is_near = tokens.paragraph[first.start] - tokens.paragraph[position] < _OPENING
    is_near = is_near and tokens.lower[expression.phrase[0]] == "the"
    is_opening = tokens.paragraph[position] < _OPENING
    return (is_opening or is_near) and not referent.heads and cast.is_next_named(referent, position)


def _find_place(
    cast: Cast, expression: Expression, referent: Referent, last: tuple[int, str], *, fits: bool
) -> dict[str, float]:
    """Return where the last reference stands: how far, in which part of its clause, whether it speaks.

    What a description fits by its words may stand far away.
    """
    tokens, (before, kind), position = cast.tokens, last, expression.position
    sentences = max(0, tokens.sentence[position] - tokens.sentence[before])
    spot, is_same = find_spot(cast, before), sentences == 0
    own_subject, own_possessive = tokens.dep[position] in SUBJECTS, tokens.tag[position] == "PRP$"
    own_speaks = position in cast.contents or (own_subject and tokens.lemma[tokens.head[position]] in ATTRIBUTING_VERBS)
    own_start, own_end = cast.contents.get(position, (0, 0))
    flags = {
        f"sentences={min(3, sentences)}": True,
        "other paragraph": tokens.paragraph[position] != tokens.paragraph[before],
        "subject": spot.is_subject,
        "subject, same sentence": spot.is_subject and is_same,
        "subject, sentence before": spot.is_subject and sentences == 1,
        "speaks": spot.speaks,
        "both speak": spot.speaks and own_speaks,
        spot.dep: spot.dep in _OBJECT_ROLES,
        "pronoun": kind == "pronoun",
        "description": kind == "description",
        "quoted": tokens.is_quoted[before],
        "asks": spot.asks,
        "own content": own_start <= before < own_end,
        "own possessive, same sentence": own_possessive and is_same,
        "both subjects": own_subject and spot.is_subject,
        "own object, subject of same sentence": spot.is_subject and is_same and not (own_possessive or own_subject),
        "own subject, same sentence": own_subject and is_same,
        "subject of a clause above": is_same
        and expression.kind == "person"
        and _is_above(tokens, spot, before, position),
    }
    found = {name: 1.0 for name, is_set in flags.items() if is_set}
    found["distance, fitting" if fits else "distance"] = math.log(position - before) / 2
    found["sentences, fitting" if fits else "sentences"] = min(sentences, 12) / 4
    found["frequency"] = math.log1p(len(referent.references))
    return found


def _is_above(tokens: Tokens, spot: Spot, subject: int, i: int) -> bool:
    """Return whether a subject is that of a clause in which the clause of a token stands: "Lee left when she spoke"."""
    if not spot.is_subject:
        return False
    verb, at = tokens.head[subject], tokens.head[i]
    for _ in range(_LONGEST_CHAIN):
        if tokens.head[at] == at or tokens.dep[at] == "conj":
            return False
        at = tokens.head[at]
        if at == verb:
            return True
    return False


def asks(tokens: Tokens, i: int) -> bool:
    """Return whether somebody asks: "Asked by Lee whether it was safe, he said", "To a question from Lee he said"."""
    by = tokens.head[i]
    if tokens.lower[by] == "from" and tokens.lemma[tokens.head[by]] == "question":
        return True
    verb = tokens.head[by] if tokens.lower[by] == "by" else by
    is_asker = tokens.lower[by] == "by" or tokens.dep[i] == "nsubj"
    return is_asker and tokens.lemma[verb] in _ASKING


def find_new_features(cast: Cast, expression: Expression, rivals: int) -> dict[str, float]:
    """Return the features of somebody new, or of nobody: how the description begins, and what its noun is."""
    tokens, head = cast.tokens, expression.position
    start, first = expression.phrase[0], tokens.folded[expression.phrase[0]]
    before = tokens.folded[head - 1] if head > start else ""
    is_unnamed, has_link = is_mostly_unnamed(tokens, expression), is_of(tokens, expression)
    is_based = tokens.lower[head - 2 : head] == ["-", "based"]  # "the Arlen-based company" is the company
    length = 1 if is_based and first in DEFINITE else head - start
    is_anaphoric = first in DEFINITE and not has_link and not is_unnamed and length < 4
    flags = {
        "new": True,
        "new, definite": first in DEFINITE,
        "new, indefinite": first in INDEFINITE,
        "new, possessive": tokens.tag[start] == "PRP$",
        "new, of somebody": not {"'s", "'"}.isdisjoint(tokens.lower[start:head]),
        "new, anaphoric": is_anaphoric,
        "new, bare": start == head and tokens.pos[head + 1 : head + 2] != ["NOUN"],
        "new, of": has_link,
        "new, mostly unnamed": is_unnamed,
        "new, of an acronym": is_acronym(tokens.words[head - 1]) and before not in {"gop", "us", "uk", "eu"},
        "new, modified": length > 1,
        "new, subject": head in cast.contents or tokens.dep[head] in SUBJECTS,
        "new, alone": rivals == 0,
        "new, speaks": head in cast.contents and expression.kind in {"he", "they", "it"},
        "new, opening": tokens.paragraph[head] < _OPENING,
        "new, age": tokens.lower[head] == "old",
        f"new {expression.label}": True,
    }
    return {name: 1.0 for name, is_set in flags.items() if is_set}
