"""第几版 is one number, in whatever form somebody meets the item or the package: what they hold can be compared."""

import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import pytest
from lxml import etree

from services.publisher.feed.atom import ATOM, OURS
from shared.contracts.stories import DraftReleased, DraftResumed, DraftSignedOff, StoryEvent, StoryStatus
from shared.contracts.submissions import Submission
from shared.contracts.words import ContentType
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.integration.publisher.desk_scene import CHIEF, STAGES, WRITER, Desk, by_type, open_desk
from tests.integration.publisher.reader import reading


@pytest.fixture
async def desk(open_database: OpenDatabase, clock: FixedClock) -> AsyncIterator[Desk]:
    async with open_desk(open_database, clock) as opened:
        yield opened


TV, WEIBO = ContentType.TV_ITEM, ContentType.WEIBO_STATUS
STATION, SUBSCRIBER = "sample-tvdesk", "sample-tv"


async def fetch(desk: Desk, path: str, token: str) -> bytes:
    async with desk.client.get(path, headers={"Authorization": f"Bearer {token}"}) as answer:
        assert answer.status == 200, path
        return await answer.read()


def said_in(package: bytes) -> tuple[int, int]:
    """By the manifest, whose every hash holds, and by 发布说明.txt."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        for file in manifest["files"]:
            assert len(archive.read(file["name"])) == file["size"]
        explained = archive.read("发布说明.txt").decode()
    return manifest["version"], _number(r"签发版本：第(\d+)版", explained)


def _number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    assert found, (pattern, text[:500])
    return int(found[1])


async def page(desk: Desk, login: str, address: str) -> str:
    async with reading(str(desk.client.make_url("/")), login) as reader:
        return (await reader.open(address)).text


async def of_the_item(desk: Desk, sent: Submission, event: Any) -> dict[str, int]:
    """Every place where the station's item has its number."""
    item = f"/feed/items/{sent.number}"
    entry = etree.fromstring(await fetch(desk, f"{item}.atom", SUBSCRIBER))
    feed = etree.fromstring(await fetch(desk, "/feed.atom", SUBSCRIBER))
    manifest, explained = said_in(await fetch(desk, f"{item}/package.zip", STATION))
    draft = await desk.draft(sent, TV)
    desk_manifest, _ = said_in(await fetch(desk, f"/api/v1/drafts/{draft['id']}/package.zip", CHIEF))
    changes = (await desk.get("/feed/changes?after=0", SUBSCRIBER))["items"]
    told: StoryStatus = event.story
    return {
        "entry": int(entry.findtext(f"{{{OURS}}}version") or 0),
        "feed": int(feed.findtext(f"{{{ATOM}}}entry/{{{OURS}}}version") or 0),
        "changes": changes[-1]["version"],
        "manifest": manifest,
        "发布说明": explained,
        "desk's package": desk_manifest,
        "item's page": _number(r"第 (\d+) 版", await page(desk, "tvdesk", item)),
        "station": _number(r"第(\d+)版", await page(desk, "tvdesk", "/station")),
        "desk": _number(r"已供电视台 第(\d+)版", await page(desk, "chief", f"/desk/stories/{draft['story_id']}")),
        "sheet": _number(
            r"第(\d+)版，已供电视台", await page(desk, "chief", f"/desk/stories/{draft['story_id']}/sheet")
        ),
        "API": draft["released"]["edition"],
        "event, and so the mail": next(one.edition for one in told.drafts if one.id == draft["id"]),
    }


async def correct(desk: Desk, sent: Submission, content_type: ContentType, **changes: Any) -> Any:
    """By an edit, through three people, and out; what is said of it."""
    _, draft = await desk.edit(await desk.draft(sent, content_type), WRITER, **changes)
    for token, stage in STAGES:
        draft = await desk.through(draft, token, stage)
    desk.clock.advance(seconds=5)
    await desk.hand((await desk.said(DraftSignedOff))[-1])
    return await last(desk)


async def last(desk: Desk) -> Any:
    events: list[StoryEvent] = [*await desk.said(DraftReleased), *await desk.said(DraftResumed)]
    return max(events, key=lambda event: event.story.version)


async def act(desk: Desk, sent: Submission, call: str, content_type: ContentType = TV, **said: Any) -> Any:
    desk.clock.advance(seconds=5)
    draft = await desk.draft(sent, content_type)
    status, answer = await desk.post(f"/api/v1/drafts/{draft['id']}/{call}", CHIEF, said)
    assert status == 200, answer
    return await last(desk)


async def test_the_items_number_is_the_same_everywhere_whatever_became_of_it(desk: Desk):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    assert set((await of_the_item(desk, sent, await last(desk))).values()) == {1}
    event = await correct(desk, sent, TV, headline="更正后的标题")
    assert set((await of_the_item(desk, sent, event)).values()) == {2}
    await act(desk, sent, "holds", reason="待核实")
    event = await act(desk, sent, "resumptions")
    assert set((await of_the_item(desk, sent, event)).values()) == {4}
    event = await correct(desk, sent, TV, headline="再次更正的标题")
    assert set((await of_the_item(desk, sent, event)).values()) == {5}


async def test_a_units_revision_and_a_release_after_a_withdrawal_go_on_counting(desk: Desk):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    sent = await desk.receive(id=sent.id, number=sent.number, revision=2, title="单位改过的标题")
    await desk.signed(sent)
    await desk.release()
    assert set((await of_the_item(desk, sent, await last(desk))).values()) == {2}
    await act(desk, sent, "withdrawals", reason="有误")
    sent = await desk.receive(id=sent.id, number=sent.number, revision=3, title="再次改过的标题")
    fresh = [draft for draft in (await desk.story(sent))["drafts"] if draft["state"] == "awaiting_first_review"]
    (item,) = [draft for draft in fresh if draft["content_type"] == TV]
    for token, stage in STAGES:
        item = await desk.through(item, token, stage)
    desk.clock.advance(seconds=5)
    await desk.hand((await desk.said(DraftSignedOff))[-1])
    version = said_in(await fetch(desk, f"/feed/items/{sent.number}/package.zip", STATION))
    changes = (await desk.get("/feed/changes?after=0", SUBSCRIBER))["items"]
    assert (version, changes[-1]["version"]) == ((4, 4), 4)


async def test_what_was_pulled_and_put_back_before_its_correction_went_out_has_the_right_number(desk: Desk):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    _, draft = await desk.edit(await desk.draft(sent, TV), WRITER, headline="更正后的标题")
    await act(desk, sent, "holds", reason="待核实")
    event = await act(desk, sent, "resumptions")
    manifest, explained = said_in(await fetch(desk, f"/feed/items/{sent.number}/package.zip", STATION))
    assert (manifest, explained, event.story.drafts[-1].edition) == (3, 3, 3)
    draft = await desk.draft(sent, TV)
    for token, stage in STAGES:
        draft = await desk.through(draft, token, stage)
    desk.clock.advance(seconds=5)
    await desk.hand((await desk.said(DraftSignedOff))[-1])
    assert set((await of_the_item(desk, sent, await last(desk))).values()) == {4}


async def test_what_is_posted_by_hand_counts_its_packages(desk: Desk):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    await correct(desk, sent, WEIBO, text="更正后的正文。")
    draft = by_type(await desk.story(sent))[WEIBO]
    package = said_in(await fetch(desk, f"/api/v1/drafts/{draft['id']}/package.zip", "sample-office-2"))
    office = await page(desk, "zhidao", f"/office/stories/{draft['story_id']}")
    assert (package, draft["released"]["edition"]) == ((2, 2), 2)
    assert _number(r"微博 发布包已备好·待人工发布 第(\d+)版", office) == 2


async def test_an_older_version_names_the_newer_in_every_format(desk: Desk):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    item = f"/feed/items/{sent.number}"
    before = etree.fromstring(await fetch(desk, f"{item}.atom?version=1", SUBSCRIBER))
    assert before.findtext(f"{{{OURS}}}pubStatus") == "usable"
    await correct(desk, sent, TV, headline="更正后的标题")
    entry = etree.fromstring(await fetch(desk, f"{item}.atom?version=1", SUBSCRIBER))
    said = {name: entry.findtext(f"{{{OURS}}}{name}") for name in ("pubStatus", "version", "newerVersion")}
    assert said == {"pubStatus": "superseded", "version": "1", "newerVersion": "2"}
    assert (entry.findtext(f"{{{ATOM}}}title") or "").startswith("【旧版】")
    links = {link.get("rel"): link.get("href", "") for link in entry.iter(f"{{{ATOM}}}link")}
    assert links["latest-version"].endswith(f"{item}.atom")
    assert (
        etree.fromstring(await fetch(desk, f"{item}.atom?version=2", SUBSCRIBER)).findtext(f"{{{OURS}}}pubStatus")
        == "usable"
    )
    script = (await fetch(desk, f"{item}.txt?version=1", SUBSCRIBER)).decode()
    assert script.startswith("【这是第1版，已由第2版取代。")
    shown = await page(desk, "tvdesk", f"{item}?version=1")
    assert "已由第2版取代" in shown
    assert "下载供稿包" not in shown


async def test_an_older_version_is_written_anew_when_a_newer_one_comes(desk: Desk):
    """Last-Modified goes on with the bytes, or a reader that asks by date would never hear of the newer one."""
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    path, headers = f"/feed/items/{sent.number}.atom?version=1", {"Authorization": f"Bearer {SUBSCRIBER}"}
    async with desk.client.get(path, headers=headers) as answer:
        first = answer.headers
    await correct(desk, sent, TV, headline="更正后的标题")
    async with desk.client.get(path, headers={**headers, "If-Modified-Since": first["Last-Modified"]}) as answer:
        assert answer.status == 200
        assert answer.headers["Link"] == f'</feed/items/{sent.number}.atom>; rel="latest-version"'
        assert answer.headers["ETag"] != first["ETag"]
