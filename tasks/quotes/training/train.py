"""Train the tagger on annotated corpora; deterministic, resumed from the last whole epoch after an interruption."""

import pickle
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from spacy.language import Language

from tasks.quotes.calibration import write_curve
from tasks.quotes.scoring.corpus import Document, read_corpus
from tasks.quotes.tagging.evidence import learn_evidence
from tasks.quotes.tagging.pieces import load_tokenizer
from tasks.quotes.tagging.tagger import open_tagger
from tasks.quotes.training.calibrate import fit_confidence
from tasks.quotes.training.examples import Example, build_examples
from tasks.quotes.training.export import export_model
from tasks.quotes.training.run import Recipe, Run, load_network
from tasks.quotes.training.tune import tune_rating

type Report = Callable[[str], None]


def train(
    corpora: Sequence[Path],
    out: Path,
    nlp: Language,
    base: Path,
    recipe: Recipe | None = None,
    report: Report = print,
) -> Path:
    """Train on the corpora, export the model to ``out/model`` and return that folder.

    ``base`` is a folder with ``model.safetensors`` and ``tokenizer.json`` of MiniLM-L6. An interrupted training goes
    on from its last whole epoch when called again with the same arguments; ``report`` gets a line of progress at a
    time. Of the corpora ``recipe.held_out`` documents are kept back; rating and confidence are fitted on them.
    """
    recipe = recipe or Recipe()
    out.mkdir(parents=True, exist_ok=True)
    documents = [document for path in corpora for document in read_corpus(path)]
    kept, held_out = split_held_out(documents, recipe.held_out)
    examples = prepare(kept, out / "examples.pickle", nlp, base, report)
    weights = finish_run(Run(recipe, base, out), examples, report)
    settings = {"recipe": asdict(recipe), "evidence": learn_evidence(examples)}
    export_model(load_network(weights), base / "tokenizer.json", out / "model", settings)
    tune_rating(out / "model", held_out, nlp)
    try:
        write_curve(fit_confidence(nlp, open_tagger(out / "model"), held_out), out / "model")
    except ValueError as error:
        report(f"confidence stays the tagger's rating: {error}")
    return out / "model"


def finish_run(run: Run, examples: Sequence[Example], report: Report) -> Path:
    """Train what is left of one run; returns where its averaged weights are."""
    while run.epoch < run.recipe.epochs:
        run.train_epoch(examples, report)
        run.save()
    weights = run.path.with_name("weights.pt")
    torch.save(run.averaged(), weights)
    return weights


def split_held_out(documents: Sequence[Document], count: int) -> tuple[list[Document], list[Document]]:
    """Training documents and held-out ones; the same split for the same corpora, whatever the seed."""
    chosen = set(random.Random(0).sample(range(len(documents)), min(count, len(documents) // 4)))
    kept = [document for number, document in enumerate(documents) if number not in chosen]
    return kept, [documents[number] for number in sorted(chosen)]


def prepare(documents: Sequence[Document], cache: Path, nlp: Language, base: Path, report: Report) -> list[Example]:
    """The examples of the documents, from the cache of an earlier start of the same training where there is one."""
    if not cache.exists():
        report(f"annotating {len(documents)} documents")
        cache.write_bytes(pickle.dumps(list(build_examples(documents, nlp, load_tokenizer(base)))))
    return pickle.loads(cache.read_bytes())  # type: ignore[no-any-return]  # written by the line above
