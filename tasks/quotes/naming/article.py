"""An article on its way through naming: what the first steps find and the later ones read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.quotes.naming.descriptions import Roles
from tasks.quotes.naming.mentions import Cluster, Mention
from tasks.quotes.naming.speakers import SpeakerMention
from tasks.quotes.naming.tokens import TokenRange, Tokens


@dataclass(frozen=True, slots=True)
class Article:
    """One article with its mentions and clusters, and its speaker spans in the order of the attributions."""

    tokens: Tokens
    mentions: Sequence[Mention]
    clusters: Sequence[Cluster]
    roles: Roles
    speakers: Sequence[SpeakerMention | None]
    contents: Sequence[TokenRange]
    """What each of the speakers says."""
    own_contents: Mapping[int, TokenRange]
    """A speaker's head → what it says."""
