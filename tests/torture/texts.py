"""Texts cut anywhere and damaged, through the whole pipeline: each is annotated, and its spans lie inside it."""

import json
import re
from pathlib import Path
from random import Random

from spacy.language import Language

from tests.torture.tally import Tally

CORPUS = Path(__file__).parents[1] / "corpus"
CORPORA = ("newsdesk-a", "sources-a", "sources-b", "forms")
LONGEST = 200
"""Words and gaps of a text."""
INSERTED = (
    *"“”\"‘’'()[]:;,.-–—!?…/|&@#%*\n\t\u00a0\u200b",
    *("\n\n", "--", "**", ">>", "Q:", "A:", "LEE:", "Mr", "Dr.", "U.S.", "'s", "2,000"),
    *("the", "of", "and", "as", "by", "who", "he", "said", "known"),
)
"""Marks, and words that many rules look for."""


def read_words() -> list[list[str]]:
    """The words of every article of our own, and the gaps between them."""
    lines = (line for name in CORPORA for line in (CORPUS / f"{name}.jsonl").read_text("utf-8").splitlines())
    return [re.findall(r"\S+|\s+", json.loads(line)["text"]) for line in lines]


def cut(words: list[str], random: Random) -> list[str]:
    """A stretch of an article; of three, one ends in a name and one in any word, since rules look at what is behind."""
    start = random.choice([0, random.randrange(len(words))])
    some = words[start : start + random.randint(1, LONGEST)]
    ends = [i for i, word in enumerate(some) if not word.isspace()]
    names = [i for i in ends if some[i].istitle()]
    last = random.choice([[], ends[-1:], names[-1:]])
    return [*some[: last[0]], some[last[0]].strip(",.”")] if last else some


def damage(words: list[str], random: Random) -> str:
    """A stretch of an article in one of the ways in which texts are damaged; the first way leaves it as it is."""
    some = cut(words, random)
    match random.randrange(8):
        case 1:
            some = [word for word in some if random.random() > 0.2]
        case 2:
            random.shuffle(some)
        case 3:
            some = [word.upper() for word in some]
        case 4:
            some = [word.lower() for word in some]
        case 5:
            some = [word.title() for word in some]
        case 6:
            for _ in range(random.randint(1, 20)):
                some.insert(random.randint(0, len(some)), random.choice(INSERTED))
        case 7:
            some = [random.choice(INSERTED) + word if random.random() < 0.2 else word for word in some]
    return "".join(some)


def annotate_damaged(nlp: Language, count: int, tally: Tally) -> None:
    """Annotate so many damaged texts, always the same ones."""
    random, articles = Random(0), read_words()
    for _ in range(count):
        text = damage(random.choice(articles), random)
        tally.add("damaged texts")
        try:
            doc = nlp(text)
        except Exception as error:
            tally.expect(False, "crashes", f"{type(error).__name__}: {error}, of {text!r}")
            continue
        spans = [span for quote in doc._.quotes for span in [*quote.content, quote.cue, quote.speaker] if span]
        spans += [(entity.start, entity.end) for entity in doc._.entities]
        wrong = [(start, end) for start, end in spans if not 0 <= start < end <= len(text)]
        tally.expect(not wrong, "differing rows", f"spans {wrong} of {text!r}")
