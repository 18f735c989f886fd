"""An agency's items to records: NITF, NewsML-G2 and NewsML 1, by their elements without namespaces."""

import re
from collections.abc import Iterator

from lxml.etree import _Element

from schemas.rejects import ProblemError
from tasks.ingest.readers.items.xml_bodies import build_body, find_authors, find_language, find_line, find_value
from tasks.ingest.readers.no_article import is_withdrawn
from tasks.ingest.readers.record import Delivered, Record, Skipped

REVISION = re.compile(r"((?:urn:newsml:[^:]+:[0-9]{8}[^:]*:.+|tag:[^:]+:newsml_[^:]+)):[0-9]+[A-Z]?")
"""A URN of NewsML (RFC 3085), or an id made like one: what follows the last colon is the version."""
NO_TEXT = ProblemError("missing_text", "The item has no text in it")
SKIPPED = Skipped("no_text_item")
MAX_COMPONENTS = 100
"""With a text of its own; looking for what is said around each takes time for all of them."""
TEXT_CLASSES = ("text", "composite")


def skip_item(_item: _Element, _head: _Element | None) -> Iterator[Delivered]:
    """Yield what counts an item that holds no article."""
    yield SKIPPED


def read_nitf(item: _Element, _head: _Element | None) -> Iterator[Delivered]:
    """Yield the article of a NITF document. Raises ProblemError: withdrawn, missing_text."""
    check_status(find_value(item, ".//docdata@management-status"), find_value(item, ".//ed-msg@info"))
    published = (".//date.issue@norm", ".//date.release@norm", ".//pubdata@date.publication", ".//story.date@norm")
    yield build_record(
        item,
        item.find(".//body.content"),
        title=find_line(item, ".//body.head/hedline/hl1", ".//hl1", ".//head/title"),
        byline=find_authors(item, ".//body.head/byline") or find_authors(item, ".//byline"),
        published=find_value(item, *published),
        url=find_value(item, ".//pubdata@ex-ref"),
        own_id=find_value(item, ".//doc-id@id-string", "@uno", ".//du-key@key"),
    )


def read_news_item_g2(item: _Element, _head: _Element | None) -> Iterator[Delivered]:
    """Yield the article of a NewsML-G2 item. Raises ProblemError: withdrawn, missing_text."""
    check_status(find_value(item, "itemMeta/pubStatus@qcode", "itemMeta/pubStatus@uri"))
    if not (find_value(item, "itemMeta/itemClass@qcode", "itemMeta/itemClass@uri") or "text").endswith(TEXT_CLASSES):
        yield SKIPPED
        return
    published = ("itemMeta/versionCreated", "itemMeta/firstCreated", "contentMeta/contentCreated")
    yield build_record(
        item,
        next((one for one in item.iterfind("contentSet/*") if one.tag in ("inlineXML", "inlineData")), None),
        title=find_line(item, "contentMeta/headline[@role='hlrole:main']", "contentMeta/headline", "itemMeta/title"),
        byline=find_authors(item, "contentMeta/by") or find_authors(item, "contentMeta/creator/name"),
        published=find_line(item, *published),
        url=find_value(item, "itemMeta/link[@rel='irel:canonical']@href"),
        own_id=item.get("guid"),
        language=find_value(item, "contentMeta/language@tag"),
    )


def read_news_item_1(item: _Element, _head: _Element | None) -> Iterator[Delivered]:
    """Yield the articles of a NewsML 1 item, one for each component with a text. Raises ProblemError."""
    check_status(find_value(item, "NewsManagement/Status@FormalName"))
    components = [one for one in item.iter("NewsComponent") if has_text(one)]
    if not components:
        if item.find(".//ContentItem") is None:
            raise NO_TEXT
        yield SKIPPED
    if len(components) > MAX_COMPONENTS:
        raise ProblemError("too_large", f"It has {len(components):,} texts, the limit is {MAX_COMPONENTS}")
    for number, component in enumerate(components):
        yield read_component(item, component, number)


def has_text(component: _Element) -> bool:
    """Return whether a component of NewsML 1 has a text of its own, which is no caption nor another form of a text."""
    role = find_value(component, "Role@FormalName") or ""
    kind = find_value(component, "ContentItem/MediaType@FormalName") or "text"
    parent = component.getparent()
    is_other = parent is not None and parent.get("EquivalentsList") == "yes" and component.getprevious() is not None
    is_text = kind.lower() in TEXT_CLASSES and "caption" not in role.lower() and not is_other
    return is_text and find_line(component, "ContentItem/DataContent") is not None


def read_component(item: _Element, component: _Element, number: int) -> Record:
    """Return the article of a component of NewsML 1; what it does not say is said by those that it lies in."""
    names = [f"Identification/NewsIdentifier/{name}" for name in ("ProviderId", "DateId", "NewsItemId")]
    own_id = find_line(item, "Identification/NewsIdentifier/PublicIdentifier") or ":".join(
        filter(None, (find_line(item, name) for name in names))
    )
    around = [component, *component.iterancestors("NewsComponent"), item]
    return build_record(
        item,
        component.find("ContentItem/DataContent"),
        title=next(filter(None, (find_line(one, "NewsLines/HeadLine") for one in around)), None),
        byline=next(filter(None, (find_authors(one, "NewsLines/ByLine") for one in around)), ()),
        published=find_line(item, "NewsManagement/ThisRevisionCreated", "NewsManagement/FirstCreated"),
        own_id=f"{own_id}#{number}" if own_id and number else own_id,
        language=next(filter(None, (find_value(one, ".//Language@FormalName") for one in around)), None),
    )


def check_status(*statuses: str | None) -> None:
    """Raise ProblemError: withdrawn, where one of them says so."""
    for status in filter(is_withdrawn, statuses):
        raise ProblemError("withdrawn", f"Its status is {status!r}")


def build_record(
    item: _Element,
    body: _Element | None,
    title: str | None,
    byline: tuple[str, ...],
    published: str | None,
    own_id: str | None,
    url: str | None = None,
    language: str | None = None,
) -> Record:
    """Return the record of an item; its id is without a version. Raises ProblemError: missing_text."""
    if body is None:
        raise NO_TEXT
    language = language or find_language(item)  # before the body is taken apart
    own_id = REVISION.sub(r"\1", own_id or "")
    url = url if url and url.startswith("http") else None
    return Record(build_body(body), title, byline, published, url, own_id, language)
