"""The form's 预览 leads to publisher's page: the one's field names are what the other reads."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient
from lxml import html

from services.ingest.service import build as build_ingest
from services.ingest.storage.tables import metadata
from services.publisher.service import build as build_publisher
from shared.files.store import Files, open_folder
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.pictures import photo
from tests.sites import CAMPAIGN, sample_site, serving, sign_in


@pytest.fixture
async def client(open_sqlite: OpenDatabase, clock: FixedClock, tmp_path: Path) -> AsyncIterator[TestClient[Any, Any]]:
    site = await sample_site(await open_sqlite("identity"), clock)
    originals = open_folder((tmp_path / "files").as_uri(), "originals")
    files = Files(originals, open_folder("memory:", "renditions"))
    own, others = await open_sqlite("ingest"), await open_sqlite("publisher")
    common = (site.identity, files, CAMPAIGN, clock)
    services = [
        build_ingest(site.settings, own, *common),
        build_publisher(site.settings, others, *common),
    ]
    async with serving(services, site) as client:
        await sign_in(client, "jinan")
        yield client
    async with own.reading() as view:
        for table in metadata.sorted_tables:
            assert (await view.connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one() == 0
    assert not list((tmp_path / "files").rglob("*.*"))


async def form_of(client: TestClient[Any, Any], **typed: str) -> aiohttp.FormData:
    """The blank form as a browser sends it, with what was typed so far."""
    page = html.fromstring(await (await client.get("/submit/new")).text())
    (form,) = (form for form in page.forms if form.xpath(".//button[@formaction='/preview']"))
    data = aiohttp.FormData(default_to_multipart=True)
    for name, value in {**dict(form.form_values()), **typed}.items():
        data.add_field(name, value)
    return data


async def previewed(client: TestClient[Any, Any], form: aiohttp.FormData) -> str:
    answer = await client.post("/preview", data=form)
    text = await answer.text()
    assert answer.status == 200, text
    return " ".join(html.fromstring(text).xpath("//main")[0].text_content().split())


async def test_a_half_written_report_is_shown_on_every_platform_and_nothing_is_stored(client: TestClient[Any, Any]):
    typed = {
        "title": "社区课堂教老人用手机",
        "body": "12月5日，社区课堂坐满了老人。\n志愿者手把手教大家预约挂号。",
        "category": "smart-elderly",
        "picture-2-consent": "obtained",
        "picture-2-caption": "课堂",
    }
    form = await form_of(client, **typed)
    form.add_field("picture-2-file", photo(), filename="课堂.jpg", content_type="image/jpeg")
    shown = await previewed(client, form)
    for name in ("抖音图文", "微博", "头条文章", "微头条", "电视台供稿"):
        assert name in shown
    assert shown.count("社区课堂坐满了老人") >= 4
    assert "还生成不了" not in shown


async def test_without_a_picture_that_may_be_shown_the_page_says_what_is_missing(client: TestClient[Any, Any]):
    form = await form_of(client, title="社区课堂", body="社区课堂坐满了老人。志愿者手把手教大家。")
    form.add_field("picture-0-file", photo(), filename="课堂.jpg", content_type="image/jpeg")
    shown = await previewed(client, form)
    assert "还生成不了 抖音图文：" in shown


async def test_a_mistyped_year_is_said_so_on_the_preview_too(client: TestClient[Any, Any]):
    answer = await client.post("/preview", data=await form_of(client, event_date="9999-12-31"))
    assert answer.status == 422
    assert "请核对年份" in await answer.text()


async def test_nothing_typed_yet_is_no_error(client: TestClient[Any, Any]):
    await previewed(client, await form_of(client))
