"""JSON text to values: strict, and never more than an error whatever the text."""

import json
from typing import Any, NoReturn

from schemas.rejects import Problem


def refuse(constant: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError(f"{constant} is no JSON value; write null")


DECODER = json.JSONDecoder(parse_constant=refuse)


def parse_json(text: str) -> Any | Problem:
    """The value, the last one where a key comes twice; a Problem (invalid_json) where the text is not valid JSON."""
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        hint = "; a file with one object a line is named .jsonl" if error.msg == "Extra data" else ""
        return Problem("invalid_json", f"Line {error.lineno}, column {error.colno}: {error.msg}{hint}")
    except RecursionError:
        return Problem("invalid_json", "The values are nested too deeply")
    except ValueError as error:
        return Problem("invalid_json", str(error).partition(";")[0])
