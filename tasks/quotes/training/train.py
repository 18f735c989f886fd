"""Train the tagger on annotated corpora; deterministic, resumed from the last whole epoch after an interruption."""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from spacy.language import Language
from tokenizers import Tokenizer

from tasks.quotes.casing import find_only_case
from tasks.quotes.component import QuoteAttribution
from tasks.quotes.scoring.corpus import read_corpus
from tasks.quotes.tagging.page import build_page
from tasks.quotes.tagging.pieces import load_tokenizer
from tasks.quotes.tagging.tagger import Tagger
from tasks.quotes.training.calibrate import fit_confidence, tune_rating, write_curve
from tasks.quotes.training.corpora import Source, add_swaps, read_sources, split_held_out
from tasks.quotes.training.examples import Example, build_gold
from tasks.quotes.training.export import export_model
from tasks.quotes.training.names import build_names
from tasks.quotes.training.recipe import Recipe
from tasks.quotes.training.run import Run, begin_network, load_network, load_weights, mean_weights
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
    without: Sequence[Path] = (),
) -> Path:
    """Train on the corpora, export the model to ``out/model`` and return that folder.

    ``base`` is a folder with ``model.safetensors`` and ``tokenizer.json`` of MiniLM-L6. An interrupted training goes
    on from its last whole epoch when called again with the same arguments; ``report`` gets a line of progress at a
    time. Of the corpora ``recipe.held_out`` documents are kept back; rating and confidence are fitted on them.

    ``start`` is the ``weights.pt`` of an earlier training to go on from, cut to the recipe's shape where that is
    smaller. ``teachers`` are model folders: their mean opinion is learned beside the gold, and in documents without
    ``quotes`` what they find stands for the gold. The documents of the corpora ``without`` are left out.
    Raises ValueError where another training began in ``out``, where a document has no quotes and there are no
    teachers, for a start or a teacher that is none, and for several runs without a start: the mean of networks that
    began apart is none.
    """
    if recipe.runs > 1 and not start:
        raise ValueError("several runs are averaged, so they must begin with the same weights: give --start")
    if start:
        load_network(start)  # so that a wrong file is refused now, not after the annotation
    out.mkdir(parents=True, exist_ok=True)
    left_out = {document["doc_id"] for path in without for document in read_corpus(path)}
    kept, held_out = split_held_out(read_sources(corpora, left_out), recipe.held_out)
    panel = open_teachers(teachers) if teachers else None
    asked = {**asdict(recipe), "corpora": list(corpora), "start": start, "teachers": list(teachers)}
    tokenizer = load_tokenizer(base)
    learned = build_examples(add_swaps(kept), nlp, tokenizer, panel, recipe.one_case)
    built = chain(learned, build_examples(held_out, nlp, tokenizer, panel))
    examples = prepare(built, out / "examples.pickle", asked | {"without": list(without)}, report)
    weights = finish_runs(recipe, base, out, start, examples, len(held_out), report)
    export_model(
        load_network(weights), base / "tokenizer.json", out / "model", {"recipe": asdict(recipe), "names": True}
    )
    gold = [source.document for source in held_out if "quotes" in source.document]
    parsed = list(zip(nlp.pipe(document["text"] for document in gold), gold, strict=True))
    tune_rating(out / "model", parsed)
    try:
        write_curve(fit_confidence(QuoteAttribution(out / "model"), parsed), out / "model")
    except ValueError as error:
        report(f"confidence stays the tagger's rating: {error}")
    return out / "model"


def finish_runs(
    recipe: Recipe,
    base: Path,
    out: Path,
    start: Path | None,
    examples: Sequence[Example],
    held_out: int,
    report: Report,
) -> Path:
    """Train what is left of every run; returns where the mean of their weights is.

    The last ``held_out`` examples are not learned from; the loss on them is reported after each epoch.

    After a start from other weights of that shape it is the mean of these and of where the runs ended: half-way is
    better than either end (Wortsman et al., CVPR 2022; figures in the model card).
    """
    learned, tested = examples[: len(examples) - held_out], examples[len(examples) - held_out :]
    ends = []
    for number in range(recipe.runs):
        one = replace(recipe, seed=recipe.seed + number)
        run = Run(one, lambda: begin_network(recipe, base, start, learned), out / f"run-{number + 1}")
        while run.epoch < recipe.epochs:
            run.train_epoch(learned, report)
            run.save()
            if tested:
                report(f"epoch {run.epoch} held out {run.test(tested)}")
        ends.append(run.average)
    merged = mean_weights(ends)
    began = load_weights(start) if start else merged
    is_alike = all(weights.shape == merged[name].shape for name, weights in began.items() if name in merged)
    is_halfway = is_alike and began.keys() == merged.keys()
    torch.save(mean_weights([began, merged]) if is_halfway else merged, out / "weights.pt")
    return out / "weights.pt"


def prepare(built: Iterator[Example], cache: Path, asked: Mapping[str, object], report: Report) -> list[Example]:
    """Return the examples, from the cache of an earlier start of the same training where there is one.

    Raises ValueError where the cache is of a training that was asked for something else: its examples and checkpoints
    are not for this one.
    """
    if not cache.exists():
        report("annotating the documents")
        fresh = cache.with_suffix(".new")
        with fresh.open("wb") as file:
            pickle.dump((asked, list(built)), file)
        fresh.replace(cache)
    with cache.open("rb") as file:
        then, examples = pickle.load(file)  # written by the lines above
    if then != asked:
        raise ValueError(f"a training with other arguments began in {cache.parent}: give another --out, or delete it")
    return examples  # type: ignore[no-any-return]


def build_examples(
    sources: Iterable[Source], nlp: Language, tokenizer: Tokenizer, teachers: Tagger | None, one_case: float = 0.0
) -> Iterator[Example]:
    """Annotate and cut the documents of a corpus, and ask the teachers about them.

    With ``one_case`` documents are followed by themselves in one case, to be read that often for each time as they are.
    """
    docs = nlp.pipe(((source.document["text"], source) for source in sources), as_tuples=True, batch_size=32)
    for number, (doc, source) in enumerate(docs):
        document, reading = source.document, source.reading
        page, quotes = build_page(doc, tokenizer), document.get("quotes")
        if quotes is None:
            if teachers is None:
                raise ValueError(f"document {document['doc_id']} has no `quotes`: give --teacher to learn from it")
            quotes = suggest_quotes(teachers, doc, page)
        gold = tuple(found for quote in quotes if (found := build_gold(quote, page.pieces)))
        taught = ask_teachers(teachers, page, [quote.cue for quote in gold]) if teachers else None
        names = build_names(doc, page.pieces, document.get("entities"))
        example = Example(page.pieces, page.features, gold, names, taught, reading.guideline, reading.weight)
        yield example
        if one_case:
            text = doc.text.upper() if number % 2 else doc.text.lower()
            yield from show_in_one_case(example, text, nlp, tokenizer, one_case)


def show_in_one_case(
    example: Example, text: str, nlp: Language, tokenizer: Tokenizer, weight: float
) -> Iterator[Example]:
    """Yield an example with what the tagger sees of its text in one case; gold and teachers' opinions as they were.

    Nothing, where the text is too short to show that it has one case, or has other pieces then.
    """
    if not find_only_case(text):
        return
    page = build_page(nlp(text), tokenizer)
    ids, starts = (page.pieces.ids, example.pieces.ids), (page.pieces.starts, example.pieces.starts)
    if np.array_equal(*ids) and np.array_equal(*starts):
        yield replace(example, features=page.features, weight=example.weight * weight)
