"""Train the tagger on annotated corpora; deterministic, resumed from the last whole epoch after an interruption."""

import pickle
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import torch
from spacy.language import Language
from tokenizers import Tokenizer

from tasks.quotes.scoring.corpus import Document, read_corpus
from tasks.quotes.tagging.page import build_page
from tasks.quotes.tagging.pieces import load_tokenizer
from tasks.quotes.tagging.tagger import Tagger, load_tagger
from tasks.quotes.training.calibrate import fit_confidence, tune_rating, write_curve
from tasks.quotes.training.examples import Example, build_gold, learn_evidence
from tasks.quotes.training.export import export_model
from tasks.quotes.training.recipe import Recipe
from tasks.quotes.training.run import Run, load_network, load_weights, mean_weights
from tasks.quotes.training.teach import ask_teachers, open_teachers, suggest_quotes

type Report = Callable[[str], None]


def train(
    corpora: Sequence[Path],
    out: Path,
    nlp: Language,
    base: Path,
    recipe: Recipe,
    report: Report = print,
    start: Path | None = None,
    teachers: Sequence[Path] = (),
) -> Path:
    """Train on the corpora, export the model to ``out/model`` and return that folder.

    ``base`` is a folder with ``model.safetensors`` and ``tokenizer.json`` of MiniLM-L6. An interrupted training goes
    on from its last whole epoch when called again with the same arguments; ``report`` gets a line of progress at a
    time. Of the corpora ``recipe.held_out`` documents are kept back; rating and confidence are fitted on them.

    ``start`` is the ``weights.pt`` of an earlier training to go on from. ``teachers`` are model folders: their mean
    opinion is learned beside the gold, and in documents without ``quotes`` what they find stands for the gold.
    Raises ValueError where another training began in ``out``, where a document has no quotes and there are no
    teachers, for a start or a teacher that is none, and for several runs without a start: the mean of networks that
    began apart is none.
    """
    if recipe.runs > 1 and not start:
        raise ValueError("several runs are averaged, so they must begin with the same weights: give --start")
    if start:
        load_network(start)  # so that a wrong file is refused now, not after the annotation
    out.mkdir(parents=True, exist_ok=True)
    documents = [document for path in corpora for document in read_corpus(path)]
    kept, held_out = split_held_out(documents, recipe.held_out)
    panel = open_teachers(teachers) if teachers else None
    asked = {**asdict(recipe), "corpora": list(corpora), "start": start, "teachers": list(teachers)}
    built = build_examples(kept, nlp, load_tokenizer(base), panel)
    examples = prepare(built, out / "examples.pickle", asked, report)
    weights = finish_runs(recipe, base, out, start, examples, report)
    gold = [example for example, document in zip(examples, kept, strict=True) if "quotes" in document]
    settings = {"recipe": asdict(recipe), "evidence": learn_evidence(gold)}
    export_model(load_network(weights), base / "tokenizer.json", out / "model", settings)
    parsed = list(zip(nlp.pipe(document["text"] for document in held_out), held_out, strict=True))
    tune_rating(out / "model", parsed)
    try:
        write_curve(fit_confidence(load_tagger(out / "model"), parsed), out / "model")
    except ValueError as error:
        report(f"confidence stays the tagger's rating: {error}")
    return out / "model"


def finish_runs(
    recipe: Recipe, base: Path, out: Path, start: Path | None, examples: Sequence[Example], report: Report
) -> Path:
    """Train what is left of every run; returns where the mean of their weights is.

    After a start from other weights it is the mean of these and of where the runs ended: half-way is better than
    either end (Wortsman et al., CVPR 2022; figures in the model card).
    """
    ends = []
    for number in range(recipe.runs):
        run = Run(replace(recipe, seed=recipe.seed + number), base, out / f"run-{number + 1}", start)
        while run.epoch < recipe.epochs:
            run.train_epoch(examples, report)
            run.save()
        ends.append(run.average)
    merged = mean_weights(ends)
    torch.save(mean_weights([load_weights(start), merged]) if start else merged, out / "weights.pt")
    return out / "weights.pt"


def split_held_out(documents: Sequence[Document], count: int) -> tuple[list[Document], list[Document]]:
    """Training documents and held-out ones, these annotated; the same split for the same corpora, whatever the seed."""
    annotated = [number for number, document in enumerate(documents) if "quotes" in document]
    chosen = set(random.Random(0).sample(annotated, min(count, len(annotated) // 4)))
    kept = [document for number, document in enumerate(documents) if number not in chosen]
    return kept, [documents[number] for number in sorted(chosen)]


def prepare(built: Iterator[Example], cache: Path, asked: Mapping[str, object], report: Report) -> list[Example]:
    """Return the examples, from the cache of an earlier start of the same training where there is one.

    Raises ValueError where the cache is of a training that was asked for something else: its examples and checkpoints
    are not for this one.
    """
    if not cache.exists():
        report("annotating the documents")
        fresh = cache.with_suffix(".new")
        fresh.write_bytes(pickle.dumps((asked, list(built))))
        fresh.replace(cache)
    then, examples = pickle.loads(cache.read_bytes())  # written by the lines above
    if then != asked:
        raise ValueError(f"a training with other arguments began in {cache.parent}: give another --out, or delete it")
    return examples  # type: ignore[no-any-return]


def build_examples(
    documents: Sequence[Document], nlp: Language, tokenizer: Tokenizer, teachers: Tagger | None
) -> Iterator[Example]:
    """Annotate and cut the documents of a corpus, and ask the teachers about them."""
    docs = nlp.pipe((document["text"] for document in documents), batch_size=32)
    for document, doc in zip(documents, docs, strict=True):
        page, quotes = build_page(doc, tokenizer), document.get("quotes")
        if quotes is None:
            if teachers is None:
                raise ValueError(f"document {document['doc_id']} has no `quotes`: give --teacher to learn from it")
            quotes = suggest_quotes(teachers, doc, page)
        gold = tuple(found for quote in quotes if (found := build_gold(quote, page.pieces)))
        taught = ask_teachers(teachers, page, [quote.cue for quote in gold]) if teachers else None
        yield Example(page.pieces, page.features, gold, taught)
