"""Accuracy floors: the real component on gold corpora may not fall below the figures in floors.json.

A floor only rises. `python -m tests.quotes.test_floors` measures, raises every floor to half a point below what was
measured, and lowers none: arithmetic differs a little between processors, which is what the half point is for. Floats,
8 bits and bfloat16 must all hold: one quote more that 8 bits find by luck is no floor.
Corpora outside the project are held where they are present.
"""

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from tasks.annotate.pipeline import load_pipeline
from tasks.ingest.cleaning.paragraphs import build_paragraphs
from tasks.quotes.scoring.evaluate import Evaluation, predict, read_gold, score_corpus
from tasks.quotes.scoring.score import PARTS, TYPES, Score

ROOT = Path(__file__).parents[2]
FLOORS = ROOT / "tests" / "floors.json"
"""Corpus -> how many of its documents are used, from its first (null: all), and the floor of each figure."""
MODEL = "en_core_web_md"
SLACK = 0.5
NEWS = 1.0
"""Points above its floor from which a figure is worth a higher one."""


def read_floors() -> dict[str, dict[str, Any]]:
    """The content of floors.json."""
    floors: dict[str, dict[str, Any]] = json.loads(FLOORS.read_text())
    return floors


def measure(corpus: str, count: int | None) -> dict[str, float]:
    """Every figure of a corpus by name, in percent."""
    gold = read_gold(ROOT / corpus, build_paragraphs)[:count]
    return list_figures(score_corpus(corpus, gold, predict(load_pipeline(MODEL), gold)))


def list_figures(one: Evaluation) -> dict[str, float]:
    """The figures of an evaluation that floors are held for."""
    figures: dict[str, float] = {}
    if one.whole and one.quoted:
        figures |= {f"whole {kind} e2e": one.whole[kind]["e2e"]["f"] for kind in TYPES if one.whole[kind]["gold"]}
        figures |= {f"{part} exact": one.whole[part]["f"] for part in PARTS}
        figures["quoted e2e"] = one.quoted["all"]["e2e"]["f"]
        figures |= list_names("whole", one.whole) | list_names("quoted", one.quoted)
    if one.names and one.names.right is not None:
        figures["names right"] = round(100 * one.names.right, 1)
    if one.sourcing:
        figures |= {"statements": one.sourcing["statements"]["f"], "statements e2e": one.sourcing["e2e"]["f"]}
        figures |= {f"statements {name}": one.sourcing[name] for name in ("name", "kind", "title")}
    return figures | {f"entities {kind}": entity["f"] for kind, entity in (one.entities or {}).items()}


def list_names(unit: str, score: Score) -> dict[str, float]:
    """The name figure, where the corpus has names."""
    return {f"{unit} name": score["all"]["name"]["f"]} if "name" in score["all"] else {}


@pytest.mark.slow
@pytest.mark.parametrize("corpus", read_floors())
def test_no_figure_falls_below_its_floor(corpus: str) -> None:
    if not (ROOT / corpus).exists():
        pytest.skip(f"{corpus} is not here")
    held = read_floors()[corpus]
    figures = measure(corpus, held["documents"])
    fallen = {name: (figures[name], floor) for name, floor in held["floors"].items() if figures[name] < floor}
    assert not fallen, f"{corpus}: below the floor (measured, floor): {fallen}"
    risen = {name: figures[name] for name, floor in held["floors"].items() if figures[name] >= floor + NEWS}
    if risen:
        warnings.warn(f"{corpus}: raise the floors with python -m tests.quotes.test_floors: {risen}", stacklevel=1)


def raise_floors() -> None:
    """Measure every corpus that is present and raise its floors."""
    floors = read_floors()
    for corpus, held in floors.items():
        if (ROOT / corpus).exists():
            for name, figure in measure(corpus, held["documents"]).items():
                old = held["floors"].get(name, 0.0)
                floor = max(round(figure - SLACK, 1), old)
                print(f"{corpus}  {name:22} measured {figure:5.1f}  floor {old:5.1f} -> {floor:5.1f}")
                held["floors"][name] = floor
    FLOORS.write_text(json.dumps(floors, indent=2) + "\n")


if __name__ == "__main__":
    raise_floors()
