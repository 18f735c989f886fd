"""Reader of .json (one object or a list of them) and of .jsonl (one object a line, never more than one in memory)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NoReturn

from schemas.rejects import Problem, ProblemError
from tasks.ingest.limits import Limits
from tasks.ingest.readers.decode import BOMS, check_is_text, decode, find_encoding
from tasks.ingest.readers.json_values import read_element, read_value
from tasks.ingest.readers.record import Delivered, RawStream, read_lines, read_whole

WIDE_BOMS = tuple(bom for bom, encoding in BOMS if encoding != "utf-8")


def refuse(constant: str) -> NoReturn:
    """Raise ValueError: NaN and Infinity are no JSON."""
    raise ValueError(f"{constant} is no JSON value; write null")


DECODER = json.JSONDecoder(parse_constant=refuse)


def parse_json(text: str) -> Any | Problem:
    """Return the value, the last one where a key comes twice; a Problem (invalid_json) where it is not valid JSON."""
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        hint = "; a file with one object a line is named .jsonl" if error.msg == "Extra data" else ""
        return Problem("invalid_json", f"Line {error.lineno}, column {error.colno}: {error.msg}{hint}")
    except RecursionError:
        return Problem("invalid_json", "The values are nested too deeply")
    except ValueError as error:
        return Problem("invalid_json", str(error).partition(";")[0])


def read_json(raw: RawStream, limits: Limits) -> Iterator[Delivered]:
    """Yield the records of a JSON file; one Problem for an empty list or file. Raises ProblemError."""
    text = decode(read_whole(raw.unpack(), limits))
    value = parse_json(text) if text.strip() else Problem("empty")
    if isinstance(value, Problem):
        yield value
    else:
        yield from read_value(value, raw)


def read_json_lines(raw: RawStream, limits: Limits) -> Iterator[Delivered]:
    """Yield the records of a file of lines, blank ones left out; what is wrong with one line costs that line only.

    Raises ProblemError where the rest of the file cannot be read.
    """
    is_empty = True
    stream = raw.unpack()
    for number, line in enumerate(read_lines(stream, raw.size, limits), start=1):
        if number == 1 and line is not None:
            if line.startswith(WIDE_BOMS) or find_encoding(line):  # its lines do not end in the byte of a newline
                yield from read_wide(line + read_whole(stream, limits), raw)
                return
            check_is_text(line)
        if line is None or line.strip():
            is_empty = False
            too_large = Problem("too_large", f"Line {number}: the limit is {limits.max_file_bytes:,} bytes")
            yield from [too_large] if line is None else read_line(line, number, raw)
    if is_empty:
        yield Problem("empty")


def read_line(line: bytes, number: int, raw: RawStream) -> Iterator[Delivered]:
    """Yield the articles in one line, which is one for most."""
    try:
        found = parse_json(decode(line).strip())
    except ProblemError as error:
        found = error.problem
    records = [found] if isinstance(found, Problem) else read_element(found, raw)
    for record in records:
        yield number_line(record, number) if isinstance(record, Problem) else record


def number_line(problem: Problem, number: int) -> Problem:
    """Return a problem that says in which line of the file it is."""
    detail = problem.detail.removeprefix("Line 1, ")
    joint = ", " if detail != problem.detail else ": "
    return replace(problem, detail=f"Line {number}{joint}{detail}" if detail else f"Line {number}")


def read_wide(content: bytes, raw: RawStream) -> Iterator[Delivered]:
    """Yield the records of a file in UTF-16 or UTF-32."""
    for number, line in enumerate(decode(content).split("\n"), start=1):
        if line.strip():
            yield from read_line(line.encode("utf-8", "surrogatepass"), number, raw)
