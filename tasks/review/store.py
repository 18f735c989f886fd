"""Answers into the raw zone: one file for each article and text, which the next run of its batch reads."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from schemas.rejects import ProblemError
from tasks.batch.corrections import find_article_id, find_folder
from tasks.batch.places import Batch, find_batch_date
from tasks.ingest.readers.decode import decode
from tasks.quotes.correcting import is_judged
from tasks.quotes.corrections import CorrectionError, Corrections, Judgement, build_value, parse_value
from tasks.review.answers import Answer, Answers, ReviewError
from tasks.review.label_studio_answers import read_export
from tasks.review.published import PublishedArticle, read_articles
from tasks.review.sheet_answers import read_sheet

type OpenBatch = Callable[[date], Batch]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the answers of one file about one article."""

    batch_date: str
    key: str
    path: str
    """Of the corrections; empty where none were taken."""
    quotes: int
    """That were judged."""
    problems: tuple[str, ...]
    """Why answers were not taken and what to do, in lines."""


def read_answers(content: bytes) -> Answers:
    """Return the answers in a file: an export of Label Studio, or CSV. Raises ReviewError."""
    try:
        text = decode(content)
    except ProblemError as error:
        raise ReviewError(f"it is no text: {error.problem.detail}") from None
    return read_export(text) if text.lstrip()[:1] in ("[", "{") else read_sheet(text)


def take_answers(answers: Answers, open_batch: OpenBatch, dry_run: bool = False) -> Iterator[Taken]:
    """Write the corrections of each article into the raw zone and yield what became of them, by batch and article."""
    ordered = sorted(answers.found, key=lambda one: (one.batch_date, one.key))
    for batch_date, of_batch in groupby(ordered, key=lambda one: one.batch_date):
        some = list(of_batch)
        articles = find_articles(batch_date, some, open_batch)
        for key, of_article in groupby(some, key=lambda one: one.key):
            article = articles.get(find_article_id(key))
            if problem := find_problem(batch_date, key, article):
                yield Taken(batch_date, key, "", 0, tuple(f"{one.where}: {problem}" for one in of_article))
            elif article:
                yield take_article(article, answers, of_article, dry_run)


def find_articles(batch_date: str, some: Iterable[Answer], open_batch: OpenBatch) -> dict[str, PublishedArticle]:
    """Return the published articles that answers about a batch are of, by their ids."""
    found = find_batch_date(batch_date)
    ids = [find_article_id(one.key) for one in some]
    return {one.article_id: one for one in read_articles(open_batch(found), ids)} if found else {}


def find_problem(batch_date: str, key: str, article: PublishedArticle | None) -> str:
    """Return why answers cannot be of an article, and what to do; empty where they can."""
    if find_batch_date(batch_date) is None:
        return "it says of no batch; keep what quotewire review wrote beside the text"
    if article is None:
        return f"batch {batch_date} has no such article (any more); was its file taken out?"
    if article.key != key:
        again = f"quotewire review {batch_date} --to FILE"
        return f"the text of the article has changed since; review it again: {again}"
    return ""


def take_article(article: PublishedArticle, answers: Answers, some: Iterable[Answer], dry_run: bool) -> Taken:
    """Write the corrections of an article, with those of earlier files that they leave standing."""
    judgements: list[Judgement] = []
    problems: list[str] = []
    for one in some:
        try:
            judged = answers.judge(one.value, article)
            judgements = [*([] if answers.is_whole else keep_others(judgements, judged)), *judged]
        except CorrectionError as error:
            problems.append(f"{one.where}: {error}")
    place = find_folder(article.batch) / article.folder / f"{article.key}.json"
    is_taken = bool(judgements) or (answers.is_whole and not problems)
    if is_taken and not dry_run:
        place.update_text(partial(merge, article, Corrections(answers.is_whole, tuple(judgements))))
    path = str(place) if is_taken else ""
    return Taken(article.batch.batch_date.isoformat(), article.key, path, len(judgements), tuple(problems))


def merge(article: PublishedArticle, new: Corrections, stored: str | None) -> str:
    """Return the text of the file of an article's corrections, new ones in the place of what they judge anew."""
    if stored and not new.is_whole:
        old = parse_stored(stored, article.text)
        new = Corrections(old.is_whole, (*keep_others(old.judgements, new.judgements), *new.judgements))
    new = replace(new, judgements=tuple(sorted(new.judgements, key=find_place)))
    value = {"article_id": article.article_id, "publisher": article.publisher, "text": article.text}
    return json.dumps({**value, **build_value(new)}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def parse_stored(stored: str, text: str) -> Corrections:
    """Return the corrections that are there; none where nobody can understand them."""
    try:
        return parse_value(json.loads(stored), text)
    except ValueError:
        return Corrections(False, ())


def keep_others(old: Iterable[Judgement], new: Iterable[Judgement]) -> Iterator[Judgement]:
    """Yield the judgements of quotes that are not judged anew."""
    new = list(new)
    for one in old:
        contents = [spans for spans in (one.of, one.quote.content if one.quote else ()) if spans]
        if not any(is_judged(content, new) for content in contents):
            yield one


def find_place(judgement: Judgement) -> Any:
    """Return what judgements are sorted by: where in the text they are, then all of them."""
    content = judgement.quote.content if judgement.quote else judgement.of
    return content, json.dumps(build_value(Corrections(False, (judgement,))), sort_keys=True)
