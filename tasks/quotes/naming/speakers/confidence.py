"""How sure the name of a speaker is: a logistic regression over what the name rests on.

`confidence_weights.json` holds the weights, fitted by `tasks/quotes/training/naming_confidence.py`.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from tasks.quotes.naming.entities.mentions import Cluster
from tasks.quotes.naming.referents.choose import Scored
from tasks.quotes.naming.referents.speaker_spans import SpeakerMention
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
    chance = min(max(ranked[0].chance, _LEAST), 1 - _LEAST) if ranked else 0.5
    flags = {
        "bias": True,
        f"span {kind}": True,
        f"label {label}": True,
        "unnamed": cluster is None,
        f"unnamed {kind}": cluster is None,
        f"unnamed {label}": cluster is None,
        "not its own name": cluster is not None and not is_own,
        "one word": cluster is not None and len(cluster.words) == 1,
        f"one word, {label}": cluster is not None and len(cluster.words) == 1,
        "named once": cluster is not None and len(cluster.mentions) == 1,
        "certain": cluster is not None and any(mention.is_certain for mention in cluster.mentions),
    }
    evidence = {name: 1.0 for name, is_set in flags.items() if is_set}
    return evidence | ({f"chance {kind}": math.log(chance / (1 - chance))} if ranked else {})


def rate_name(evidence: Mapping[str, float]) -> float:
    """Return the share of names with this evidence that are right, 0-1."""
    weights: Mapping[str, float] = read_weights("confidence_weights")
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in evidence.items())))
