"""Names scored on a corpus of coreference: does a pronoun or a description get the name of its person?

    python -m tests.bench.score_naming ../shared/corpora/gum_coref/train.jsonl

Each "he" or "she", and each "the minister" in which no name stands, is resolved as if it were a speaker, and what
comes back is held against the named mentions of its person: right, wrong, missed; where nobody names that person,
rightly none or a false name.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tasks.annotate.pipeline import load_language
from tasks.quotes.naming.resolve import resolve
from tasks.quotes.quote import Attribution

PRONOUNS = frozenset(["he", "she", "him", "her", "his"])
DETERMINERS = ("the ", "this ", "that ")
MOST_WORDS = 6
type Mention = tuple[int, int, str, str, bool]
"""Start, end, words, the person, whether it is a name."""


def read_people(document: dict[str, Any]) -> list[Mention]:
    """Return the mentions of persons."""
    text = document["text"]
    return [
        (start, end, text[start:end], person, is_named)
        for start, end, kind, person, _, is_named, _ in document["mentions"]
        if kind == "person"
    ]


def find_pronouns(mentions: Iterable[Mention]) -> list[Mention]:
    """Return those that are a pronoun of one person."""
    return [mention for mention in mentions if mention[2].lower() in PRONOUNS]


def find_descriptions(mentions: list[Mention]) -> list[Mention]:
    """Return those that are a short definite description without a name inside, none within another."""
    found: list[Mention] = []
    for mention in mentions:
        start, end, words, _, is_named = mention
        is_short = words.lower().startswith(DETERMINERS) and len(words.split()) <= MOST_WORDS
        if is_named or not is_short or any(start < other[1] and other[0] < end for other in found):
            continue
        if not any(other[4] and start <= other[0] and other[1] <= end for other in mentions):
            found.append(mention)
    return found


def judge(name: str | None, names: Iterable[str]) -> str:
    """Return the verdict on a resolved name, given the names of the person in the gold."""
    gold = [set(one.lower().split()) - {"the", "of"} for one in names]
    if name is None:
        return "missed" if gold else "rightly none"
    if not gold:
        return "false name"
    return "right" if any(words & set(name.lower().split()) for words in gold) else "wrong"


def score(documents: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the kind of each mention looked at and the verdict on it."""
    nlp = load_language("en_core_web_md")
    for document in documents:
        doc, mentions = nlp(document["text"]), read_people(document)
        names: dict[str, set[str]] = defaultdict(set)
        for _, _, words, person, is_named in mentions:
            names[person] |= {words} if is_named else set()
        for kind, asked in (("pronouns", find_pronouns(mentions)), ("descriptions", find_descriptions(mentions))):
            speakers = resolve(
                doc, [Attribution(((end, end + 1),), None, (start, end), True, 1.0) for start, end, *_ in asked]
            ).speakers
            for mention, speaker in zip(asked, speakers, strict=True):
                yield kind, judge(speaker.name, names[mention[3]])


def main() -> None:
    """Print the counts."""
    documents = [json.loads(line) for path in sys.argv[1:] for line in Path(path).read_text("utf-8").splitlines()]
    counts = Counter(score(documents))
    for (kind, verdict), count in sorted(counts.items()):
        print(f"{kind:13}{verdict:13}{count:6,}")


if __name__ == "__main__":
    main()
