"""What grows with what a stranger sent is done off the loop, and outside any transaction."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from services.publisher.drafting.drafting import Drafting
from services.publisher.drafting.platforms import PLATFORMS
from shared.bus import TemporaryFailure
from shared.contracts.submissions import SubmissionReceived
from shared.contracts.words import Kind
from shared.database.engine import SqlDatabase
from tests.conftest import OpenDatabase
from tests.integration.publisher.desk_scene import EDITOR1, Desk
from tests.integration.publisher.newsroom import Newsroom
from tests.integration.publisher.reader import SignIn
from tests.unit.publisher.scenes import submission

LOOP = threading.main_thread()


class Watched:
    """A real platform that notes on which thread it formats, and whether a transaction of the database is open then."""

    def __init__(self, real: Any, database: SqlDatabase) -> None:
        self._real = real
        self._database = database
        self.threads: list[threading.Thread] = []
        self.open_transactions: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def format(self, source: Any) -> Any:
        self.threads.append(threading.current_thread())
        self.open_transactions.append(self._database.writer.pool.checkedout())
        return self._real.format(source)


@pytest.fixture
async def newsroom(open_database: OpenDatabase) -> Newsroom:
    return Newsroom(await open_database("publisher"))


def watched(drafting: Drafting, database: SqlDatabase) -> list[Watched]:
    platforms = {content_type: Watched(platform, database) for content_type, platform in PLATFORMS.items()}
    drafting._platforms = platforms
    return list(platforms.values())


async def test_drafts_are_written_off_the_loop_and_before_the_transaction(newsroom: Newsroom):
    platforms = watched(newsroom.draft_story._drafting, newsroom.database)
    story = await newsroom.report(pictures=1)
    assert len(story.drafts) == 5
    threads = [thread for one in platforms for thread in one.threads]
    assert len(threads) == 5
    assert LOOP not in threads
    assert {count for one in platforms for count in one.open_transactions} == {0}


async def test_what_was_not_prepared_is_tried_again_and_not_drafted_inside(newsroom: Newsroom):
    event = SubmissionReceived(submission=submission(), occurred_at=newsroom.clock.now())
    with pytest.raises(TemporaryFailure, match="尚未备好"):
        async with newsroom.database.transaction() as tx:
            await newsroom.draft_story(event, tx)


async def test_a_filed_report_is_drafted_off_the_loop_as_well(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    sent = await desk.receive(kind=Kind.SUMMARY)
    seen = _threads_of(monkeypatch)
    story = await desk.story(sent)
    status, _ = await desk.post(f"/api/v1/stories/{story['id']}/drafts", EDITOR1, {})
    assert status in {200, 201, 202}
    assert seen
    assert LOOP not in seen


async def test_the_pages_of_a_long_report_are_drawn_off_the_loop(
    desk: Desk, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
):
    sent = await desk.receive()
    story = await desk.story(sent)
    editor = await sign_in("editor1")
    seen: list[threading.Thread] = []
    import services.publisher.desk.editing.page as edit_page
    from services.publisher.desk import story_page

    for module in (story_page, edit_page):
        real: Callable[..., Any] = module.page

        def noted(*given: Any, _real: Callable[..., Any] = real, **more: Any) -> Any:
            seen.append(threading.current_thread())
            return _real(*given, **more)

        monkeypatch.setattr(module, "page", noted)
    assert (await editor.open(f"/desk/stories/{story['id']}")).status == 200
    assert (await editor.open(f"/desk/drafts/{story['drafts'][0]['id']}/edit")).status == 200
    assert len(seen) == 2
    assert LOOP not in seen


def _threads_of(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    seen: list[threading.Thread] = []
    real = Drafting.wordings

    def noted(self: Drafting, *given: Any) -> Any:
        seen.append(threading.current_thread())
        return real(self, *given)

    monkeypatch.setattr(Drafting, "wordings", noted)
    return seen
