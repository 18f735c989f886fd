"""Every page through the app's own client: what it shows, what it says where nothing is there, hostile rows."""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import duckdb
import pytest
from fastapi.testclient import TestClient
from lxml import html

from flows.browse.app import build_app
from schemas import ACTORS, QUOTES
from schemas.printable import UNSAFE
from tests.support.made_up import CUES, Person, Said, Story
from tests.support.made_up_zone import (
    START,
    Zone,
    add_family,
    add_story,
    build_actors,
    build_changes,
    write_made_up_zone,
    write_table,
)

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "{{ 7 * 7 }}",
    "\u202eevil\u2066",
    "=HYPERLINK(1)",
    "javascript:alert(1)",
    "@SUM(1)\x1b[31m",
    "../../etc/passwd?a=b&c#d",
)


def open_client(curated: Path, **options: bool) -> TestClient:
    return TestClient(build_app(curated), base_url="http://127.0.0.1:4210", **options)


def find_addresses(curated: Path) -> list[str]:
    """An address of every view that finds something."""
    database = duckdb.connect()
    quotes = f"read_parquet('{curated}/quotes/**/*.parquet', hive_partitioning = true)"
    article, batch = database.sql(f"SELECT article_id, batch_date FROM {quotes} ORDER BY ALL").fetchall()[0]
    (family,) = database.sql(f"SELECT family_id FROM '{curated}/quote_families/**/*.parquet' ORDER BY 1").fetchall()[0]
    actor, name = database.sql(f"SELECT actor_id, name FROM '{curated}/actors/*.parquet' ORDER BY 1").fetchall()[0]
    names = TestClient(build_app(curated)).build_request("GET", "/speaker", params={"name": name}).url.query.decode()
    return [
        "/",
        "/search",
        f"/articles/{article}?batch={batch}",
        f"/articles/{article}",
        f"/articles/{article}/deliveries",
        "/speakers",
        f"/speaker?actor={actor}",
        f"/speaker?{names}",
        "/families",
        f"/families/{family}",
        "/changes",
        *(f"/plots/{plot}" for plot in ("days", "speakers", "pronouns", "labels", "types")),
    ]


def as_csv(address: str) -> str:
    """The address of the view's table."""
    path, _, query = address.partition("?")
    return f"{path.rstrip('/') or '/overview'}.csv?{query}"


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("zone") / "curated"
    write_made_up_zone(folder)
    return folder


@pytest.fixture(scope="module")
def client(curated: Path) -> TestClient:
    return open_client(curated)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A zone where everything that is delivered is hostile."""
    curated = tmp_path_factory.mktemp("hostile") / "curated"
    zone, people = Zone(curated), []
    for number, text in enumerate(HOSTILE):
        who = Person(text, text, text, None)
        said = Said(who, f"{text} we say", "direct", (text, text))
        story = Story(f"{number:016x}", f"{text}/{number}", START, (said, Said(None, text, "mixed", CUES[0])))
        add_story(zone, START, story, number)
        add_family(zone, (f"{0:016x}-0", said, START), f"{number:016x}-0", START, said.words)
        zone.add(
            START,
            "quote_changes",
            *build_changes(story, [("reworded", 0, said, Said(who, text, "direct", CUES[0]))], START),
        )
        people.append(who)
    for article in zone.batches[START]["articles"]:
        name = article["publisher"].rsplit("/", 1)[0]
        article |= {"url": name, "title": name, "byline": [name], "published_at_raw": name, "raw_path": name}
    zone.write_batches(0)
    actors = [row | {"why_ambiguous": row["name"], "is_ambiguous": True} for row in build_actors(people, zone)]
    write_table(curated / "actors", ACTORS, sorted(actors, key=lambda row: row["actor_id"]))
    return curated


def check_page(text: str) -> None:
    """Fail where a page has markup, an address or a character that is not the app's own."""
    assert not UNSAFE.search(text.replace("\n", ""))
    assert "{{" not in text.replace("{{ 7 * 7 }}", "")
    for element in html.fromstring(text).iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in ("img", "iframe", "object", "style", "base")
        assert element.tag != "script" or element.get("src") == "/static/browse.js"
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
        address = element.get("href") or element.get("action") or ""
        assert re.match(r"/(?!/)|#|https?://|data:,$|$", address), address


def test_every_view_is_there_and_narrows(curated: Path, client: TestClient) -> None:
    for address in find_addresses(curated):
        answer = client.get(address)
        assert answer.status_code == 200, address
        check_page(answer.text)
        assert "Copy</button>" in answer.text
        assert as_csv(address).split("?")[0] in answer.text
        assert (
            client.get(address, params={**dict(re.findall(r"(\w+)=([^&]+)", address)), "to": "2025-03-05"}).status_code
            == 200
        )


@pytest.mark.slow
def test_every_link_of_every_view_leads_somewhere(curated: Path, client: TestClient) -> None:
    links = {
        link.split("#")[0]
        for address in find_addresses(curated)
        for _, _, link, _ in html.fromstring(client.get(address).text).iterlinks()
        if link.startswith("/")
    }
    shapes = {re.sub(r"[0-9a-f-]{16,}|=[^&]*", "", link): link for link in sorted(links)}
    assert len(shapes) > 20
    assert {link: code for link in shapes.values() if (code := client.get(link).status_code) != 200} == {}


def test_every_table_is_csv(curated: Path, client: TestClient) -> None:
    for address in find_addresses(curated):
        answer = client.get(as_csv(address))
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        header, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
        assert header
        assert rows, address
    assert client.get("/search.csv", params={"table": "none"}).status_code == 404


def test_a_search_finds_what_is_asked_for(client: TestClient) -> None:
    wanted = {
        "words": "bridge",
        "type": "direct",
        "publisher": "meridian-wire",
        "confidence": "0.7",
        "from": "2025-03-05",
    }
    rows = list(csv.DictReader(io.StringIO(client.get("/search.csv", params=wanted).text.removeprefix("\ufeff"))))
    assert rows
    for row in rows:
        assert "bridge" in row["quote_text"].lower()
        assert (row["type"], row["publisher"]) == ("direct", "meridian-wire")
        assert float(row["confidence"]) >= 0.7
        assert row["batch_date"] >= "2025-03-05"
    assert [row["batch_date"] for row in rows] == sorted((row["batch_date"] for row in rows), reverse=True)


def test_pages_of_a_list_follow_each_other(client: TestClient) -> None:
    seen: list[str] = []
    address: str | None = "/search"
    while address:
        page = html.fromstring(client.get(address).text)
        seen += page.xpath("//a[@class='said']/@href")
        address = next(iter(page.xpath("//a[@rel='next']/@href")), None)
    assert len(seen) == len(set(seen)) == len(client.get("/search.csv").text.splitlines()) - 1


def test_an_article_has_its_quotes_in_the_colours_of_their_speakers(curated: Path, client: TestClient) -> None:
    page = html.fromstring(client.get(find_addresses(curated)[2]).text)
    assert page.xpath("//button[@id='q0' and @popovertarget='about0']")
    assert len(page.xpath("//div[@popover]")) == 6
    assert "confidence 0." in page.xpath("string(//mark/@title)")
    colour, name = page.xpath("//mark/@class")[0].split()[0], page.xpath("string(//mark/@title)").split(" · ")[0]
    assert name in page.xpath(f"string(//section[@class='legend']/div[@class='{colour}'])")
    assert page.xpath("//span[contains(@class, 'cue')]")
    assert page.xpath("//span[contains(@class, 'speaker')]")


def test_a_family_and_a_change_mark_the_words_that_differ(client: TestClient) -> None:
    assert "<ins>" in client.get("/changes", params={"change": "reworded"}).text
    for link in re.findall(r'href="(/families/[^"]+)"', client.get("/families").text)[:10]:
        if "<del>" in client.get(link).text:
            return
    pytest.fail("no family with another wording")


def test_a_family_of_a_source_without_a_name_says_who_it_is(client: TestClient) -> None:
    unnamed = html.fromstring(client.get("/families").text).xpath("//span[@class='unnamed']/text()")
    assert unnamed
    assert "nobody" not in unnamed


def test_an_ambiguous_speaker_is_told(client: TestClient) -> None:
    link = re.findall(
        r'href="(/speaker\?actor=\w+)">[^<]+</a> <span class="tag">ambiguous', client.get("/speakers").text
    )[0]
    assert "two may hide behind this name" in client.get(link).text


@pytest.mark.slow
def test_hostile_rows_are_only_ever_text(hostile: Path) -> None:
    client = open_client(hostile)
    for address in find_addresses(hostile):
        answer = client.get(address)
        assert answer.status_code == 200, address
        check_page(answer.text)
    for number, text in enumerate(HOSTILE):
        for address, values in (
            ("/speaker", {"name": text}),
            ("/search", {"words": text}),
            ("/speakers", {"name": text}),
        ):
            answer = client.get(address, params=values)
            assert answer.status_code == 200
            check_page(answer.text)
        assert client.get("/speaker.csv", params={"name": text}).text.count("\n") > 1, text
        check_page(client.get(f"/articles/{number:016x}").text)


def test_no_cell_of_a_csv_begins_a_formula(hostile: Path) -> None:
    client = open_client(hostile)
    for address in find_addresses(hostile):
        for row in csv.reader(io.StringIO(client.get(as_csv(address)).text.removeprefix("\ufeff"))):
            assert [cell for cell in row if re.match(r"[=+\-@\t\r\n]", cell)] == []


@pytest.mark.parametrize("there", [True, False])
def test_an_empty_or_missing_zone_says_what_to_do(tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "curated").mkdir()
    client = open_client(tmp_path / "curated")
    assert "<code>quotewire run</code>" in client.get("/").text
    for address in ("/search", "/speakers", "/families", "/changes", "/plots/days", "/plots/speakers", "/plots/types"):
        assert client.get(address).status_code == 200
        assert client.get(as_csv(address)).status_code == 200


def test_a_zone_without_links_says_what_to_do(curated: Path, tmp_path: Path) -> None:
    for name in ("articles", "quotes", "entities", "rejects"):
        shutil.copytree(curated / name, tmp_path / "curated" / name)
    client = open_client(tmp_path / "curated")
    assert "made across batches, by <code>quotewire link</code>" in client.get("/").text
    for address in ("/speakers", "/families", "/changes"):
        assert "<code>quotewire link</code>" in client.get(address).text
    assert client.get("/speaker", params={"name": "Ines Calloway"}).status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/articles/nonsense", 404, "There is no article nonsense."),
        ("/articles/nonsense?batch=2025-03-03", 404, "in the batch 2025-03-03"),
        ("/articles/nonsense?batch=March", 422, "batch = "),
        ("/families/nonsense", 404, "There is no family nonsense."),
        ("/speaker?actor=nonsense", 404, "There is no actor nonsense."),
        ("/speaker", 404, "Which speaker?"),
        ("/search?confidence=2", 422, "less than or equal to 1"),
        ("/search?skip=-1", 422, "skip = "),
        ("/plots/nonsense", 422, "plot = "),
        ("/nonsense", 404, "There is no such page"),
    ],
)
def test_what_is_not_there_has_a_page_that_says_so(client: TestClient, address: str, status: int, message: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert message in html.fromstring(answer.text).text_content()
    check_page(answer.text)


def test_a_table_of_an_older_quotewire_has_a_page_that_says_so(curated: Path, tmp_path: Path) -> None:
    shutil.copytree(curated, tmp_path / "curated")
    file = tmp_path / "curated" / "quotes" / f"batch_date={START}" / "part-0.parquet"
    columns = ", ".join(name for name in QUOTES.column_names if name != "is_speech")
    duckdb.sql(f"COPY (SELECT {columns} FROM '{file}') TO '{file}.new' (FORMAT parquet)")
    Path(f"{file}.new").replace(file)
    answer = open_client(tmp_path / "curated", raise_server_exceptions=False).get("/plots/pronouns")
    assert answer.status_code == 503
    assert "quotewire backfill START END --only stale" in answer.text


def test_a_file_that_is_no_table_has_a_page_that_says_so(curated: Path, tmp_path: Path) -> None:
    shutil.copytree(curated, tmp_path / "curated")
    (tmp_path / "curated" / "quotes" / f"batch_date={START}" / "part-0.parquet").write_bytes(b"no table")
    answer = open_client(tmp_path / "curated", raise_server_exceptions=False).get("/search")
    assert answer.status_code == 503
    assert "cannot be read now" in answer.text


def test_a_batch_that_is_replaced_is_seen_though_its_new_file_is_older_than_the_last_look(tmp_path: Path) -> None:
    for name, days in (("curated", 1), ("later", 2)):
        write_made_up_zone(tmp_path / name, days=days, articles=3 + days)
    client = open_client(tmp_path / "curated")
    before, wanted = client.get("/search.csv").text, open_client(tmp_path / "later").get("/search.csv").text
    for file in (tmp_path / "later").rglob("*.parquet"):
        (tmp_path / "curated" / file.relative_to(tmp_path / "later")).parent.mkdir(exist_ok=True)
        file.replace(tmp_path / "curated" / file.relative_to(tmp_path / "later"))
    assert before != client.get("/search.csv").text == wanted


@pytest.fixture
def publishing(curated: Path, tmp_path: Path) -> Iterator[Path]:
    """A zone where a batch is published over and over."""
    zone, stop = tmp_path / "curated", Event()
    shutil.copytree(curated, zone)

    def publish() -> None:
        while not stop.is_set():
            for name in ("quotes", "articles"):
                file = zone / name / f"batch_date={START}" / "part-0.parquet"
                shutil.copy(file, file.with_name(".new"))
                file.with_name(".new").replace(file)

    thread = Thread(target=publish)
    thread.start()
    yield zone
    stop.set()
    thread.join()


@pytest.mark.slow
def test_a_batch_that_is_published_meanwhile_is_shown(publishing: Path) -> None:
    client = open_client(publishing)
    for address in find_addresses(publishing):
        assert client.get(address).status_code == 200
