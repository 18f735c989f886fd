"""`python -m tests.bench.styles CORPUS`: who speaks where the articles of a corpus are written in other ways.

Other quotation marks, lines and letters; the corpus is one of sourced statements, as `tests/corpus/sources-b.jsonl`.
"""

import argparse
import json
import re
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path
from subprocess import run

QUOTES = re.compile(r'(^|[\s(\[—–-])"')


def straighten(text: str) -> str:
    """Straight marks alone."""
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


def mark(opening: str, closing: str) -> Callable[[str], str]:
    """Other double marks, and a curly apostrophe."""
    return lambda text: QUOTES.sub(rf"\1{opening}", straighten(text)).replace('"', closing).replace("'", "’")


def wrap(text: str) -> str:
    """Lines of 70 characters."""
    parts = (textwrap.fill(part, 70, break_long_words=False, break_on_hyphens=False) for part in text.split("\n\n"))
    return "\n\n".join(parts)


STYLES: dict[str, Callable[[str], str]] = {
    "straight": straighten,
    "single-straight": lambda text: straighten(text).replace('"', "'"),
    "single": mark("‘", "’"),
    "guillemets": mark("«", "»"),
    "low": mark("„", "“"),
    "wrapped": wrap,
    "one-line-break": lambda text: re.sub(r"\n\n+", "\n", text),
    "one-paragraph": lambda text: re.sub(r"\s*\n+\s*", " ", text),
    "capitals": str.upper,
    "small-letters": str.lower,
}


def main() -> None:
    """Write the corpus in each way, then evaluate all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    corpus: Path = parser.parse_args().corpus
    articles = [json.loads(line) for line in corpus.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        paths = [corpus]
        for name, write in STYLES.items():
            paths.append(Path(folder) / f"{name}.jsonl")
            with paths[-1].open("w", encoding="utf-8") as file:
                for one in articles:
                    statements = [{**said, "text": write(said["text"])} for said in one["statements"]]
                    text = {"text": write(one["text"]), "statements": statements}
                    file.write(json.dumps({**one, **text}, ensure_ascii=False) + "\n")
        run(["quotewire", "evaluate", *map(str, paths)], check=True)


if __name__ == "__main__":
    main()
