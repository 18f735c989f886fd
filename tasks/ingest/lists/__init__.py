"""Lists as data: text files beside this one, whose first lines begin with "#" and say what they hold and where from."""

from pathlib import Path


def load_lines(name: str) -> tuple[str, ...]:
    """Return the lines of `<name>.txt` in their order, without comments."""
    lines = Path(__file__).with_name(f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))
