"""Tasks of Label Studio and its exports: what is written comes back, and what cannot hold is told."""

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

from tasks.quotes.corrections import CorrectionError, Judgement
from tasks.review.answers import ReviewError
from tasks.review.choose import Question
from tasks.review.label_studio import LABELLING, build_task
from tasks.review.label_studio_answers import read_export
from tasks.review.published import PublishedArticle
from tests.support.review import build_article, build_quote

ODD = "=\u202e"
"""The beginning of a formula, and a mark of writing direction."""
TEXT = f"🛫🛫 Ann Lee said:\n“We go,” she told {ODD} Bo, “now.”\n\nBo Ray nodded.  Ann was <b>glad</b>."


@pytest.fixture
def article() -> PublishedArticle:
    quotes = [
        build_quote(TEXT, 0, ["“We go,”", "“now.”"], "told", "she", "Ann Lee", "direct", 0.5),
        build_quote(TEXT, 1, ["<b>glad</b>"], "was", "Ann", f"Ann{ODD}", "indirect", 0.9, is_speech=False),
        build_quote(TEXT, 2, ["nodded"], None, None, None, "indirect", 0.2),
    ]
    return build_article(TEXT, quotes)


def judge(
    article: PublishedArticle, change: Callable[[list[dict[str, Any]]], object] = lambda _: None
) -> tuple[Judgement, ...]:
    """What an export says in which the result of the article's task is changed."""
    task = json.loads(json.dumps(build_task(Question(article, article.quotes))))
    result = task["predictions"][0]["result"]
    change(result)
    task["annotations"] = [
        {"completed_by": {"id": 3, "email": "bo@example.com"}, "result": result, "updated_at": "now"}
    ]
    answers = read_export(json.dumps([task]))
    (answer,) = answers.found
    assert (answer.key, answer.batch_date) == (article.key, "2025-04-28")
    return answers.judge(answer.value, article)


def find(result: list[dict[str, Any]], region: str, name: str) -> dict[str, Any]:
    return next(one for one in result if one.get("id") == region and one["from_name"] == name)


def change_value(region: str, name: str, **values: object) -> Callable[[list[dict[str, Any]]], object]:
    return lambda result: find(result, region, name)["value"].update(values)


def drop(*regions: str) -> Callable[[list[dict[str, Any]]], object]:
    """Delete regions, with what is said of them and their relations, as the tool does."""

    def change(result: list[dict[str, Any]]) -> None:
        result[:] = [one for one in result if not {one.get("id"), one.get("from_id"), one.get("to_id")} & {*regions}]

    return change


def test_a_round_trip_is_the_identity(article: PublishedArticle) -> None:
    judged = judge(article)
    for one, quote in zip(
        sorted(judged, key=lambda one: one.of), sorted(article.quotes, key=lambda q: q.content), strict=True
    ):
        assert one.quote is not None
        assert (one.of, one.quote.content) == (quote.content, quote.content)
        assert (one.quote.cue, one.quote.speaker) == (quote.find_span("cue"), quote.find_span("speaker"))
        row = quote.row
        assert (one.quote.name, one.quote.type, one.quote.is_speech) == (
            row["speaker_name"],
            row["type"],
            row["is_speech"],
        )
        assert one.quote.label == (row["speaker_label"] if quote.find_span("speaker") else None)
        assert (one.by, one.at) == ("bo@example.com", "now")


def test_characters_that_javascript_counts_twice_and_unsafe_ones_are_shown_as_one_other(
    article: PublishedArticle,
) -> None:
    task = build_task(Question(article, article.quotes))
    shown = task["data"]["text"]
    assert len(shown) == len(TEXT) == len(shown.encode("utf-16-le")) // 2
    assert "\u202e" not in json.dumps(task, ensure_ascii=False)
    for one in task["predictions"][0]["result"]:
        if one["type"] == "labels":
            assert shown[one["value"]["start"] : one["value"]["end"]] == one["value"]["text"]


def test_the_labelling_interface_has_the_names_that_the_tasks_use(article: PublishedArticle) -> None:
    interface = ElementTree.parse(LABELLING).getroot()
    named = {one.get("name"): one for one in interface.iter() if one.get("name")}
    values = {name: {child.get("value") for child in one} for name, one in named.items()}
    task = build_task(Question(article, article.quotes))
    for one in task["predictions"][0]["result"]:
        if one["type"] == "relation":
            assert set(one["labels"]) <= {relation.get("value") for relation in interface.iter("Relation")}
        else:
            assert named[one["from_name"]].tag.lower() == one["type"]
            assert set(one["value"].get("labels", one["value"].get("choices", []))) <= values[one["from_name"]]


def test_what_is_changed_beside_what_was_filled_in(article: PublishedArticle) -> None:
    """Kind and type were filled in for the quote as it was: another speaker or content has its own."""
    named = {one.of: one.quote for one in judge(article, change_value("q1", "name", text=["Bo Ray"]))}
    told, glad = article.quotes[0].content, article.quotes[1].content
    assert (named[glad].name, named[glad].label, named[told].label) == ("Bo Ray", None, "person")
    wide = {"start": TEXT.index("Ann"), "end": TEXT.index(" she told"), "text": None}
    assert {one.of: one.quote for one in judge(article, change_value("q0", "part", **wide))}[told].type == "mixed"
    loud = {one.of: one.quote for one in judge(article, change_value("q1", "type", choices=["mixed"]))}
    assert [one.type for one in loud.values()] == ["direct", "indirect", "mixed"]


def test_a_speaker_taken_away_takes_the_name_that_was_filled_in_with_it(article: PublishedArticle) -> None:
    she = article.quotes[0].find_span("speaker")
    assert she
    judged = judge(article, drop(f"s{she[0]}-{she[1]}"))
    quote = next(one.quote for one in judged if one.quote and len(one.quote.content) == 2)
    assert (quote.speaker, quote.name, quote.label) == (None, None, None)


def test_a_quote_taken_away_and_one_that_was_missed(article: PublishedArticle) -> None:
    def change(result: list[dict[str, Any]]) -> None:
        drop("q0", "q0-1")(result)
        start = TEXT.index("Bo Ray nodded")
        result.append(
            {
                "id": "x1",
                "from_name": "part",
                "to_name": "text",
                "type": "labels",
                "value": {"start": start - 2, "end": start + 7, "labels": ["content"]},
            }
        )

    contents = [TEXT[slice(*one.quote.content[0])] for one in judge(article, change) if one.quote]
    assert contents == ["Bo Ray", "nodded", "<b>glad</b>"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (change_value("q1", "part", start=0, end=10_000), "no stretch of a text of"),
        (change_value("q1", "part", start=5, end=5), "no stretch of a text of"),
        (change_value("q1", "part", start="5", end=9), "not as Label Studio writes it"),
        (change_value("q1", "part", start=1, end=9), "holds other words"),
        (change_value("q1", "part", labels=["verb"]), "one of content, cue, speaker"),
        (change_value("q1", "part", labels=[]), "not as Label Studio writes it"),
        (change_value("q1", "kind", choices=["robot"]), "kind is 'robot'"),
        (change_value("q1", "type", choices=["loud"]), "type is 'loud'"),
        (change_value("q1", "name", text=["x" * 201]), "at most 200 characters"),
        (change_value("q2", "type", text="nodded", choices=None), "not as Label Studio writes it"),
        (lambda result: result.append({"id": "q1"}), "not as Label Studio writes it"),
        (
            lambda result: result.append(
                {
                    "from_id": "q1",
                    "to_id": next(r["id"] for r in result if r.get("id", "").startswith("s")),
                    "type": "relation",
                }
            ),
            "linked with 2 speakers; keep one",
        ),
    ],
)
def test_a_wrong_answer_is_told(
    article: PublishedArticle, change: Callable[[list[dict[str, Any]]], object], problem: str
) -> None:
    with pytest.raises(CorrectionError, match=problem):
        judge(article, change)


def test_a_name_without_words_for_the_speaker_is_told(article: PublishedArticle) -> None:
    def change(result: list[dict[str, Any]]) -> None:
        named = find(result, "q1", "name")
        result.append({**named, "id": "q2"})

    with pytest.raises(CorrectionError, match="a name needs words of the article"):
        judge(article, change)


def test_a_speaker_that_somebody_marked_and_linked_with_nothing_is_told(article: PublishedArticle) -> None:
    assert len(judge(article, drop("q1"))) == 2

    def change(result: list[dict[str, Any]]) -> None:
        place = TEXT.index("Bo Ray nodded")
        value = {"start": place, "end": place + 6, "labels": ["speaker"]}
        result.append({"id": "x1", "from_name": "part", "to_name": "text", "type": "labels", "value": value})

    with pytest.raises(CorrectionError, match="is linked with no content; link it, or delete it"):
        judge(article, change)


def test_the_last_annotation_that_was_not_skipped_counts(article: PublishedArticle) -> None:
    task = build_task(Question(article, article.quotes))
    annotations = [
        {"id": 1, "result": [], "updated_at": "2025-01-02"},
        {"id": 2, "result": [], "updated_at": "2025-01-03"},
        {"id": 3, "result": [], "updated_at": "2025-01-04", "was_cancelled": True},
    ]
    answers = read_export(json.dumps([{**task, "annotations": annotations}, {**task, "annotations": annotations[2:]}]))
    assert [one.value[1]["id"] for one in answers.found] == [2]
    assert answers.unanswered == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("{}", "no list of tasks"),
        ("[1]", "no list of tasks"),
        ('[{"id": 1, "text": "", "part": []}]', "JSON-MIN"),
    ],
)
def test_what_is_no_export_is_told(text: str, problem: str) -> None:
    with pytest.raises(ReviewError, match=problem):
        read_export(text)


def test_a_task_with_another_text_is_told(article: PublishedArticle) -> None:
    other = build_article(TEXT.replace("glad", "sad"), [])
    task = build_task(Question(article, article.quotes)) | {"annotations": [{"result": []}]}
    answers = read_export(json.dumps([task]))
    with pytest.raises(CorrectionError, match="not the one that was written"):
        answers.judge(answers.found[0].value, other)
