"""Texts and pages that cost more than linear time wherever something looks at all of them again and again."""

import gc
import math
import time
from collections.abc import Callable, Mapping
from itertools import cycle, islice

import pytest

STORY = "The harbour stays open until Friday, the mayor said on Monday, and the ferries will run. "
"""What makes an article of each: alone they would be rejected as empty, or as not English."""
MAX_RATIO = 6.0
"""Of the CPU time of four times the size: 4 is linear, 16 is quadratic; the rest is noise and what a start costs."""
FLOOR = 0.25
"""Seconds below which a ratio says nothing."""
TRIES = 3


def measure(work: Callable[[], object]) -> float:
    """CPU seconds that some work takes, without collections of garbage, which take longer the more a process holds."""
    gc.collect()
    gc.disable()
    begun = time.process_time()
    try:
        work()
        return time.process_time() - begun
    finally:
        gc.enable()


def check_linear(
    work: Callable[[int], object], sizes: tuple[int, int], max_seconds: float, floor: float = FLOOR
) -> None:
    """Fail where four times the size takes much more than four times as long, or too long at all.

    A machine that does something else may slow down a measurement; only the least of several tries counts.
    """
    small = large = math.inf
    for _ in range(TRIES):
        small, large = (
            min(least, measure(lambda size=size: work(size))) for least, size in zip((small, large), sizes, strict=True)
        )
        if large <= min(max_seconds, MAX_RATIO * max(small, floor)):
            return
    pytest.fail(f"{small:.3f} s and {large:.3f} s: {large / small:.1f} times; at most {max_seconds} s")


def repeat(pattern: str, size: int) -> str:
    """The pattern over and over, so many characters of it."""
    return "".join(islice(cycle(pattern), size))


def build_name(number: int) -> str:
    """Another name for each number."""
    letters = "".join(chr(ord("a") + number // 26**place % 26) for place in range(3))
    return f"Ann{letters[0]}{letters[1]} Lee{letters[2]}{letters[1]}{letters[0]}"


def build_names(size: int) -> str:
    """So many characters of people who say something."""
    return "".join(f"{build_name(number)} said that it is over. " for number in range(size // 36))


def build_nested(size: int) -> str:
    """Brackets inside brackets, with a word in each."""
    half = size // 6
    return "(no " * half + ") " * half


TEXTS: Mapping[str, Callable[[int], str]] = {
    "marks without spaces": lambda size: repeat('"', size),
    "curly marks without spaces": lambda size: repeat("“”", size),
    "marks with spaces": lambda size: repeat('" ', size),
    "words in marks": lambda size: repeat("“no” ", size),
    "open marks": lambda size: repeat("“no ", size),
    "commas": lambda size: repeat(",", size),
    "equals signs": lambda size: repeat("=", size),
    "stretches just short enough to be split": lambda size: "".join(
        f"{',' * (147 - number % 9)}{number:03} " for number in range(size // 148)
    ),
    "letters without spaces": lambda size: repeat("a", size),
    "he said she said": lambda size: repeat("he said she said ", size),
    "said in marks": lambda size: repeat("“No,” he said. ", size),
    "capitals": lambda size: repeat("THE MAYOR SAID NO ", size),
    "single capitals": lambda size: repeat("A B C D ", size),
    "names": build_names,
    "one-word paragraphs": lambda size: repeat("word\n\n", size),
    "one-mark paragraphs": lambda size: repeat(".\n\n", size),
    "nested brackets": build_nested,
    "combining marks": lambda size: repeat("e" + "\u0301\u0323" * 50_000, size),
    "open brackets": lambda size: repeat("(", size // 2) + repeat("( ", size // 2),
}


def wrap_page(body: str) -> str:
    """A page with an article and something else."""
    return f"<html><body><article><p>{STORY * 3}</p>{body}</article></body></html>"


PAGES: Mapping[str, Callable[[int], str]] = {
    "tag of many attributes": lambda size: wrap_page(
        "<p " + "".join(f"a{number:06x}=1 " for number in range(size // 10)) + f">{STORY}</p>"
    ),
    "tag of one attribute over and over": lambda size: wrap_page(f"<p {repeat('a=1 ', size)}>{STORY}</p>"),
    "attributes that hold brackets": lambda size: wrap_page(
        "<p " + "".join(f'a{number:06x}=">" ' for number in range(size // 12)) + f">{STORY}</p>"
    ),
    "deep": lambda size: wrap_page(repeat(("<div>" * 200 + "no" + "</div>" * 200), size)),
    "wide": lambda size: wrap_page(repeat(f"<p>{STORY}", size)),
    "many links": lambda size: wrap_page("<p>" + repeat("<a href=x>no</a> ", size) + "</p>"),
    "many short tags": lambda size: wrap_page(repeat("<b>a</b> ", size)),
    "open tags": lambda size: wrap_page(repeat("<", size)),
    "combining marks": lambda size: wrap_page("<p>" + repeat("&#x301;&#x323;", size)),
    "furniture": lambda size: wrap_page(repeat("<div class=promo>no</div>no ", size)),
    "line breaks": lambda size: wrap_page("<div>" + repeat("the harbour is open <br><br>", size) + "</div>"),
    "parts of an article": lambda size: wrap_page(repeat(f"<div class=part><p>{STORY}</p></div>", size)),
    "statements": lambda size: wrap_page(repeat("<p>He said:</p><blockquote><p>The harbour is open", size // 2)),
    "bylines": lambda size: wrap_page(repeat("<div class=byline><b>By</b> me</div>", size)),
    "character references": lambda size: wrap_page("<p>" + repeat("&quot;", size)),
}
