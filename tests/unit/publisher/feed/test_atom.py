"""The Atom document: valid by its schema, and read back by a common reader without loss."""

from datetime import UTC, date, datetime
from typing import Any

import feedparser
import pytest
from lxml import etree

from services.publisher.feed import atom
from services.publisher.feed.addresses import Addresses
from services.publisher.feed.item import FeedItem, ItemStatus, LowerThird, Media, Term, as_notice, as_restored
from shared.contracts.words import AiUse
from shared.ids import Sha256
from shared.settings import ROOT

SCHEMA = ROOT / "tests/schemas/atom.rng"
OPEN = Addresses.open("https://news.example.org")
OURS = {"lianbo": atom.OURS, "media": atom.MEDIA, "atom": atom.ATOM}


def item(number: int = 1, **said: Any) -> FeedItem:
    at = datetime(2022, 12, 5, 1, 0, number, tzinfo=UTC)
    return FeedItem.model_validate(
        {
            "id": f"tag:news.example.org,2022:370100-{number:04}",
            "slug": f"370100-{number:04}",
            "version": 1,
            "status": ItemStatus.USABLE,
            "published": at,
            "updated": at,
            "title": "济南：学习“永远在路上” & <更多>",
            "summary": "五百多名市民到场。",
            "html": "<p>第一段，含 &amp; 与 &lt;尖括号&gt;。</p><p>第二段😀𠮷。</p>",
            "script": "各位观众，今天上午。\n活动周启动。",
            "seconds": 12,
            "lower_thirds": (
                LowerThird(kind="headline", text="终身学习活动周启动"),
                LowerThird(kind="name", text="王芳", title="通讯员"),
            ),
            "kind": Term(key="highlight", title="活动亮点"),
            "category": Term(key="launch", title="启动仪式"),
            "place": Term(key="370100", title="济南"),
            "event_date": date(2022, 12, 5),
            "unit": "济南市教育局",
            "byline": "（济南市教育局 通讯员 王芳）",
            "ai_use": AiUse.ASSISTED,
            "media": tuple(
                Media(
                    sha256=Sha256(f"{n:064x}"), name=f"现场 {n}.jpg", media_type="image/jpeg",
                    size=1000 + n, width=900, height=600, caption=f"现场{n}", credit="李强",
                )
                for n in (1, 2)
            ),
            **said,
        }
    )  # fmt: skip


def document(*items: FeedItem) -> bytes:
    entries = [atom.entry(one) for one in items]
    ready = atom.document("联播", "tag:news.example.org,2022:feed", entries, items[0].updated if items else None)
    return OPEN.here(ready)


@pytest.fixture(scope="module")
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(file=str(SCHEMA))


@pytest.mark.parametrize(
    "items",
    [
        (),
        (item(),),
        (item(3), item(2), item(1)),
        (as_notice(item(), ItemStatus.CANCELED, 2, datetime(2022, 12, 6, tzinfo=UTC)),),
        (item(script="", lower_thirds=(), media=(), summary="", byline="", event_date=None, seconds=None),),
    ],
    ids=["empty", "one", "three", "withdrawn", "bare"],
)
def test_a_feed_is_valid_atom(schema: etree.RelaxNG, items: tuple[FeedItem, ...]) -> None:
    parsed = etree.fromstring(document(*items))
    assert schema.validate(parsed), schema.error_log


def test_a_single_item_is_valid_atom(schema: etree.RelaxNG) -> None:
    assert schema.validate(etree.fromstring(OPEN.here(atom.alone(atom.entry(item()))))), schema.error_log


def test_a_document_out_of_order_would_be_noticed(schema: etree.RelaxNG) -> None:
    parsed = etree.fromstring(document(item()))
    parsed.append(parsed[0])  # atom:id behind the entry
    assert not schema.validate(parsed)


def test_what_belongs_to_the_feed_stands_before_the_first_entry() -> None:
    names = [etree.QName(child).localname for child in etree.fromstring(document(item(2), item(1)))]
    assert names.index("entry") == len(names) - 2
    assert {"id", "title", "updated", "link"} <= set(names[: names.index("entry")])


def test_feedparser_reads_everything_back() -> None:
    told = item()
    read = feedparser.parse(document(told))
    assert not read.bozo
    [entry] = read.entries
    assert entry.id == told.id
    assert entry.title == told.title
    assert entry.summary == told.summary
    assert entry.content[0].value == told.html
    assert entry.author == told.unit
    assert (entry.published, entry.updated) == ("2022-12-05T01:00:01Z", "2022-12-05T01:00:01Z")
    assert [(tag.term, tag.label) for tag in entry.tags] == [
        ("highlight", "活动亮点"), ("launch", "启动仪式"), ("370100", "济南"),
    ]  # fmt: skip
    assert [(e.href, e.type, e.length) for e in entry.enclosures] == [
        (OPEN.media(media), "image/jpeg", str(media.size)) for media in told.media
    ]
    assert [content["url"] for content in entry.media_content] == [OPEN.media(media) for media in told.media]
    assert entry.lianbo_version == "1"
    assert entry.lianbo_pubstatus == "usable"
    assert entry.lianbo_script == told.script
    assert entry.lianbo_scriptseconds == "12"
    assert entry.lianbo_lowerthird.split("\n") == ["终身学习活动周启动", "通讯员 王芳"]
    assert entry.lianbo_byline == told.byline
    assert entry.lianbo_aiuse == "assisted"


def test_a_secret_path_stands_in_links_and_never_in_the_words() -> None:
    words = 'href="https://site.invalid/a", <link url="https://below.invalid/b"> '
    told = item(title=words, html=words, script=words, byline=words, unit=words)
    told = told.model_copy(update={"media": (told.media[0].model_copy(update={"caption": words, "name": words}),)})
    ready = Addresses.secret("https://news.example.org", "SECRET").here(atom.alone(atom.entry(told)))
    entry = etree.fromstring(ready)
    said = [*entry.itertext(), *entry.xpath("atom:link/@title", namespaces=OURS)]
    assert [text for text in said if "https://below.invalid" in text]
    assert not [text for text in said if "SECRET" in text]
    links = [*entry.xpath("atom:link/@href", namespaces=OURS), *entry.xpath("media:content/@url", namespaces=OURS)]
    assert len(links) == 5
    assert all(link.startswith("https://news.example.org/feed/k/SECRET/") for link in links)


def test_each_picture_carries_its_hash_caption_and_credit() -> None:
    told = item()
    entry = etree.fromstring(atom.entry(told))
    hashes = entry.xpath("media:content/@lianbo:sha256", namespaces=OURS)
    assert hashes == entry.xpath("atom:link[@rel='enclosure']/@lianbo:sha256", namespaces=OURS)
    assert hashes == [media.sha256 for media in told.media]
    assert entry.xpath("media:content/media:credit/text()", namespaces=OURS) == ["李强", "李强"]
    assert entry.xpath("media:content/media:description/text()", namespaces=OURS) == ["现场1", "现场2"]


def test_a_withdrawn_item_keeps_its_id_and_loses_text_and_media() -> None:
    told = item()
    notice = as_notice(told, ItemStatus.CANCELED, 2, datetime(2022, 12, 6, tzinfo=UTC))
    shown = OPEN.here(atom.entry(notice)).decode()
    read = feedparser.parse(document(notice)).entries[0]
    assert read.id == told.id
    assert read.title == "【撤稿】" + told.title
    assert read.lianbo_pubstatus == "canceled"
    assert read.published == "2022-12-05T01:00:01Z"
    assert read.updated == "2022-12-06T00:00:00Z"
    assert not read.get("enclosures")
    for gone in ("media:content", "现场", "五百多名市民", "第一段", "各位观众", "王芳", "package.zip"):
        assert gone not in shown


def test_what_was_withheld_comes_back_as_it_was() -> None:
    told = item()
    back = as_restored(told, 3, datetime(2022, 12, 6, tzinfo=UTC))
    assert (back.html, back.media, back.title) == (told.html, told.media, told.title)
    assert back.version == 3


def test_stored_bytes_know_no_host() -> None:
    ready = atom.entry(item())
    assert b"news.example.org/" not in ready
    secret = Addresses.secret("https://other.example.org", "s3cret")
    links = etree.fromstring(secret.here(ready)).xpath("atom:link/@href", namespaces=OURS)
    assert links
    assert all(link.startswith("https://other.example.org/feed/k/s3cret/") for link in links)


def test_the_same_item_gives_the_same_bytes() -> None:
    assert atom.entry(item()) == atom.entry(item())


def test_characters_that_xml_cannot_hold_do_not_break_the_feed() -> None:
    picture = item().media[0].model_copy(update={"caption": "现\x0b场"})
    read = feedparser.parse(document(item(title="标\x0b题\x00\ufffe", script="口\x1b播", media=(picture,))))
    assert not read.bozo
    assert read.entries[0].title == "标题"
    assert read.entries[0].enclosures[0].title == "现场"
