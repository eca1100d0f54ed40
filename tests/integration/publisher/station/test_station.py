"""The TV station's desk: what may be broadcast, and leads that may not yet."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from services.publisher.api.freshness import Freshness
from services.publisher.releasing.hold_draft import HoldDraft
from services.publisher.releasing.recall_story import RecallStory
from services.publisher.reviewing.decision import Decision, StoryDecision
from services.publisher.reviewing.review_story import ReviewStory
from services.publisher.station.pages import Station, station_routes
from services.publisher.stories.read_stories import ReadStories
from services.publisher.stories.storage.lists import SqlStoryLists
from shared.contracts.submissions import SubmissionWithdrawn
from shared.contracts.words import Kind, Stage, Verdict
from shared.service import Service
from shared.settings import ROOT
from tests.conftest import OpenDatabase
from tests.integration.publisher.newsroom import BODY, CAMPAIGN, CHIEF, Newsroom, reviewer
from tests.sites import sample_site, serving, sign_in


@dataclass
class Scene:
    newsroom: Newsroom
    client: TestClient[Any, Any]

    async def read(self, path: str, status: int = 200) -> str:
        answer = await self.client.get(path, allow_redirects=False)
        assert answer.status == status
        return await answer.text()


@pytest.fixture
async def scene(open_sqlite: OpenDatabase) -> AsyncIterator[Scene]:
    newsroom = Newsroom(await open_sqlite("publisher"))
    site = await sample_site(await open_sqlite("identity"), newsroom.clock)
    stories = ReadStories(newsroom.database, newsroom.stories, SqlStoryLists(), newsroom.ledger)
    station = Station(stories, newsroom.read_feed, Freshness(stories), CAMPAIGN)
    service = Service(
        "publisher",
        newsroom.database,
        routes=station_routes(station),
        templates=ROOT / "services/publisher/templates",
    )
    async with serving([service], site) as client:
        yield Scene(newsroom, client)


async def test_a_lead_is_seen_on_receipt_and_says_that_it_is_unreviewed(scene: Scene) -> None:
    story = await scene.newsroom.report()
    await sign_in(scene.client, "tvdesk")
    desk = await scene.read("/station")
    assert story.submission.title in desk
    assert "还没有签发的供稿" in desk
    lead = await scene.read(f"/station/leads/{story.id}")
    assert "未审稿·仅供选题" in lead
    assert BODY[1] in lead
    assert "启动仪式1.jpg" in lead


async def test_what_is_released_stands_above_with_its_seconds(scene: Scene) -> None:
    await scene.newsroom.released()
    item = (await scene.newsroom.read_feed.newest(1))[0]
    await sign_in(scene.client, "tvdesk")
    desk = await scene.read("/station")
    assert item.title in desk
    assert f"{item.seconds} 秒" in desk
    assert "/feed/items/370100-0001/package.zip" in desk


async def test_a_withdrawn_item_can_no_longer_be_taken(scene: Scene) -> None:
    said = await scene.newsroom.released()
    await scene.newsroom.withdraw((await scene.newsroom.draft(said.story.id)).id)
    await sign_in(scene.client, "tvdesk")
    desk = await scene.read("/station")
    assert "已撤稿" in desk
    assert "package.zip" not in desk


async def test_what_was_taken_down_pulled_or_turned_down_is_no_lead_any_more(scene: Scene) -> None:
    newsroom = scene.newsroom
    down, pulled, out = [await newsroom.released(f"370100-000{number}") for number in (1, 2, 3)]
    waiting = await newsroom.report("370100-0004", title="还在审核的线索")
    await newsroom.withdraw((await newsroom.draft(down.story.id)).id)
    hold = HoldDraft(newsroom.database, newsroom.records, newsroom.feed, newsroom.clock)
    await hold((await newsroom.draft(pulled.story.id)).id, None, "核实中", CHIEF)
    story = await newsroom.report("370100-0005", title="重复的线索", pictures=0)
    rejection = StoryDecision(Decision(Stage.FIRST, Verdict.REJECT, "重复报送"), {d.id: d.version for d in story.open})
    await ReviewStory(newsroom.database, newsroom.records, newsroom.clock)(story.id, rejection, reviewer(Stage.FIRST))
    await sign_in(scene.client, "tvdesk")
    desk = await scene.read("/station")
    for gone in (down.story.id, pulled.story.id, story.id):
        assert f"/station/leads/{gone}" not in desk
        await scene.read(f"/station/leads/{gone}", 404)
    assert f"/station/leads/{waiting.id}" in desk
    assert "共 1 条" in desk
    assert "未审稿·仅供选题" in await scene.read(f"/station/leads/{waiting.id}")
    assert f"/station/leads/{out.story.id}" not in desk, "it stands above, as an item"
    assert "/station/leads/370100-0003" in desk
    for name in (out.story.id, "370100-0003"):
        assert "未审稿·仅供选题" not in await scene.read(f"/station/leads/{name}"), "its footage is still to be had"


async def test_what_is_released_takes_no_place_from_the_leads(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.publisher.station.pages.LEADS", 2)
    waiting = [await scene.newsroom.report(f"370100-000{number}", pictures=0) for number in (1, 2, 3)]
    await scene.newsroom.released("370100-0004", pictures=0)
    await sign_in(scene.client, "tvdesk")
    desk = await scene.read("/station")
    assert "共 3 条" in desk
    assert [f"/station/leads/{story.id}" in desk for story in waiting] == [False, True, True]
    older = re.search(r'href="(/station\?cursor=[^"#]+)', desk)
    assert older
    desk = await scene.read(older[1])
    assert [f"/station/leads/{story.id}" in desk for story in waiting] == [True, False, False]
    assert "更早的线索" not in desk


async def test_what_its_unit_took_back_stands_above_everything_however_much_came_since(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.publisher.station.pages.ITEMS", 1)
    newsroom = scene.newsroom
    back = await newsroom.released("370100-0001", pictures=0)
    recall = RecallStory(newsroom.records, newsroom.feed, CAMPAIGN, newsroom.clock)
    submission = (await newsroom.story(back.story.id)).submission
    async with newsroom.database.transaction() as tx:
        await recall(SubmissionWithdrawn(submission=submission, reason="有误", occurred_at=newsroom.clock.now()), tx)
    await newsroom.released("370100-0002", pictures=0)
    await sign_in(scene.client, "tvdesk")
    alert = (await scene.read("/station")).partition('role="alert"')[2].partition("</div>")[0]
    assert "/feed/items/370100-0001" in alert
    await newsroom.withdraw((await newsroom.draft(back.story.id)).id)
    assert 'role="alert"' not in await scene.read("/station")


async def test_what_is_not_routed_to_the_station_is_no_lead(scene: Scene) -> None:
    case = await scene.newsroom.report("370100-0002", kind=Kind.CASE, title="老年大学的一天")
    await sign_in(scene.client, "tvdesk")
    assert "老年大学的一天" not in await scene.read("/station")
    await scene.read(f"/station/leads/{case.id}", 404)


async def test_units_have_no_access(scene: Scene) -> None:
    await scene.read("/station", 303)
    await sign_in(scene.client, "jinan")
    await scene.read("/station", 403)
