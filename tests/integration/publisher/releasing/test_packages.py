"""The package: everything a person needs to post a draft, exactly as signed, with hashes that hold."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image

from services.publisher.releasing.packages.names import readable
from services.publisher.releasing.packages.zipped import zipped
from services.publisher.releasing.register_publication import Posted, RegisterPublication
from services.publisher.stories.draft import Draft
from services.publisher.stories.story import Story
from shared.contracts.words import ContentType
from tests.conftest import OpenDatabase
from tests.integration.publisher.newsroom import CAMPAIGN, CHIEF, Newsroom


@pytest.fixture
async def newsroom(open_sqlite: OpenDatabase) -> Newsroom:
    return Newsroom(await open_sqlite("publisher"))


async def packed(newsroom: Newsroom, content_type: ContentType, **said: Any) -> tuple[dict[str, bytes], Any]:
    """The members of one draft's package by name, and the draft."""
    event = await newsroom.signed(**said)
    draft = await newsroom.draft(event.story.id, content_type)
    content = await newsroom.pack(await newsroom.story(event.story.id), draft, 1)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}, draft


@pytest.mark.parametrize("content_type", list(ContentType))
async def test_the_manifest_names_every_file_with_its_true_hash(newsroom: Newsroom, content_type: ContentType) -> None:
    members, draft = await packed(newsroom, content_type)
    manifest = json.loads(members.pop("manifest.json"))
    assert manifest["content_hash"] == draft.content_hash
    assert manifest["number"] == "370100-0001"
    listed = {file["name"]: file for file in manifest["files"]}
    assert set(listed) == set(members)
    for name, content in members.items():
        assert listed[name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert listed[name]["size"] == len(content)
    assert {file["credit"] for file in manifest["files"] if file["type"].startswith("image/")} == {"李强"}


async def test_texts_are_the_signed_strings(newsroom: Newsroom) -> None:
    members, draft = await packed(newsroom, ContentType.DOUYIN_IMAGE_TEXT)
    assert members["标题.txt"].decode() == draft.posted.title
    assert members["正文.txt"].decode() == draft.posted.text
    explained = members["发布说明.txt"].decode()
    assert "替换" not in explained
    for said in ("抖音图文", "370100-0001", "济南市教育局", "不声明原创", "未使用", draft.content_hash[:12]):
        assert said in explained


async def test_a_correction_says_what_it_replaces_and_where_that_stands(newsroom: Newsroom) -> None:
    event = await newsroom.released()
    by_type = {draft.content_type: draft.id for draft in event.story.drafts}
    first, second = by_type[ContentType.WEIBO_STATUS], by_type[ContentType.TOUTIAO_ARTICLE]
    register = RegisterPublication(newsroom.database, newsroom.records, CAMPAIGN, newsroom.clock)
    address = "https://weibo.com/1/Mabc"
    await register(first, Posted(url=address), CHIEF)
    await newsroom.sign(await newsroom.report(revision=2, title="数字已核实的标题"))
    story = await newsroom.story(event.story.id)
    said = {draft.replaces: await _explained(newsroom, story, draft) for draft in story.drafts if draft.replaces}
    assert f"更正\n本稿是更正，用来替换已发布在下面网址的内容：{address}" in said[first]
    assert "此前的发布包尚未登记发布网址" in said[second]


async def _explained(newsroom: Newsroom, story: Story, draft: Draft) -> str:
    with zipfile.ZipFile(io.BytesIO(await newsroom.pack(story, draft, 1))) as archive:
        return archive.read("发布说明.txt").decode()


async def test_pictures_are_numbered_in_order_under_names_a_person_can_read(newsroom: Newsroom) -> None:
    members, draft = await packed(newsroom, ContentType.WEIBO_STATUS, pictures=3)
    names = [name for name in members if name.startswith("images/")]
    assert names == [f"images/0{n}_启动仪式{n}.jpg" for n in (1, 2, 3)]
    for name, picture in zip(names, draft.content["images"], strict=True):
        assert hashlib.sha256(members[name]).hexdigest() == picture["sha256"]


async def test_an_articles_html_finds_its_pictures_in_the_package(newsroom: Newsroom) -> None:
    members, draft = await packed(newsroom, ContentType.TOUTIAO_ARTICLE)
    page = members["正文.html"].decode()
    assert draft.posted.html in page
    assert '<meta charset="utf-8">' in page
    for number in (1, 2):
        assert f'src="images/0{number}.jpg"' in page
        assert f"images/0{number}.jpg" in members
    assert any(name.startswith("covers/01") for name in members)
    assert members["摘要.txt"].decode() == draft.content["abstract"]


async def test_the_station_gets_script_and_captions(newsroom: Newsroom) -> None:
    members, draft = await packed(newsroom, ContentType.TV_ITEM)
    assert members["口播稿.txt"].decode() == draft.content["script"]
    captions = members["字幕条.txt"].decode().split("\n")
    assert len(captions) == len(draft.content["lower_thirds"])
    assert "人名条：王芳（通讯员）" in captions


async def test_no_picture_in_a_package_says_where_it_was_taken(newsroom: Newsroom) -> None:
    members, _ = await packed(newsroom, ContentType.WEIBO_STATUS)
    pictures = [content for name, content in members.items() if name.startswith("images/")]
    assert pictures
    for content in pictures:
        assert b"Secret Camera" not in content
        assert not Image.open(io.BytesIO(content)).getexif()


async def test_the_same_draft_gives_the_same_package(newsroom: Newsroom) -> None:
    event = await newsroom.signed()
    story = await newsroom.story(event.story.id)
    first = [await newsroom.pack(story, draft, 1) for draft in story.current]
    newsroom.clock.moment = datetime(2023, 1, 1, tzinfo=UTC)
    assert [await newsroom.pack(story, draft, 1) for draft in story.current] == first


def test_a_zip_says_nothing_of_when_it_was_made() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped({"标题.txt": b"a"}))) as archive:
        [about] = archive.infolist()
    assert about.date_time == (1980, 1, 1, 0, 0, 0)
    assert about.filename == "标题.txt"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("启动 仪式", "启动_仪式"), ("../../etc/passwd", "etc_passwd"), ("a\\b:c*?", "a_b_c"),
        ("图\u202egpj.exe", "图gpj.exe"),
        ("\x00\x1f", ""), ("...", ""), ("长" * 100, "长" * 40),
    ],
)  # fmt: skip
def test_names_are_safe_on_every_system(given: str, shown: str) -> None:
    assert readable(given) == shown
