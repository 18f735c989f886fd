"""An export of Label Studio (JSON) as answers: each annotated task is a whole article."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.quotes.corrections import CorrectionError, Judgement
from tasks.quotes.quote import Span
from tasks.review.answers import Answer, Answers, ReviewError, Said, build_quote
from tasks.review.published import PublishedArticle

ADVICE = "export the project as JSON, which has data and annotations of each task"


@dataclass(frozen=True, slots=True)
class Region:
    """A labelled stretch of the text, and what else is said of it."""

    part: str
    span: Span
    said: dict[str, str] = field(default_factory=dict)


def read_export(text: str) -> Answers:
    """Return the answers of an export. Raises ReviewError."""
    try:
        tasks = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReviewError(f"it is no JSON ({error}); {ADVICE}") from None
    if not isinstance(tasks, list) or not all(isinstance(one, dict) for one in tasks):
        raise ReviewError(f"it is no list of tasks; {ADVICE}")
    if any("annotations" not in one or "data" not in one for one in tasks):
        raise ReviewError(f"tasks have no annotations, as in JSON-MIN, where relations are lost; {ADVICE}")
    pairs = [(task, find_annotation(task)) for task in tasks]
    found = [build_answer(number, *pair) for number, pair in enumerate(pairs, 1) if pair[1] is not None]
    return Answers(True, tuple(found), len(tasks) - len(found), judge_annotation)


def find_annotation(task: Mapping[str, Any]) -> Any:
    """Return the last annotation of a task that was not skipped, or None."""
    kept = [one for one in task["annotations"] if isinstance(one, dict) and not one.get("was_cancelled")]
    return max(kept, key=lambda one: str(one.get("updated_at") or one.get("created_at") or ""), default=None)


def build_answer(number: int, task: Mapping[str, Any], annotation: Any) -> Answer:
    """Return the answer in an annotated task."""
    data = task["data"] if isinstance(task["data"], dict) else {}
    key, batch_date = str(data.get("key", "")), str(data.get("batch_date", ""))
    return Answer(f"task {task.get('id', number)}", batch_date, key, (data.get("text"), annotation))


def judge_annotation(value: Any, article: PublishedArticle) -> tuple[Judgement, ...]:
    """Return the quotes of an article as annotated. Raises CorrectionError."""
    shown, annotation = value
    if shown != article.shown:
        raise CorrectionError("the text of the task is not the one that was written for it")
    try:
        regions, links = read_result(annotation["result"], article.shown)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        if isinstance(error, CorrectionError):
            raise
        raise CorrectionError(
            f"the result is not as Label Studio writes it ({type(error).__name__}: {error})"
        ) from None
    check_linked(regions, links, article)
    author = find_author(annotation), str(annotation.get("updated_at") or annotation.get("created_at") or "")
    return tuple(build_judgement(one, regions, links, article, *author) for one in group_contents(regions, links))


def check_linked(regions: Mapping[str, Region], links: Iterable[tuple[str, str]], article: PublishedArticle) -> None:
    """Raise CorrectionError where somebody marked a cue or speaker and forgot whose; deleted quotes leave theirs."""
    linked = {name for link in links for name in link}
    known = {(part, quote.find_span(part)) for quote in article.quotes for part in ("cue", "speaker")}
    for name, one in regions.items():
        if one.part != "content" and name not in linked and (one.part, one.span) not in known:
            start, end = one.span
            raise CorrectionError(f"the {one.part} [{start}:{end}] is linked with no content; link it, or delete it")


def find_author(annotation: Mapping[str, Any]) -> str:
    """Return who annotated, by address or number; empty where it is not said."""
    who = annotation.get("completed_by")
    return str(who.get("email") or who.get("id") or "") if isinstance(who, dict) else str(who or "")


def read_result(items: Sequence[Mapping[str, Any]], shown: str) -> tuple[dict[str, Region], list[tuple[str, str]]]:
    """Return the regions of a result by their ids, in text order, and which are linked. Raises CorrectionError."""
    labelled = [one for one in items if one["type"] == "labels"]
    labelled.sort(key=lambda one: (one["value"]["start"], one["value"]["end"]))
    regions = {one["id"]: read_region(one["value"], shown) for one in labelled}
    links = [(one["from_id"], one["to_id"]) for one in items if one["type"] == "relation"]
    for one in items:
        if one["type"] in ("choices", "textarea") and one["id"] in regions:
            values = one["value"]["text" if one["type"] == "textarea" else "choices"]
            said = values if isinstance(values, str) else " ".join(values)
            regions[one["id"]].said[one["from_name"]] = said.strip()
    return regions, [link for link in links if set(link) <= regions.keys()]


def read_region(value: Mapping[str, Any], shown: str) -> Region:
    """Return a labelled stretch. Raises CorrectionError where it does not fit the text."""
    start, end, (part,) = value["start"], value["end"], value["labels"]
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(shown):
        raise CorrectionError(f"the region [{start}:{end}] is no stretch of a text of {len(shown)} characters")
    found, marked = (
        "".join(str(one).replace("\\n", "").split()) for one in (shown[start:end], value.get("text") or "")
    )
    if marked and found != marked:
        raise CorrectionError(f"the region [{start}:{end}] holds other words in this text; mark it again")
    if part not in ("content", "cue", "speaker"):
        raise CorrectionError(f"the region [{start}:{end}] is {part!r}; it is one of content, cue, speaker")
    return Region(part, (start, end))


def group_contents(regions: Mapping[str, Region], links: Iterable[tuple[str, str]]) -> Iterator[list[str]]:
    """Yield the stretches of content of each quote, in text order: those linked with each other are one quote's."""
    groups = {name: [name] for name, region in regions.items() if region.part == "content"}
    for one, other in links:
        if one in groups and other in groups and groups[one] is not groups[other]:
            joined = groups[one] + groups[other]
            groups.update(dict.fromkeys(joined, joined))
    order = {name: place for place, name in enumerate(regions)}
    for first in {id(group): group for group in groups.values()}.values():
        yield sorted(first, key=lambda name: order[name])


def build_judgement(
    contents: Sequence[str],
    regions: Mapping[str, Region],
    links: Iterable[tuple[str, str]],
    article: PublishedArticle,
    by: str,
    at: str,
) -> Judgement:
    """Return the quote whose content is in these regions. Raises CorrectionError."""
    ends = {other for link in links for one, other in (link, link[::-1]) if one in contents}
    linked = [regions[name] for name in regions if name in ends]
    cue, speaker = (find_part(part, linked, regions[contents[0]].span) for part in ("cue", "speaker"))
    said = {name: value for one in reversed(contents) for name, value in regions[one].said.items() if value}
    content = tuple(regions[name].span for name in contents)
    old = article.find_quote(content)
    is_speech = {"speech": True, "other": False}.get(said.get("saying", ""))
    answer = Said(content, cue, speaker, said.get("name"), said.get("kind"), said.get("type"), is_speech)
    return Judgement(old.content if old else (), build_quote(article, old, answer), False, by, at)


def find_part(part: str, linked: Iterable[Region], content: Span) -> Span | None:
    """Return the cue or the speaker among the regions that a content is linked with, or None."""
    found = [one.span for one in linked if one.part == part]
    if len(found) > 1:
        raise CorrectionError(f"the content [{content[0]}:{content[1]}] is linked with {len(found)} {part}s; keep one")
    return found[0] if found else None
