"""Staged tables to a verdict: Great Expectations judges them and words the report. Nothing else imports it."""

import gc
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

from tasks.validate.lazy import import_lazily

os.environ["GX_ANALYTICS_ENABLED"] = "false"
import_lazily("scipy.stats")  # 0.7 s of CPU time, for three expectations that are not used here

from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import Expectation as GxExpectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.view import DefaultJinjaSectionView
from great_expectations.validator.validator import Validator

from schemas.expectations import Expectation
from tasks.validate.docs import write_docs
from tasks.validate.frames import TableFrame, are_readable, build_batch_frame, build_frames, build_type_frame
from tasks.validate.pages import TableReport
from tasks.validate.verdict import EXAMPLES, RejectLimit, Tally, Verdict
from tasks.zones.place import Place

__all__ = ["Verdict", "validate_tables"]

gc.freeze()  # what is imported stays: collecting after each large frame then takes 0.02 s, not 0.2
VIEW = DefaultJinjaSectionView()
"""One for all pages: its templates take longer to compile than to fill."""
LARGE = 50_000
"""Rows of a frame whose memory is given back at once."""


def validate_tables(
    staged: Path, results: Place, batch_date: date, limit: RejectLimit, now: datetime, history: int = 30
) -> Verdict:
    """Judge one batch's staged tables and write the report below `results`.

    `staged` holds one Parquet file per table, rows in the order of the key. Memory is bounded by a chunk of
    articles. Where columns or types are not as defined, nothing but these is judged. The last `history` results
    of the batch are kept. Raises RuntimeError where an expectation could not be evaluated.
    """
    tallies: dict[str, dict[str, Tally]] = {}
    for frame in _read_frames(staged, limit):
        of_table = tallies.setdefault(frame.table, {})
        for expectation in frame.expectations:
            of_table.setdefault(expectation.label, Tally(frame.table, expectation))
        _judge(frame, of_table)
        if len(frame.rows) >= LARGE:
            gc.collect()  # a validator refers to itself and keeps its frame: 1.0 GB, not 0.6, for 10,000 articles
    reports = [TableReport(name, tuple(one.values()), _render(name, one)) for name, one in tallies.items()]
    return write_docs(reports, limit.reasons, results, batch_date, now, history)


def _read_frames(staged: Path, limit: RejectLimit) -> Iterator[TableFrame]:
    types = build_type_frame(staged)
    yield types
    if are_readable(types):
        yield build_batch_frame(staged, limit)
        yield from build_frames(staged)


def _judge(frame: TableFrame, tallies: dict[str, Tally]) -> None:
    """Add to the tallies how every expectation fared on one frame; those that fail are asked again for the rows."""
    results = _evaluate(frame, frame.expectations, "BASIC")
    failing = [expectation for expectation in frame.expectations if not results[expectation.label].success]
    complete = _evaluate(frame, failing, "COMPLETE")
    for expectation in frame.expectations:
        found, examples = results[expectation.label].result, []
        if expectation.label in complete:
            rows = complete[expectation.label].result["unexpected_index_list"][:EXAMPLES]
            examples = [_describe_row(frame, expectation, row) for row in rows]
        missing = found.get("missing_count", 0)
        tallies[expectation.label].add(found["element_count"], missing, found["unexpected_count"], examples)


def _evaluate(
    frame: TableFrame, expectations: Sequence[Expectation], result_format: str
) -> dict[str, ExpectationValidationResult]:
    """Return the results by the label of their expectation.

    A validator with no data context has no settings to find and nobody to report to, and its engine does not
    hash the frame, which takes longer than all expectations together.
    """
    if not expectations:
        return {}
    validator = Validator(PandasExecutionEngine(batch_data_dict={frame.table: frame.data}))
    validator.metrics_calculator.show_progress_bars = False
    configurations = [_configure(expectation) for expectation in expectations]
    asked = {"result_format": result_format, "partial_unexpected_count": EXAMPLES}
    results = validator.graph_validate(configurations, runtime_configuration={"result_format": asked})
    by_label = {result.expectation_config.meta["label"]: result for result in results}
    for label, result in by_label.items():
        if _has_raised(result.exception_info):
            raise RuntimeError(f"{frame.table}: {label} could not be evaluated: {result.exception_info}")
    return by_label


def _configure(expectation: Expectation) -> ExpectationConfiguration:
    return ExpectationConfiguration(
        expectation.type, dict(expectation.kwargs), meta={"label": expectation.label}, description=expectation.meaning
    )


def _has_raised(info: dict[str, Any]) -> bool:
    """Return whether an expectation raised: an error is told at the top level, or one level down, by metric."""
    return bool(info.get("raised_exception")) or any(
        isinstance(inner, dict) and inner.get("raised_exception") for inner in info.values()
    )


def _describe_row(frame: TableFrame, expectation: Expectation, row: int) -> str:
    """Return the key of a row and its values of the columns that the expectation is about."""
    kwargs = expectation.kwargs
    names = ("column", "column_A", "column_B")
    judged = kwargs.get("column_list") or [kwargs[name] for name in names if name in kwargs]
    key = ", ".join(f"{name} {frame.rows[name][row].as_py()}" for name in frame.key)
    if expectation.type == "expect_column_values_to_be_null":
        found = str(frame.data[judged[0]][row])
    else:
        found = ", ".join(f"{name} {frame.rows[name][row].as_py()!r}" for name in judged if name not in frame.key)
    return ": ".join(part for part in (key, found) if part)


def _render(table: str, tallies: dict[str, Tally]) -> str:
    """Return the results of one table in the words of Great Expectations, as HTML without page or scripts."""
    results = [_build_result(tally) for tally in tallies.values()]
    success = all(tally.success for tally in tallies.values())
    names = ("evaluated_expectations", "successful_expectations", "unsuccessful_expectations", "success_percent")
    suite = ExpectationSuiteValidationResult(
        success=success, results=results, suite_name=table, meta={}, statistics=dict.fromkeys(names, 0)
    )
    document = ValidationResultsPageRenderer().render(suite).to_json_dict()
    return "".join(
        VIEW.render({"section": section, "section_loop": {"index": f"{table}-{place}"}})
        for place, section in enumerate(document["sections"][1:])
    )


def _rename_null(expectation: Expectation) -> Expectation:
    """Return an expectation whose results are worded as shares of rows at fault.

    A column of complaints is to be null: Great Expectations words that as "100% null" where all is well.
    """
    is_null = expectation.type == "expect_column_values_to_be_null"
    return replace(expectation, type="expect_column_values_to_be_unique") if is_null else expectation


def _build_result(tally: Tally) -> ExpectationValidationResult:
    """Return the result of all chunks together as Great Expectations has it, with examples escaped."""
    present = tally.rows - tally.missing
    return ExpectationValidationResult(
        success=tally.success,
        expectation_config=_configure(_rename_null(tally.expectation)),
        result={
            "element_count": tally.rows,
            "missing_count": tally.missing,
            "missing_percent": 100 * tally.missing / max(tally.rows, 1),
            "unexpected_count": tally.failed,
            "unexpected_percent": 100 * tally.failed / max(present, 1),
            "partial_unexpected_list": [escape(example) for example in tally.examples],
        },
        meta={},
        exception_info={"raised_exception": False, "exception_message": None, "exception_traceback": None},
    )


def _read_configuration(self: GxExpectation) -> ExpectationConfiguration:
    """Return an expectation's configuration, built once: it is built at every access else, 90 times while it is judged.

    A batch of 840 articles is judged in 2.3 s of CPU time instead of 3.1.
    """
    if "_remembered" not in self.__dict__:
        self.__dict__["_remembered"] = _build_configuration(self)
    return self.__dict__["_remembered"]


_build_configuration = GxExpectation.configuration.fget
GxExpectation.configuration = property(_read_configuration)
