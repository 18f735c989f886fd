"""Reader of .xml and its kin: agencies' items and feeds, which the root element tells apart.

feedparser alone would hold all of a feed in memory, take a second for a megabyte, and give the item in which a file
breaks off as a whole one. The package newsmlg2 makes an object of each element, but no text of a body.
"""

from collections.abc import Callable, Iterator, Mapping

from lxml.etree import _Element

from schemas.rejects import Problem, ProblemError
from tasks.ingest.limits import Limits
from tasks.ingest.readers.items.feed_items import read_broken_item, read_feed_item
from tasks.ingest.readers.items.news_items import read_news_item_1, read_news_item_g2, read_nitf, skip_item
from tasks.ingest.readers.items.xml_records import Document, decode_xml, open_document
from tasks.ingest.readers.record import Delivered, RawStream, Record, read_whole

type ReadElement = Callable[[_Element, _Element | None], Iterator[Delivered]]
"""Yields what a record holds; what stands before the first record of the file comes with it."""

G2: Mapping[str, ReadElement] = {
    "newsItem": read_news_item_g2,
    **dict.fromkeys(("packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"), skip_item),
}
FEED: Mapping[str, ReadElement] = dict.fromkeys(("item", "entry"), read_feed_item)
ROOTS: Mapping[str, Mapping[str, ReadElement]] = {
    "nitf": {"nitf": read_nitf},
    **dict.fromkeys(("newsMessage", *G2), G2),
    "NewsML": {"NewsItem": read_news_item_1},
    **dict.fromkeys(("rss", "RDF", "feed", "entry"), FEED),
}
"""By the root, which elements are records and who reads them."""


def read_xml(raw: RawStream, limits: Limits) -> Iterator[Delivered]:
    """Yield the records of an XML file; one Problem where it holds none. Raises ProblemError."""
    text = decode_xml(read_whole(raw.unpack(), limits))
    if not text.strip():
        raise ProblemError("empty")
    document = open_document(text)
    readers = ROOTS.get(document.name)
    if readers is None:
        raise ProblemError("unknown_xml", f"The root element is <{document.name}>")
    is_empty = True
    for one in read_records(document, readers, limits):
        is_empty = False
        yield one
    if is_empty:
        yield Problem("empty", f"There is no {' or '.join(readers)} in it")


def read_records(document: Document, readers: Mapping[str, ReadElement], limits: Limits) -> Iterator[Delivered]:
    """Yield what the records of a document hold; what is wrong with one costs that one only."""
    head = document.parse_head(tuple(readers))
    for name, text in document.find_records(tuple(readers)):
        try:
            yield from readers[name](document.parse_record(name, text, limits), head)
        except ProblemError as error:
            broken = text if readers is FEED and error.problem.reason == "invalid_xml" else None
            mended = read_broken_item(document.wrap(broken)) if broken else None
            yield mended if isinstance(mended, Record) else error.problem
