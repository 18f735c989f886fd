"""The monthly copies of the tables: the same columns, behind the date that is in the path of a daily file."""

from dataclasses import replace

import pyarrow as pa

from schemas.table import Column, Table

BATCH_DATE = Column("batch_date", pa.date32(), "The batch: the date of the delivery.")


def build_monthly(table: Table) -> Table:
    """Return the table as a monthly copy holds it."""
    return replace(table, key=(BATCH_DATE.name, *table.key), columns=(BATCH_DATE, *table.columns))
