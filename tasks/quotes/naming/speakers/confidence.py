"""How sure the name of a speaker is: a logistic regression over what the name rests on.

`confidence_weights.json` holds the weights, fitted by `tasks/quotes/training/naming_confidence.py`.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from tasks.quotes.naming.entities.mentions import Cluster
from tasks.quotes.naming.referents.choose import Scored
from tasks.quotes.naming.spans.read import SpeakerMention
from tasks.quotes.naming.weights import read_weights
from tasks.quotes.quote import SpeakerLabel

_LEAST: Final = 1e-3


def find_evidence(
    span: SpeakerMention | None, label: SpeakerLabel, cluster: Cluster | None, ranked: Sequence[Scored], is_own: bool
) -> dict[str, float]:
    """Return what a name, or its absence, rests on.

    `ranked` are the candidates of a pronoun or description; `is_own` says whether the cluster is that of the speaker
    itself, and not of who issued a document or whom officials speak for.
    """
    kind = span.kind if span else "none"
    found = ["bias", f"span {kind}", f"label {label}"]
    if cluster is None:
        found += ["unnamed", f"unnamed {kind}", f"unnamed {label}"]
    else:
        found += [] if is_own else ["not its own name"]
        found += ["one word", f"one word, {label}"] if len(cluster.words) == 1 else []
        found += ["named once"] if len(cluster.mentions) == 1 else []
        found += ["certain"] if any(mention.is_certain for mention in cluster.mentions) else []
    evidence = dict.fromkeys(found, 1.0)
    if ranked:
        chance = min(max(ranked[0].chance, _LEAST), 1 - _LEAST)
        evidence[f"chance {kind}"] = math.log(chance / (1 - chance))
    return evidence


def rate_name(evidence: Mapping[str, float]) -> float:
    """Return the share of names with this evidence that are right, 0-1."""
    weights: Mapping[str, float] = read_weights("confidence_weights")
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in evidence.items())))
