"""`python -m tests.bench.memory N`: what a worker's memory does over N generated articles, printed as it goes."""

import argparse
import random
from resource import RUSAGE_SELF, getrusage

import psutil

from tasks.annotate.pipeline import load_pipeline
from tasks.annotate.rows import annotate
from tests.bench.texts import build_article, read_own_texts

LINES = 20


def main() -> None:
    """Annotate in this process; print memory in use and its peak up to then."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=int)
    parser.add_argument("--model", default="en_core_web_md")
    given = parser.parse_args()
    source, corpus = random.Random(0), read_own_texts()
    nlp, process, done, shown = load_pipeline(given.model), psutil.Process(), 0, 0
    stream = ((f"{number:016x}", build_article(source, corpus)) for number in range(given.articles))
    for rows in annotate(nlp, stream):
        done += len(rows.counts)
        if done - shown >= given.articles / LINES or done == given.articles:
            peak = getrusage(RUSAGE_SELF).ru_maxrss / 2**10
            print(f"{done:8,} articles   {process.memory_info().rss / 2**20:6,.0f} MiB   peak {peak:6,.0f}", flush=True)
            shown = done


if __name__ == "__main__":
    main()
