"""The data package: valid to the frictionless package, which reads every file and finds it as described."""

import json
from pathlib import Path

import pytest
from frictionless import Package

from schemas import LINK_TABLES, TABLES, Table
from schemas.datapackage import build_schema
from tasks.publish.datapackage import PACKAGE, write_datapackage
from tests.support.editions import DAY, Newsroom, Said, write_links


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    newsroom = Newsroom(tmp_path)
    newsroom.publish({1: [Said("We go at dawn.")], 2: []}, rejected=[3])
    write_links(newsroom, 1)
    write_datapackage(newsroom.curated)
    return newsroom


def test_the_package_is_valid_and_so_is_every_file_it_names(newsroom: Newsroom) -> None:
    path = str(newsroom.curated / PACKAGE)
    assert Package.validate_descriptor(path).valid
    report = Package(path).validate()
    assert report.flatten(["title", "fieldName", "note"]) == []
    assert report.stats["tasks"] == len(TABLES) + 3


@pytest.mark.parametrize("table", [*TABLES, *LINK_TABLES], ids=lambda table: table.name)
def test_a_schema_says_of_every_column_what_it_must_hold(table: Table) -> None:
    schema = build_schema(table)
    assert [field["name"] for field in schema["fields"]] == list(table.column_names)
    assert schema["primaryKey"] == list(table.key)
    for field, column in zip(schema["fields"], table.columns, strict=True):
        assert field["description"] == column.description
        assert field["constraints"].get("enum", []) == list(column.allowed)


def test_a_row_against_its_schema_is_found(newsroom: Newsroom) -> None:
    newsroom.publish({1: [Said("We go at dawn.")], 2: []}, 13, rejected=[3])
    path = newsroom.curated / "_schemas" / "quotes.json"
    schema = json.loads(path.read_text())
    (field,) = [field for field in schema["fields"] if field["name"] == "type"]
    field["constraints"]["enum"] = ["indirect"]
    path.write_text(json.dumps(schema))
    report = Package(str(newsroom.curated / PACKAGE)).validate()
    assert report.flatten(["type", "fieldName"]) == [["constraint-error", "type"]]
    assert DAY.isoformat() in (newsroom.curated / PACKAGE).read_text()
