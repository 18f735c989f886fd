"""The features of a candidate mentioned before: where it stands, whether it speaks, what it is.

`features.toml` says what each is.
"""

import math
from itertools import islice
from typing import Final

from tasks.quotes.naming.referents.expressions import Expression
from tasks.quotes.naming.referents.likeness import Wording, find_likeness
from tasks.quotes.naming.referents.places import Place, find_place, find_spot
from tasks.quotes.naming.referents.referent import Antecedent, Cast, Referent
from tasks.quotes.naming.words.lexicon import GENDERS, SUBJECTS
from tasks.quotes.naming.words.tokens import ADDRESSES

_PRONOUNS: Final = {gender: kind for kind, gender in GENDERS.items()}
_FITTING: Final = frozenset(["fits", "firm", "place noun"])
_NEAR: Final = 2
"""Sentences from a name to the description that says who somebody is."""
_MOST_SINCE: Final = 30
"""People and things mentioned since somebody spoke that are looked at."""


def find_features(
    cast: Cast, expression: Expression, place: Place, wording: Wording | None, candidate: Antecedent, rivals: int
) -> dict[str, float]:
    """Return the features of one of so many candidates that are not 0."""
    referent, last = candidate
    likeness = {} if wording is None else find_likeness(cast, expression, wording, referent)
    found = find_place(cast, place, last, fits=not _FITTING.isdisjoint(likeness)) | likeness
    found["frequency"] = math.log1p(len(referent.references))
    found[f"is {referent.label}"] = 1.0
    if referent.gender == expression.gender != "u":
        found["same gender"] = 1.0
    if cast.last_by_pronoun.get(_PRONOUNS.get(expression.gender, expression.kind)) is referent:
        found["last by pronoun"] = 1.0
    if referent.cluster is None:
        found["unnamed"] = 1.0
    if cast.main is referent:
        found["main"] = 1.0
    if cast.last_speaker is referent:
        _add_last_speaker(found, cast, expression, referent)
    if rivals == 1:
        found["alone"] = 1.0
    return found


def _add_last_speaker(found: dict[str, float], cast: Cast, expression: Expression, speaker: Referent) -> None:
    """Add the features of who was quoted last."""
    if not _is_superseded(cast, expression, speaker):
        found["last quoted"] = 1.0
    if _is_role_to_come(cast, expression, speaker):
        found["last quoted, no role"] = 1.0


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
    is_one = expression.kind == "person" and referent.heads <= ADDRESSES and len(referent.references) == 1
    is_speaker = position in cast.contents or tokens.dep[position] in SUBJECTS
    is_speaker = is_speaker and tokens.lower[expression.phrase[0]] == "the"
    return is_one and is_speaker and tokens.sentence[position] - tokens.sentence[referent.references[-1][0]] <= _NEAR
