"""`make bench-crawl`: a generated crawl read part by part; pages a second of CPU time, and memory that stays flat."""

import argparse
import gzip
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import pyarrow.parquet as pq

from tasks.batch.raw_files import RawFile, list_raw_files
from tasks.ingest.cut import cut_file
from tasks.ingest.limits import Limits
from tasks.ingest.parts import group_parts
from tasks.ingest.read import READ_FILE, ReadPiece
from tasks.workers.results import read_records
from tasks.zones.local import LocalPlace
from tests.bench.texts import build_article, read_own_texts
from tests.support.crawl import OTHERS, build_record, build_response

PAGE_BYTES = 100_000
"""Of markup around an article's text: menus, scripts and adverts as news pages have them."""
WORDS = ("news", "world", "business", "sport", "culture", "weather", "video", "politics", "health", "science")
SECONDS = 3_600.0
"""For a group of files; more than it needs."""


def build_page(source: random.Random, text: str) -> bytes:
    """A page of a news site: the article, and around it all that a reader must leave out."""
    title, *paragraphs = text.split("\n\n")
    story = "".join(f'<p class="story-body__{source.randrange(9)}">{paragraph}</p>\n' for paragraph in paragraphs)
    named = {"article:published_time": "2025-03-03T10:00:00Z", "og:title": title[:90], "author": "Ann Lee"}
    head = "".join(f'<meta property="{name}" content="{value}">' for name, value in named.items())
    parts, size = [], 0
    while size < PAGE_BYTES:
        parts.append(build_furniture(source))
        size += len(parts[-1])
    middle = len(parts) // 2
    before, after = "".join(parts[:middle]), "".join(parts[middle:])
    page = f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{head}</head><body>{before}"
    return f"{page}<main><article><h1>{title[:90]}</h1>\n{story}</article></main>{after}</body></html>".encode()


def build_furniture(source: random.Random) -> str:
    """A menu, a teaser or a script."""
    number = source.randrange(1 << 30)
    section, teaser = source.choice(WORDS), " ".join(source.choices(WORDS, k=6))
    link = f'<a class="teaser-{number % 97}" href="https://daily.example/{section}/{number}">{teaser}</a>'
    if number % 3 == 0:
        return (
            f"<script>window.slots.push({{id: {number}, path: '/{section}/{number:x}', size: [300, 250]}});</script>\n"
        )
    return (
        f'<nav><ul data-id="{number}"><li>{link}</li></ul></nav>\n' if number % 3 == 1 else f"<aside>{link}</aside>\n"
    )


def write_crawl(path: Path, texts: Sequence[str], count: int) -> None:
    """A .warc.gz of so many pages, each with its request and its metadata, and among them what is passed over."""
    source = random.Random(0)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        for number in range(count):
            url = f"https://www.outlet-{number % 300}.example/{number}"
            page = build_response(url, build_page(source, build_article(source, texts)))
            others = [OTHERS[source.choice(sorted(OTHERS))], build_record("metadata", url, b"a: b", "text/plain")]
            for record in (OTHERS["request"], page, *others):
                file.write(gzip.compress(record, 6, mtime=0))


def read_crawl(batch: LocalPlace, out: Path) -> Iterator[str]:
    """Cut and read the crawl as one worker would read all of its parts; the lines to print."""
    (file,), _ = list_raw_files(batch, {})
    begun = time.process_time()
    parts = cut_file(batch, file, Limits())
    cut = time.process_time() - begun
    articles = rejects = skipped = 0
    for group in group_parts(parts):
        folder = ReadPiece(batch, group, Limits(), SECONDS, "", LocalPlace(out))()
        skipped += sum(sum(found.skipped.values()) for found in read_records(RawFile, folder / READ_FILE))
        articles += pq.read_metadata(str(folder / "articles.parquet")).num_rows
        rejects += pq.read_metadata(str(folder / "rejects.parquet")).num_rows
    read = time.process_time() - begun - cut
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 2**10
    size = file.size / 1e6
    yield f"{articles:,} articles, {rejects:,} rejects, {skipped:,} passed over; {size:,.0f} MB, {len(parts)} parts"
    yield f"cutting  {cut:8.1f} s CPU   {size / cut:8.0f} MB/s of the file"
    yield f"reading  {read:8.1f} s CPU   {articles / read:8.0f} pages/s a core"
    yield f"peak memory of the reading process {peak:8.0f} MiB"


def measure(folder: str, count: int) -> list[str]:
    """Write a crawl and read it in this process."""
    root = Path(folder) / str(count)
    write_crawl(root / "2025-03-03" / "open-crawl" / "crawl.warc.gz", read_own_texts(), count)
    return list(read_crawl(LocalPlace(root / "2025-03-03"), root / "out"))


def main() -> None:
    """Read crawls of the sizes given, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[1_000, 5_000])
    sizes = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as folder:
        for count in sizes:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as one:
                print("\n".join(one.submit(measure, folder, count).result()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
