"""The feed as readers meet it: tokens, validators, encodings, ranges, packages."""

import base64
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from aiohttp.test_utils import TestClient
from lxml import html

from services.publisher.api.package import PackageApi, package_routes
from services.publisher.feed import atom
from services.publisher.feed.web.pages import Feed
from services.publisher.feed.web.routes import feed_routes
from shared.contracts.words import ContentType
from shared.service import Service
from shared.settings import ROOT
from tests.conftest import OpenDatabase
from tests.integration.publisher.newsroom import PUBLIC_URL, Newsroom
from tests.sites import bearer, sample_site, serving

READER = bearer("sample-tv")


@dataclass
class Scene:
    newsroom: Newsroom
    client: TestClient[Any, Any]

    async def get(self, path: str, status: int = 200, method: str = "GET", **headers: str) -> tuple[Any, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self.client.request(
            method, path, headers={"Accept-Encoding": "identity", **READER, **named}, allow_redirects=False
        )
        body = await answer.read()
        assert answer.status == status, body[:500]
        return answer, body


@pytest.fixture
async def scene(open_sqlite: OpenDatabase) -> AsyncIterator[Scene]:
    newsroom = Newsroom(await open_sqlite("publisher"))
    site = await sample_site(await open_sqlite("identity"), newsroom.clock)
    feed = Feed(
        newsroom.serve_feed, newsroom.read_feed, newsroom.published, site.identity, newsroom.clock, PUBLIC_URL,
        atom.alone,
    )  # fmt: skip
    packages = PackageApi(newsroom.fetch_package, newsroom.published)
    service = Service(
        "publisher",
        newsroom.database,
        routes=[*feed_routes(feed), *package_routes(packages)],
        templates=Path(ROOT / "services/publisher/templates"),
    )
    async with serving([service], site) as client:
        yield Scene(newsroom, client)


@pytest.mark.parametrize(
    "path",
    [
        "/feed.atom", "/feed/changes", "/feed/items/370100-0001.atom", "/feed/items/370100-0001.txt",
        "/feed/items/370100-0001", "/feed/items/370100-0001/package.zip", f"/feed/media/{'0' * 64}/a.jpg",
    ],
)  # fmt: skip
async def test_without_a_token_nothing_of_the_feed_is_to_be_had(scene: Scene, path: str) -> None:
    await scene.newsroom.released(pictures=0)
    for headers, status in (({}, 401), (bearer("wrong"), 401), (bearer("sample-unit-370100"), 403)):
        answer = await scene.client.get(path, headers=headers)
        assert answer.status == status, path
        assert "启动" not in await answer.text()
    below = "/feed.atom" if path == "/feed.atom" else path.removeprefix("/feed")
    assert (await scene.client.get(f"/feed/k/wrong{below}")).status == 401


@pytest.mark.parametrize("token", ["sample-tv", "sample-tvdesk", "sample-editor-1"])
async def test_subscriber_station_and_editors_may_read(scene: Scene, token: str) -> None:
    assert (await scene.client.get("/feed.atom", headers=bearer(token))).status == 200


async def test_a_token_may_come_as_basic_password_on_media_too(scene: Scene) -> None:
    await scene.newsroom.released()
    media = (await scene.newsroom.read_feed.item("370100-0001", None)).item.media[0]
    basic = {"Authorization": "Basic " + base64.b64encode(b"anybody:sample-tv").decode()}
    for path in ("/feed.atom", f"/feed/media/{media.sha256}/x.jpg"):
        assert (await scene.client.get(path, headers=basic)).status == 200
    answer = await scene.client.get("/feed.atom")
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


async def test_a_secret_path_serves_the_same_and_keeps_readers_below_it(scene: Scene) -> None:
    await scene.newsroom.released()
    answer = await scene.client.get("/feed/k/sample-tv/feed.atom", headers={"Accept-Encoding": "identity"})
    read = feedparser.parse(await answer.read())
    assert read.feed.links[0].href == f"{PUBLIC_URL}/feed/k/sample-tv/feed.atom"
    for link in read.entries[0].links:
        assert link.href.startswith(f"{PUBLIC_URL}/feed/k/sample-tv/")
        assert (await scene.client.get(link.href.removeprefix(PUBLIC_URL))).status == 200
    assert (await scene.client.get("/feed/k/sample-tv/changes")).status == 200
    assert (await scene.client.get("/feed/k/sample-editor-1/feed.atom")).status == 403


async def test_every_link_in_the_feed_leads_somewhere(scene: Scene) -> None:
    await scene.newsroom.released()
    _, body = await scene.get("/feed.atom")
    for link in feedparser.parse(body).entries[0].links:
        answer, content = await scene.get(link.href.removeprefix(PUBLIC_URL))
        assert answer.content_type == link.type
        if link.rel == "enclosure":
            assert len(content) == int(link.length)


async def test_an_unchanged_feed_is_answered_with_304_by_tag_or_date(scene: Scene) -> None:
    await scene.newsroom.released(pictures=0)
    answer, body = await scene.get("/feed.atom")
    tag, date = answer.headers["ETag"], answer.headers["Last-Modified"]
    assert not tag.startswith("W/")
    for headers in (
        {"If_None_Match": tag}, {"If_None_Match": f'"other", W/{tag}'}, {"If_None_Match": "*"},
        {"If_Modified_Since": date}, {"If_None_Match": tag, "If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ):  # fmt: skip
        unchanged, nothing = await scene.get("/feed.atom", 304, **headers)
        assert nothing == b""
        assert unchanged.headers["ETag"] == tag
    for headers in (
        {"If_None_Match": '"other"'}, {"If_None_Match": '"other"', "If_Modified_Since": date},
        {"If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"}, {"If_Modified_Since": "yesterday"},
    ):  # fmt: skip
        assert (await scene.get("/feed.atom", **headers))[1] == body


async def test_a_change_gives_a_new_tag_and_a_later_date(scene: Scene) -> None:
    said = await scene.newsroom.released(pictures=0)
    before, _ = await scene.get("/feed.atom")
    await scene.newsroom.withdraw((await scene.newsroom.draft(said.story.id)).id)
    after, body = await scene.get("/feed.atom", If_None_Match=before.headers["ETag"])
    assert "【撤稿】" in body.decode()
    dates = [parsedate_to_datetime(answer.headers["Last-Modified"]) for answer in (before, after)]
    assert dates[0] < dates[1] <= scene.newsroom.clock.now()
    assert (await scene.get("/feed.atom", If_Modified_Since=before.headers["Last-Modified"]))[1] == body


async def test_the_compressed_feed_has_a_tag_of_its_own(scene: Scene) -> None:
    await scene.newsroom.released(pictures=0)
    plain, body = await scene.get("/feed.atom")
    zipped, unpacked = await scene.get("/feed.atom", Accept_Encoding="gzip, deflate")
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert unpacked == body
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert plain.headers["Vary"] == zipped.headers["Vary"] == "Accept-Encoding"
    refused, _ = await scene.get("/feed.atom", Accept_Encoding="gzip;q=0, identity")
    assert "Content-Encoding" not in refused.headers
    # A tag belongs to its encoding: with the other one's the whole is sent.
    await scene.get("/feed.atom", 304, Accept_Encoding="gzip", If_None_Match=zipped.headers["ETag"])
    await scene.get("/feed.atom", 200, If_None_Match=zipped.headers["ETag"])
    assert gzip.decompress((await scene.newsroom.serve_feed()).compressed) == body


async def test_head_answers_as_get_without_a_body(scene: Scene) -> None:
    await scene.newsroom.released()
    media = (await scene.newsroom.read_feed.item("370100-0001", None)).item.media[0]
    for path in ("/feed.atom", f"/feed/media/{media.sha256}/x.jpg", "/feed/items/370100-0001/package.zip"):
        got, body = await scene.get(path)
        head, nothing = await scene.get(path, method="HEAD")
        assert nothing == b""
        assert head.headers["Content-Length"] == str(len(body))
        assert head.headers["ETag"] == got.headers["ETag"]


async def test_changes_are_json_in_order(scene: Scene) -> None:
    await scene.newsroom.released(pictures=0)
    _, body = await scene.get("/feed/changes?after=0")
    told = json.loads(body)
    assert set(told) == {"items", "next", "head"}
    [change] = told["items"]
    assert set(change) == {"seq", "type", "id", "version", "at"}
    assert (change["seq"], change["type"], change["version"], told["next"], told["head"]) == (1, "released", 1, 1, 1)
    assert change["id"] == "tag:news.example.org,2022:370100-0001"
    await scene.get(f"/feed/items/{change['id']}.atom?version={change['version']}")


@pytest.mark.parametrize("query", ["after=-1", "after=one", "after=1e3", "after=99999999999999999999", "limit=x"])
async def test_a_bad_number_is_refused_by_its_name(scene: Scene, query: str) -> None:
    _, body = await scene.get(f"/feed/changes?{query}", 422)
    assert json.loads(body)["errors"][0]["field"] == query.partition("=")[0]


async def test_the_script_is_plain_text(scene: Scene) -> None:
    await scene.newsroom.released(pictures=0)
    answer, body = await scene.get("/feed/items/370100-0001.txt")
    assert answer.content_type == "text/plain"
    draft = await scene.newsroom.draft((await scene.newsroom.story_of("370100-0001")).id)
    assert body.decode() == draft.content["script"] + "\n"


async def test_media_come_in_ranges_with_their_digest(scene: Scene) -> None:
    await scene.newsroom.released()
    media = (await scene.newsroom.read_feed.item("370100-0001", None)).item.media[0]
    path = f"/feed/media/{media.sha256}/{media.name}"
    whole, content = await scene.get(path)
    assert hashlib.sha256(content).hexdigest() == media.sha256
    digest = base64.b64encode(bytes.fromhex(media.sha256)).decode()
    assert whole.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert whole.headers["Cache-Control"] == "private, no-cache"
    size = len(content)
    for asked, expected in {
        "bytes=0-99": content[:100], "bytes=100-": content[100:], "bytes=-10": content[-10:],
        f"bytes=10-{size + 5}": content[10:], f"bytes=0-{size - 1}": content,
    }.items():  # fmt: skip
        status = 200 if expected == content else 206
        part, body = await scene.get(path, status, Range=asked)
        assert body == expected, asked
        assert part.headers["ETag"] == f'"{media.sha256}"'
    part, _ = await scene.get(path, 206, Range="bytes=5-9")
    assert part.headers["Content-Range"] == f"bytes 5-9/{size}"
    beyond, _ = await scene.get(path, 416, Range=f"bytes={size}-")
    assert beyond.headers["Content-Range"] == f"bytes */{size}"
    for ignored in ("bytes=0-1,5-6", "items=0-1", "bytes=9-5", "bytes=-"):
        assert (await scene.get(path, 200, Range=ignored))[1] == content
    await scene.get(path, 206, Range="bytes=0-9", If_Range=f'"{media.sha256}"')
    await scene.get(path, 200, Range="bytes=0-9", If_Range='"another"')
    await scene.get(path, 304, If_None_Match=f'"{media.sha256}"')


async def test_a_withdrawn_items_media_package_and_old_versions_answer_410(scene: Scene) -> None:
    said = await scene.newsroom.released()
    item = (await scene.newsroom.read_feed.item("370100-0001", None)).item
    media = f"/feed/media/{item.media[0].sha256}/x.jpg"
    await scene.get(media)
    await scene.newsroom.withdraw((await scene.newsroom.draft(said.story.id)).id)
    for path in (media, "/feed/items/370100-0001/package.zip", "/feed/items/370100-0001.atom?version=1",
                 "/feed/items/370100-0001.txt?version=1", "/feed/items/370100-0001?version=1"):  # fmt: skip
        _, body = await scene.get(path, 410)
        assert json.loads(body)["type"].endswith("/withdrawn")
    await scene.get(media, 410, If_None_Match=f'"{item.media[0].sha256}"')
    read = feedparser.parse((await scene.get("/feed.atom"))[1]).entries
    assert [(entry.id, entry.title) for entry in read] == [(item.id, "【撤稿】" + item.title)]
    for path in (
        "/feed.atom",
        "/feed/items/370100-0001.atom",
        "/feed/items/370100-0001.txt",
        "/feed/items/370100-0001",
    ):
        body = (await scene.get(path))[1].decode()
        assert item.media[0].sha256 not in body
        assert item.script.split("\n")[0] not in body


async def test_a_drafts_package_is_there_once_it_is_signed(scene: Scene) -> None:
    story = await scene.newsroom.report()
    draft = await scene.newsroom.draft(story.id, ContentType.TOUTIAO_ARTICLE)
    path = f"/api/v1/drafts/{draft.id}/package.zip"
    editor = bearer("sample-editor-1")
    _, body = await scene.get(path, 409, **editor)
    assert json.loads(body)["type"].endswith("/not-signed")
    signed = await scene.newsroom.sign(story)
    await scene.get(path, 503, **editor)
    await scene.newsroom.release(signed)
    answer, packed = await scene.get(path, **editor)
    assert answer.content_type == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(packed)).testzip() is None
    await scene.newsroom.withdraw(draft.id)
    await scene.get(path, 410, **editor)
    await scene.get("/api/v1/drafts/unknown/package.zip", 404, **editor)
    await scene.get(path, 403, **bearer("sample-unit-370100"))


@pytest.mark.parametrize("below", ["/feed", "/feed/k/sample-tv"])
async def test_an_items_page_takes_its_pictures_from_wherever_it_was_opened(scene: Scene, below: str) -> None:
    await scene.newsroom.released()
    _, body = await scene.get(f"{below}/items/370100-0001")
    pictures = html.fromstring(body.decode()).xpath("//main//img/@src")
    assert len(pictures) == 2
    for picture in pictures:
        assert picture.startswith(f"{below}/media/"), "the policy of pages allows pictures of their own site only"
        await scene.get(picture)


async def test_the_pages_for_people_open(scene: Scene) -> None:
    await scene.newsroom.released()
    index = await scene.client.get("/feed")
    assert index.status == 200
    assert "供稿接口" in await index.text()
    answer, body = await scene.get("/feed/items/370100-0001")
    assert answer.content_type == "text/html"
    assert "口播稿" in body.decode()
