"""The step `validate`: the staged tables are written, then judged."""

from contextlib import ExitStack
from datetime import UTC, datetime

from tasks.annotate.annotate import Annotated
from tasks.batch.metrics import Clock
from tasks.batch.plan import Plan
from tasks.batch.publishers import describe_rejects, list_examples
from tasks.ingest.ingest import Ingested, check_accounts
from tasks.logger import LOGGER
from tasks.publish.publish import Judged
from tasks.publish.replaced import stage_replaced
from tasks.publish.stage import count_present, stage_tables
from tasks.validate.verdict import RejectLimit


def validate_batch(plan: Plan, ingested: Ingested, annotated: Annotated, max_reject_share: float) -> Judged:
    """Write the staged tables, judge them, write the report. Raises AccountingError (lost records) and SchemaError."""
    from tasks.validate.validate import validate_tables  # Great Expectations takes seconds to import

    batch, clock = plan.batch, Clock()
    batch.staged_tables.remove()  # of a run that was killed
    with ExitStack() as stack:
        published = None
        if plan.is_reusable:
            published = {name: stack.enter_context(file.fetch()) for name, file in batch.published_files.items()}
        staged = stack.enter_context(batch.staged_tables.staged_folder(durable=True))
        rejects = [*ingested.rejects, *annotated.rejects]
        rows = stage_tables(ingested.folder, annotated.shards, rejects, published, staged, ingested.fingerprint)
        kept = stage_replaced(batch, plan.manifest, staged, datetime.now(UTC))
        check_accounts(ingested.records, rows["articles"], rows["rejects"])
        staging, clock = clock.read(), Clock()
        LOGGER.info("judging %d articles, %d quotes", rows["articles"], rows["quotes"])
        quarantined = {one.publisher for one in ingested.quarantined}
        limit = RejectLimit(max_reject_share, quarantined, describe_rejects(ingested.publishers, rejects))
        verdict = validate_tables(staged, batch.validation, batch.batch_date, limit, datetime.now(UTC))
        columns = {"speakers": "speaker_text", "names": "speaker_name"}
        found = {what: count_present(staged / "quotes.parquet", column) for what, column in columns.items()}
    costs = {"stage": staging, "judge": clock.read()}
    told = list_examples(quarantined, rejects) if verdict.success else limit.reasons
    return Judged(rows, verdict.success, verdict.checked, verdict.failures, verdict.page, told, found, costs, kept)
