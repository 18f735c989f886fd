"""Who writes an article and, in an interview, who asks and who answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tasks.quotes.naming.entities.bylines import is_byline
from tasks.quotes.naming.entities.mentions import Cluster, Mention
from tasks.quotes.naming.referents.places import asks
from tasks.quotes.naming.spans.read import LABEL_ENDINGS, QUESTION
from tasks.quotes.naming.words.lexicon import PERSON_TITLES
from tasks.quotes.naming.words.tokens import Tokens

_TALKS: Final = frozenset(["a", "chat", "conversation", "discussion", "interview", "questions"])
"""What is with who answers: the last word of "Q&A" too."""
_ON_AIR: Final = (["for"], ["here"], ["reporting"], ["with"])
"""What follows the own name in a broadcast: "this is Ann Lee for Radio Alder"."""


@dataclass(frozen=True, slots=True)
class Interview:
    """The people behind "Q", "A" and "I"; None where the article doesn't say."""

    questioner: Cluster | None
    answerer: Cluster | None
    author: Cluster | None

    def find_speaker(self, label: str) -> Cluster | None:
        """Return the person behind a label, given in lower case with or without its mark."""
        return self.questioner if label.rstrip(LABEL_ENDINGS) in QUESTION else self.answerer


def read_interview(tokens: Tokens, clusters: Sequence[Cluster], labels: Sequence[int]) -> Interview:
    """Return who was named before the first of the labels (token indices), or whom a turn begins with.

    Without labels there is only an author.
    """
    people = [cluster for cluster in clusters if cluster.label == "PERSON"]
    author = _find_author(tokens, people)
    if not labels:
        return Interview(None, None, author)
    first = min(labels)
    named = [cluster for cluster in people if cluster.mentions[0].start < first]
    questioner = _find_questioner(tokens, named, first) or author
    counts = {one: sum(m.start < first for m in one.mentions) for one in named if one is not questioner}
    answerer = max(counts, key=counts.__getitem__) if counts else _find_answerer(tokens, people, max(labels))
    return Interview(questioner, answerer, author)


def _find_questioner(tokens: Tokens, people: Sequence[Cluster], first: int) -> Cluster | None:
    """Return who talks "to" or "with" somebody before the first label, or else asks; None where nobody does."""
    for one in people:
        before = {_find_word_before(tokens, mention) for mention in one.mentions if 0 < mention.start < first}
        is_guest = any(_is_guest(tokens, mention) for mention in one.mentions)
        if not is_guest and not {"to", "with", "by"}.isdisjoint(before):
            return one
    if tokens.lower[first].rstrip(LABEL_ENDINGS) in QUESTION:
        return next((one for one in people for mention in one.mentions if _asks(tokens, mention.end - 1)), None)
    labelled = (one for one in people for m in one.mentions if tokens.words[m.end : m.end + 1] == [":"])
    return next(labelled, None)  # "MS. LEE: Where were you?", then "A. At home."


def _find_answerer(tokens: Tokens, people: Sequence[Cluster], last: int) -> Cluster | None:
    """Return whom a turn begins with, or who is named in the line below the last label; None where nobody is."""
    opening = next((one for one in people if any(_opens_turn(tokens, mention) for mention in one.mentions)), None)
    if opening is not None or tokens.paragraph[last] == tokens.paragraph[-1]:
        return opening
    below = (one for one in people if tokens.paragraph[one.mentions[0].start] == tokens.paragraph[-1])
    return next((one for one in below if len(one.words) > 1), None)


def _find_word_before(tokens: Tokens, mention: Mention) -> str:
    """Return the word before a name; "by" also before a title, which in "with President Ann Lee" is a guest's."""
    i = mention.start - 1
    while i > 0 and (tokens.folded[i] in PERSON_TITLES or not tokens.folded[i].strip(".")):
        i -= 1
    return "by" if tokens.lower[i] == "by" else tokens.lower[mention.start - 1]


def _asks(tokens: Tokens, i: int) -> bool:
    """Return whether a name, or what it is in apposition to, asks: "Counsel, Ann Lee KC, questioned the engineer"."""
    return asks(tokens, tokens.find_apposed(i))


def _opens_turn(tokens: Tokens, mention: Mention) -> bool:
    """Return whether a name stands first in a turn, up to a mark: "Q. Ms. Lee, where were you?", "A: Ann Lee."."""
    i = mention.start - 1
    while i > 0 and (tokens.folded[i] in PERSON_TITLES or tokens.words[i] == "."):
        i -= 1
    is_label = i >= 0 and (tokens.words[i][-1] == ":" or tokens.lower[i].rstrip(".") in QUESTION)
    return is_label and tokens.words[mention.end : mention.end + 1] in ([","], ["."])


def _is_guest(tokens: Tokens, mention: Mention) -> bool:
    """Return whether an interview is said to be with somebody: "Q&A with Ann Lee", "a conversation with Ann Lee"."""
    i = mention.start - 1
    return i > 0 and tokens.lower[i] == "with" and tokens.lower[i - 1].split("&")[-1] in _TALKS


def _find_author(tokens: Tokens, people: Sequence[Cluster]) -> Cluster | None:
    """Return who has a byline, says "I am Ann Lee", or signs in the last line; None where nobody does."""
    bylined = next((one for one in people if any(is_byline(tokens, mention) for mention in one.mentions)), None)
    introduced = next((one for one in people for mention in one.mentions if _is_introduced(tokens, mention)), None)
    return bylined or introduced or next((one for one in people if _is_signature(tokens, one.mentions[-1])), None)


def _is_introduced(tokens: Tokens, mention: Mention) -> bool:
    """Return whether somebody gives the own name: "my name is Ann Lee", "I'm Ann Lee", "this is Ann Lee reporting"."""
    before = tokens.lower[max(0, mention.start - 3) : mention.start]
    is_own = before in (["my", "name", "is"], ["my", "name", "'s"]) or before[-2:] in (["i", "am"], ["i", "'m"])
    is_here = before[-2:] in (["it", "'s"], ["this", "is"]) and tokens.lower[mention.end : mention.end + 1] in _ON_AIR
    return (is_own or is_here) and not tokens.is_quoted[mention.start]


def _is_signature(tokens: Tokens, mention: Mention) -> bool:
    """Return whether a name is all of the last line, dashes aside."""
    last = len(tokens)
    while last > mention.end and not tokens.words[last - 1].strip("—–-."):
        last -= 1
    before = tokens.words[mention.start - 1] if mention.start else ""
    return mention.end == last and ("\n" in before or before in {"—", "–", "-"})
