"""`python -m tests.bench.stages`: where the time of annotation goes, in µs of CPU time a word.

One process takes articles through each step alone, in turn with plain spaCy; the figures are medians of some runs.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from time import process_time

import tests.support.threads  # noqa: F401  (before numpy: one thread, as a worker has)  # isort: skip
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

from tasks.annotate.pipeline import BATCH_SIZE, load_pipeline, remember_words
from tasks.annotate.rows import build_annotations, group_articles
from tasks.batch.recipe import find_model
from tests.bench.texts import count_words, read_texts

ENCODER, PAIRS = "  the encoder", "  the pair head"
ATTRIBUTION = "quote_attribution"


class Clock:
    """CPU seconds by name."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def time[T](self, name: str, call: Callable[[], T]) -> T:
        """What a call returns; its time is added to the name's."""
        begun = process_time()
        value = call()
        self.seconds[name] += process_time() - begun
        return value


class TimedScorer:
    """A scorer and a clock beside it."""

    def __init__(self, scorer: object, clock: Clock) -> None:
        self.encode = lambda *given: clock.time(ENCODER, lambda: scorer.encode(*given))
        self.pair = lambda *given: clock.time(PAIRS, lambda: scorer.pair(*given))


def measure(nlp: Language, plain: Language, texts: Sequence[str]) -> dict[str, float]:
    """Seconds of each step, of all and of plain spaCy; the two take turns, a batch each."""
    clock, component = Clock(), nlp.get_pipe(ATTRIBUTION)
    tagger = component.tagger
    component.tagger = replace(tagger, scorer=TimedScorer(tagger.scorer, clock))
    for batch in group_articles(("", text) for text in texts):
        some = [text for _, text in batch]
        clock.time("all", lambda some=some: clock.time("tokenizer", lambda: remember_words(nlp, some)))
        with nlp.memory_zone():
            clock.time("all", lambda some=some: annotate_by_steps(nlp, some, clock))
        clock.time("plain spaCy", lambda some=some: list(plain.pipe(some, batch_size=BATCH_SIZE)))
    component.tagger = tagger
    clock.seconds["  Python"] = clock.seconds[ATTRIBUTION] - clock.seconds[ENCODER] - clock.seconds[PAIRS]
    return dict(clock.seconds)


def annotate_by_steps(nlp: Language, texts: Sequence[str], clock: Clock) -> None:
    """Take texts through the pipeline, each step with all of them."""
    docs: list[Doc] = clock.time("tokenizer", lambda: [nlp.make_doc(text) for text in texts])
    for name, pipe in nlp.pipeline:
        run = pipe.pipe if hasattr(pipe, "pipe") else lambda docs, pipe=pipe, **_: map(pipe, docs)
        docs = clock.time(name, lambda run=run, docs=docs: list(run(docs, batch_size=BATCH_SIZE)))
    clock.time("rows", lambda: build_annotations([str(number) for number in range(len(docs))], docs))


def load_plain(model: str) -> Language:
    """spaCy's pipeline as it is: with matrix products of its own, which quotewire's takes from numpy."""
    plain, own = spacy.load(find_model(model)), NumpyOps()
    for _, pipe in plain.pipeline:
        if isinstance(getattr(pipe, "model", None), Model):
            for node in pipe.model.walk():
                node.ops = own
    return plain


def show(model: str, texts: Sequence[str], runs: int) -> None:
    """Print the table."""
    nlp, plain, words = load_pipeline(model), load_plain(model), count_words(list(texts))
    measure(nlp, plain, texts[:20])  # loads the network, fills tables
    measured = [measure(nlp, plain, texts) for _ in range(runs)]
    steps = [*nlp.pipe_names, ENCODER, PAIRS, "  Python"]
    print(f"µs of CPU time a word, one process, {len(texts)} articles, medians of {runs}")
    for step in ("tokenizer", *steps, "rows", "all", "plain spaCy"):
        print(f"  {step:22}{median(one[step] for one in measured) / words * 1e6:8.1f}")
    ratio = median(one["plain spaCy"] / one["all"] for one in measured)
    print(f"plain spaCy / all, CPU time of one process {ratio:6.2f}", flush=True)


def main() -> None:
    """Read texts, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--model", default="en_core_web_md")
    given = parser.parse_args()
    show(given.model, read_texts(given.articles), given.runs)


if __name__ == "__main__":
    main()
