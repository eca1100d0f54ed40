"""The feed as Atom (RFC 4287) with Media RSS. Pure: an item's entry is rendered once and joined ever after."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from services.publisher.feed.addresses import ANYWHERE
from services.publisher.feed.item import FeedItem, ItemStatus, Media

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "http://search.yahoo.com/mrss/"
OURS = "tag:lianbo.example.org,2022:feed"
"""Version, status, script, captions, SHA-256: what Atom has no word for (and `media:hash` takes no SHA-256)."""
NAMESPACES: Any = {None: ATOM, "media": MEDIA, "lianbo": OURS}

_XML = b"<?xml version='1.0' encoding='UTF-8'?>"
EMPTY_SINCE = datetime(2022, 1, 1, tzinfo=UTC)
"""`updated` of a feed in which nothing was ever released: Atom wants one."""


def entry(item: FeedItem) -> bytes:
    """One entry. Its addresses stand for `ANYWHERE`: `Addresses.here` puts the reader's own in."""
    root = etree.Element(_atom("entry"), nsmap=NAMESPACES)
    _text(root, _atom("id"), item.id)
    _text(root, _atom("title"), item.title)
    _text(root, _atom("published"), moment(item.published))
    _text(root, _atom("updated"), moment(item.updated))
    _text(etree.SubElement(root, _atom("author")), _atom("name"), item.unit)
    for scheme, term in (("kind", item.kind), ("category", item.category), ("place", item.place)):
        category = {"term": term.key, "scheme": f"{OURS}/{scheme}", "label": _sayable(term.title)}
        etree.SubElement(root, _atom("category"), category)
    if item.summary:
        _text(root, _atom("summary"), item.summary)
    _text(root, _atom("content"), item.html, type="html")
    _text(root, _atom("rights"), rights(item))
    _link(root, "alternate", ANYWHERE.page(item), "text/html")
    if item.newer:
        _link(root, "latest-version", ANYWHERE.atom(item), "application/atom+xml")
    if item.status is ItemStatus.USABLE:
        _link(root, "related", ANYWHERE.package(item), "application/zip", title="供稿包")
    if item.script:
        _link(root, "related", ANYWHERE.script(item), "text/plain", title="口播稿")
    for media in item.media:
        link = _link(root, "enclosure", ANYWHERE.media(media), media.media_type, title=media.caption or media.name)
        link.set("length", str(media.size))
        link.set(_ours("sha256"), media.sha256)
    for media in item.media:
        _media_content(root, media)
    _own_words(root, item)
    return etree.tostring(root, encoding="utf-8", xml_declaration=False)


def document(title: str, id_: str, entries: Sequence[bytes], updated: datetime | None) -> bytes:
    """A whole feed from ready entries. What belongs to the feed stands before the first entry, as the schema wants."""
    root = etree.Element(_atom("feed"), nsmap=NAMESPACES)
    _text(root, _atom("id"), id_)
    _text(root, _atom("title"), title)
    _text(root, _atom("updated"), moment(updated or EMPTY_SINCE))
    _link(root, "self", f"{ANYWHERE.documents}/feed.atom", "application/atom+xml")
    _link(root, "alternate", ANYWHERE.below, "text/html")
    _text(root, _atom("generator"), "Lianbo 联播")
    head, end = etree.tostring(root, encoding="utf-8").rsplit(b"</feed>", 1)
    return b"\n".join((_XML, head, *entries, b"</feed>" + end))


def alone(ready: bytes) -> bytes:
    """One entry as a document of its own."""
    return _XML + b"\n" + ready


def rights(item: FeedItem) -> str:
    return f"供稿：{item.unit}。使用时请注明来源。"


def moment(at: datetime) -> str:
    """Whole seconds, UTC: Superdesk's reader refuses anything else."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _own_words(root: etree._Element, item: FeedItem) -> None:
    """Plain elements: of one with attributes feedparser keeps the attributes and drops the text."""
    _text(root, _ours("version"), str(item.version))
    _text(root, _ours("pubStatus"), item.status)
    if item.newer:
        _text(root, _ours("newerVersion"), str(item.newer))
    _text(root, _ours("number"), item.slug)
    if item.script:
        _text(root, _ours("script"), item.script)
        _text(root, _ours("scriptSeconds"), str(item.seconds))
    if item.lower_thirds:
        # One a line, in one element: of several elements of one name feedparser keeps only the last.
        _text(root, _ours("lowerThird"), "\n".join(strip.line for strip in item.lower_thirds))
    if item.byline:
        _text(root, _ours("byline"), item.byline)
    if item.event_date:
        _text(root, _ours("eventDate"), item.event_date.isoformat())
    if item.status is ItemStatus.USABLE:
        _text(root, _ours("aiUse"), item.ai_use)
    if item.note:
        _text(root, _ours("note"), item.note)


def _media_content(root: etree._Element, media: Media) -> None:
    content = etree.SubElement(
        root,
        _media("content"),
        url=ANYWHERE.media(media),
        type=media.media_type,
        medium=media.media_type.partition("/")[0],
        fileSize=str(media.size),
        width=str(media.width),
        height=str(media.height),
    )
    content.set(_ours("sha256"), media.sha256)
    _text(content, _media("title"), media.name, type="plain")
    if media.caption:
        _text(content, _media("description"), media.caption, type="plain")
    if media.credit:
        _text(content, _media("credit"), media.credit, role="photographer")


def _link(root: etree._Element, rel: str, href: str, media_type: str, title: str = "") -> etree._Element:
    link = etree.SubElement(root, _atom("link"), rel=rel, href=href, type=media_type)
    if title:
        link.set("title", _sayable(title))
    return link


def _text(root: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(root, name, attributes).text = _sayable(text)


def _sayable(text: str) -> str:
    """Without what XML 1.0 cannot hold at all; texts were tidied before, so this is a guard."""
    return "".join(
        c for c in text if c in "\t\n" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


def _atom(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _media(name: str) -> str:
    return f"{{{MEDIA}}}{name}"


def _ours(name: str) -> str:
    return f"{{{OURS}}}{name}"
