"""What is known of an article when its speakers are identified."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.quotes.naming.clusters import Cluster
from tasks.quotes.naming.mentions import Mention
from tasks.quotes.naming.people import People
from tasks.quotes.naming.speakers import SpeakerMention
from tasks.quotes.naming.tokens import Tokens
from tasks.quotes.naming.transcripts import Interview
from tasks.quotes.quote import Speaker


@dataclass(slots=True)
class Scene:
    """One article with its clusters, and its speaker spans in the order of the attributions."""

    tokens: Tokens
    clusters: Sequence[Cluster]
    cluster_at: Sequence[Cluster | None]
    """For each token the cluster of the name it is in."""
    people: People
    spans: Sequence[SpeakerMention | None]
    contents: Sequence[tuple[int, int]]
    interview: Interview
    unnamed: dict[str, int] = field(default_factory=dict)
    """Folded words of an unnamed speaker → its cluster id."""
    done: dict[int, Speaker] = field(default_factory=dict)


def cluster_tokens(tokens: Tokens, clusters: Sequence[Cluster]) -> list[Cluster | None]:
    """For each token the cluster of the name it is in."""
    at: list[Cluster | None] = [None] * len(tokens)
    for cluster in clusters:
        for mention in cluster.mentions:
            _fill(at, mention, cluster)
    return at


def _fill(at: list[Cluster | None], mention: Mention, cluster: Cluster) -> None:
    at[mention.start : mention.end] = [cluster] * (mention.end - mention.start)
