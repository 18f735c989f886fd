"""`make torture`: kills, signals, faults of the machine and hostile input without end; nothing may come of them."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PYTHONPATH = f"{ROOT}:{ROOT / 'tests' / 'torture' / 'plugin'}"
"""Of a process that is to load the model: spaCy finds the component by the entry point of a package that lies there."""
