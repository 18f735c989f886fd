"""The fullest name that an article gives to a person or an organisation."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from tasks.quotes.naming.gazetteer import read_countries
from tasks.quotes.naming.lexicon import NAME_TITLES, PARTICLES, word_set
from tasks.quotes.naming.mentions import Mention
from tasks.quotes.naming.names import fold, is_acronym
from tasks.quotes.naming.tokens import Tokens

STATE_BODIES: Final = word_set(
    """ministry army navy police parliament government military embassy court senate congress cabinet force forces
    bank assembly department"""
)
"""Last words of names that say little without their country."""


def find_fullest(group: Sequence[Mention]) -> Mention:
    """The mention with the most words; one seen once that only adds words behind a common form is no name."""
    counts = Counter(mention.words for mention in group)
    common = [words for words, count in counts.items() if count > 1 and len(words) > 1]
    forms = [
        words
        for words, count in counts.items()
        if count > 1 or not any(words[: len(form)] == form and words[len(form)] not in PARTICLES for form in common)
    ]
    best = max(forms or counts, key=lambda words: (len(words), counts[words]))
    return next(mention for mention in group if mention.words == best)


def organisation_name(tokens: Tokens, group: Sequence[Mention], fullest: Mention) -> str:
    """The fullest name; the acronym where the article uses it more often; "Saudi" kept before "Interior Ministry"."""
    short = [mention for mention in group if len(mention.words) == 1 and is_acronym(tokens.words[mention.start])]
    if fullest.label == "ORG" and len(fullest.words) > 1 and 2 * len(short) > len(group):
        fullest = short[0]
    start = fullest.start
    if (
        fullest.label == "ORG"
        and fullest.words[-1] in STATE_BODIES
        and start
        and tokens.tag[start - 1] in {"JJ", "NNP"}
    ):
        start -= fold(tokens.words[start - 1]) in read_countries()
    return tokens.text(start, fullest.end)


def person_name(tokens: Tokens, group: Sequence[Mention], fullest: Mention) -> str:
    """The fullest name; a single word keeps a title that belongs to it ("Pope Francis")."""
    name = tokens.text(fullest.start, fullest.end)
    if name.isupper() and len(name) > 4 and any(tokens.words[m.end : m.end + 1] == [":"] for m in group):
        name = name.title()  # a transcript's label: "WALLACE: ..."
    if len(fullest.words) == 1:
        for mention in group:
            before = tokens.words[mention.start - 1] if mention.start else ""
            if before.lower() in NAME_TITLES and before[0].isupper():
                return f"{before} {name}"
    return name
