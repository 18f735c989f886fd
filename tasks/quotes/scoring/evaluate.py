"""Evaluate quote attribution as it ships: run the whole pipeline over gold corpora and score what it finds.

A corpus that marks `cue_kind` holds attributions of every kind, so all predicted quotes are scored on it; one that
does not marks speech alone, so only predicted quotes with `is_speech` are; nor does one of sourced statements. A corpus
of entities alone is scored for entities alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.progress import track
from spacy.language import Language
from spacy.tokens import Doc

from tasks.quotes.scoring.compare import judge
from tasks.quotes.scoring.corpus import Document, describe_spans, read_corpus, write_corpus
from tasks.quotes.scoring.names import NameFigures, build_name_figures, find_calibration_error, match_names
from tasks.quotes.scoring.score import Rate, Score, score
from tasks.quotes.scoring.score_entities import score_entities
from tasks.quotes.scoring.sourcing.score import SourcingScore, judge_sources, score_sourcing

MORE = (
    "speaker_name", "speaker_mention", "speaker_title", "speaker_organisation", "speaker_pronoun", "speaker_label",
    "speaker_cluster_id", "is_speech", "confidence", "name_confidence", "rule",
)  # fmt: skip
"""What predictions have of a quote besides its type and spans."""


type Paragraphs = Callable[[str], list[str]]
"""From a text to its paragraphs, no word added or lost."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one corpus; None where it has no gold for them."""

    corpus: str
    documents: int
    scored: Literal["all", "speech"]
    """Which predicted quotes are scored: all, or those with `is_speech`."""
    whole: Score | None
    speech: Score | None
    """Whole quotes, belief, wish and other attitudes ignored; None where the corpus does not tell them apart."""
    quoted: Score | None
    """Stretches of three or more words inside double quote marks."""
    sourcing: SourcingScore | None
    """Sourced statements."""
    names: NameFigures | None
    entities: dict[str, Rate] | None
    calibration_error: float | None
    """Expected calibration error of `confidence`, 0-1, against quotes that match with the right speaker."""
    predictions: Path | None
    """Where they were written."""


def evaluate(
    corpora: Sequence[Path], nlp: Language, predictions: Path | None = None, paragraphs: Paragraphs = str.splitlines
) -> list[Evaluation]:
    """Return the figures of each corpus with a loaded pipeline; predictions go into the folder of that name.

    `paragraphs` takes apart texts with sourced statements, whose lines may be wrapped. Raises ValueError for a file
    that is no corpus or that the predictions would overwrite, FileNotFoundError.
    """
    targets = plan_predictions(corpora, predictions) if predictions else [None] * len(corpora)
    golds = [read_gold(path, paragraphs) for path in corpora]
    evaluations = []
    for path, gold, target in zip(corpora, golds, targets, strict=True):
        predicted = predict(nlp, gold, path.name)
        if target:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_corpus(target, predicted)
        evaluations.append(score_corpus(str(path), gold, predicted, target))
    return evaluations


def plan_predictions(corpora: Sequence[Path], folder: Path) -> list[Path]:
    """Return the file of each corpus: its own name, below its folder's name where two corpora share one.

    Raises ValueError where a corpus would be overwritten, or two predictions be written to one file.
    """
    shared = Counter(path.name for path in corpora)
    targets = [folder / (path.parent.name if shared[path.name] > 1 else "") / path.name for path in corpora]
    for path, target in zip(corpora, targets, strict=True):
        if target.resolve() == path.resolve():
            raise ValueError(f"{target} is the corpus itself; choose another folder for the predictions")
    if len(set(targets)) < len(targets):
        raise ValueError("two corpora have the same name; evaluate them one at a time, each into its own folder")
    return targets


def read_gold(path: Path, paragraphs: Paragraphs = str.splitlines) -> list[Document]:
    """Return the documents of a gold corpus; raises ValueError where there are none or one has no gold.

    Texts with statements, which have no offsets, get a blank line between paragraphs, as every article has it.
    """
    gold = list(read_corpus(path))
    if not gold:
        raise ValueError(f"{path} holds no documents")
    for document in gold:
        if not document.keys() & {"quotes", "entities", "statements"}:
            raise ValueError(f"{path}: document {document['doc_id']} has neither `quotes`, `entities` nor `statements`")
        if "statements" in document:
            document["text"] = "\n\n".join(filter(None, map(str.strip, paragraphs(document["text"]))))
    return gold


def predict(nlp: Language, gold: Sequence[Document], name: str = "") -> list[Document]:
    """Return what the pipeline finds in each document, in the corpora's format, texts taken as they are.

    Only quotes that are scored are kept. Shows its progress, under `name`, on a terminal.
    """
    kept = find_scored(gold)
    docs = nlp.pipe((document["text"] for document in gold), batch_size=32)
    console = Console(stderr=True)
    hidden = not (name and console.is_terminal)
    shown = track(docs, name, total=len(gold), console=console, transient=True, disable=hidden)
    return [describe(doc, document["doc_id"], kept) for doc, document in zip(shown, gold, strict=True)]


def find_scored(gold: Iterable[Document]) -> Literal["all", "speech"]:
    """Return whether the corpus marks attributions of every kind or speech alone."""
    return "all" if any(quote.get("cue_kind") for quote in list_quotes(gold)) else "speech"


def list_quotes(documents: Iterable[Document]) -> Iterator[dict[str, Any]]:
    """Return the quotes of all documents that have any."""
    return (quote for document in documents for quote in document.get("quotes", ()))


def describe(doc: Doc, doc_id: str, kept: Literal["all", "speech"]) -> Document:
    """Return an annotated document in the corpora's format."""
    quotes = [
        {"type": quote.type, **describe_spans(quote), **{name: getattr(quote, name) for name in MORE}}
        for quote in doc._.quotes
        if kept == "all" or quote.is_speech
    ]
    entities = [[entity.start, entity.end, entity.label] for entity in doc._.entities]
    return {"doc_id": doc_id, "text": doc.text, "quotes": quotes, "entities": entities}


def score_corpus(
    corpus: str, gold: Sequence[Document], predicted: Sequence[Document], target: Path | None = None
) -> Evaluation:
    """Return the figures of one corpus from its predictions."""
    found = {document["doc_id"]: document for document in predicted}
    quotes = [document for document in gold if "quotes" in document]
    entities = [document for document in gold if "entities" in document]
    sourced = [document for document in gold if "statements" in document]
    scored = find_scored(gold)
    names = any(quote.get("speaker_name") for quote in list_quotes(gold))
    judged = [pair for document in quotes for pair in judge(document, found[document["doc_id"]])]
    named = [one for document in quotes if names for one in match_names(document, found[document["doc_id"]])]
    sources = [pair for document in sourced for pair in judge_sources(document, found[document["doc_id"]])]
    return Evaluation(
        corpus=corpus,
        documents=len(gold),
        scored=scored,
        whole=score(quotes, found, names=names) if quotes else None,
        speech=score(quotes, found, speech_only=True, names=names) if quotes and scored == "all" else None,
        quoted=score(quotes, found, "quoted", names=names) if quotes else None,
        sourcing=score_sourcing(sourced, found) if sourced else None,
        names=build_name_figures(named, sources) if names or sourced else None,
        entities=score_entities(entities, found) if entities else None,
        calibration_error=find_calibration_error(judged),
        predictions=target,
    )


def to_json(evaluations: Iterable[Evaluation]) -> list[dict[str, Any]]:
    """Return evaluations as JSON values; a figure with no gold is null."""
    return [asdict(one) | {"predictions": str(one.predictions) if one.predictions else None} for one in evaluations]
