"""The log of changes and how items stand, on both databases."""

import asyncio
from itertools import pairwise

import pytest
import sqlalchemy as sa

from services.publisher.feed.item import ItemStatus
from services.publisher.feed.read_feed import Gone, Unknown
from services.publisher.feed.storage.tables import feed_media
from shared.contracts.words import ContentType
from tests.conftest import OpenDatabase
from tests.integration.publisher.newsroom import Newsroom


@pytest.fixture
async def newsroom(open_database: OpenDatabase) -> Newsroom:
    return Newsroom(await open_database("publisher"))


async def test_a_reader_that_follows_next_sees_every_change_in_order(newsroom: Newsroom) -> None:
    stories = [(await newsroom.released(f"370100-{n:04}", pictures=0)).story.id for n in range(3)]
    await newsroom.withdraw((await newsroom.draft(stories[1])).id)
    seen, after = [], 0
    while page := await newsroom.read_feed.changes(after, 2):
        assert page.head == 4
        if not page.items:
            break
        seen += page.items
        after = page.next
    assert [change.seq for change in seen] == [1, 2, 3, 4]
    assert [change.type for change in seen] == ["released", "released", "released", "withdrawn"]
    assert seen[3].id == seen[1].id
    assert seen[3].version == 2
    assert all(later.at > earlier.at for earlier, later in pairwise(seen))


async def test_a_reader_ahead_of_a_restored_backup_starts_at_our_head(newsroom: Newsroom) -> None:
    await newsroom.released(pictures=0)
    page = await newsroom.read_feed.changes(17, 10)
    assert (page.items, page.next, page.head) == ([], 1, 1)


async def test_acts_at_the_same_time_take_numbers_without_gap_or_pair(newsroom: Newsroom) -> None:
    signed = [await newsroom.signed(f"370100-{n:04}", pictures=0) for n in range(4)]
    await asyncio.gather(*(newsroom.release(event) for event in signed))
    changes = (await newsroom.read_feed.changes(0, 10)).items
    assert [change.seq for change in changes] == [1, 2, 3, 4]
    assert len({change.at for change in changes}) == 4
    assert len({change.id for change in changes}) == 4


async def test_a_withdrawn_item_is_a_notice_under_the_same_id_and_nothing_else_of_it_is_had(newsroom: Newsroom) -> None:
    said = await newsroom.released()
    before = await newsroom.read_feed.item("370100-0001", None)
    assert len(before.item.media) == 2
    await newsroom.withdraw((await newsroom.draft(said.story.id)).id)
    after = await newsroom.read_feed.item(before.item.id, None)
    assert after.item.id == before.item.id
    assert after.item.title == "【撤稿】" + before.item.title
    assert after.item.status is ItemStatus.CANCELED
    assert not after.item.media
    for attempt in (
        newsroom.read_feed.item("370100-0001", 1),
        newsroom.read_feed.package("370100-0001"),
        newsroom.read_feed.media(before.item.media[0].sha256),
    ):
        with pytest.raises(Gone):
            await attempt


async def test_a_correction_says_type_and_size_of_its_pictures_anew(newsroom: Newsroom) -> None:
    first = await newsroom.released()
    picture = (await newsroom.read_feed.item("370100-0001", None)).item.media[0]
    async with newsroom.database.transaction() as tx:
        await tx.connection.execute(sa.update(feed_media).values(media_type="text/html", size=100))
    files = (await newsroom.story(first.story.id)).submission.files
    await newsroom.release(await newsroom.sign(await newsroom.report(revision=2, files=files)))
    told = await newsroom.read_feed.media(picture.sha256)
    assert (told.media_type, told.size) == (picture.media_type, picture.size)


async def test_a_picture_stays_while_another_item_shows_it(newsroom: Newsroom) -> None:
    first = await newsroom.report()
    said = await newsroom.released("370100-0002", files=first.submission.files)
    await newsroom.release(await newsroom.sign(first))
    picture = (await newsroom.read_feed.item("370100-0001", None)).item.media[0].sha256
    await newsroom.withdraw((await newsroom.draft(first.id)).id)
    assert (await newsroom.read_feed.media(picture)).shown
    await newsroom.withdraw((await newsroom.draft(said.story.id)).id)
    with pytest.raises(Gone):
        await newsroom.read_feed.media(picture)


async def test_what_a_correction_dropped_is_gone(newsroom: Newsroom) -> None:
    await newsroom.released()
    story = await newsroom.report(revision=2, pictures=1)
    before = (await newsroom.read_feed.item("370100-0001", None)).item.media
    await newsroom.release(await newsroom.sign(story))
    after = (await newsroom.read_feed.item("370100-0001", None)).item.media
    assert len(after) == 1
    assert (await newsroom.read_feed.media(after[0].sha256)).shown
    for picture in before:
        with pytest.raises(Gone):
            await newsroom.read_feed.media(picture.sha256)


async def test_what_was_withheld_can_be_had_again_as_it_was(newsroom: Newsroom) -> None:
    said = await newsroom.released()
    told = (await newsroom.read_feed.item("370100-0001", None)).item
    draft = await newsroom.draft(said.story.id)
    async with newsroom.database.transaction() as tx:
        await newsroom.feed.withhold(draft, tx)
    assert (await newsroom.read_feed.item("370100-0001", None)).item.title == "【暂缓】" + told.title
    with pytest.raises(Gone):
        await newsroom.read_feed.media(told.media[0].sha256)
    async with newsroom.database.transaction() as tx:
        await newsroom.feed.restore(draft, None, tx)
    back = (await newsroom.read_feed.item("370100-0001", None)).item
    assert (back.html, back.media, back.version) == (told.html, told.media, 3)
    assert (await newsroom.read_feed.media(told.media[0].sha256)).shown


async def test_what_was_withdrawn_stays_gone_after_a_new_release(newsroom: Newsroom) -> None:
    said = await newsroom.released()
    await newsroom.withdraw((await newsroom.draft(said.story.id)).id)
    story = await newsroom.report(revision=2, title="改正后的标题")
    await newsroom.release(await newsroom.sign(story))
    assert [change.type for change in (await newsroom.read_feed.changes(0, 9)).items] == [
        "released", "withdrawn", "released",
    ]  # fmt: skip
    assert (await newsroom.read_feed.item("370100-0001", 3)).item.title == "改正后的标题"
    with pytest.raises(Gone):
        await newsroom.read_feed.item("370100-0001", 1)


async def test_withdrawing_what_is_not_in_the_feed_changes_nothing_there(newsroom: Newsroom) -> None:
    said = await newsroom.released()
    await newsroom.withdraw((await newsroom.draft(said.story.id, ContentType.WEIBO_STATUS)).id)
    assert (await newsroom.read_feed.changes(0, 10)).head == 1


async def test_an_unknown_item_version_or_picture_is_unknown(newsroom: Newsroom) -> None:
    await newsroom.released(pictures=0)
    for attempt in (
        newsroom.read_feed.item("370100-9999", None),
        newsroom.read_feed.item("370100-0001", 2),
        newsroom.read_feed.media("0" * 64),
    ):
        with pytest.raises(Unknown):
            await attempt


async def test_every_replica_builds_the_same_bytes(newsroom: Newsroom) -> None:
    await newsroom.released()
    one, other = await newsroom.serve_feed(), await newsroom.another_replica()()
    assert (one.body, one.compressed, one.written_at) == (other.body, other.compressed, other.written_at)


async def test_last_modified_advances_with_every_change_of_bytes_and_never_into_the_future(newsroom: Newsroom) -> None:
    written = [(await newsroom.serve_feed()).written_at]
    said = await newsroom.released("370100-0001", pictures=0)
    written.append((await newsroom.serve_feed()).written_at)
    await newsroom.released("370100-0002", pictures=0)
    written.append((await newsroom.serve_feed()).written_at)
    await newsroom.withdraw((await newsroom.draft(said.story.id)).id)
    written.append((await newsroom.serve_feed()).written_at)
    # The same items under another title, as a new version of the program may write them.
    renamed = newsroom.another_replica(title="联播·电视台供稿")
    written.append((await renamed()).written_at)
    assert written == sorted(set(written))
    assert written[-1] <= newsroom.clock.now()
    assert (await renamed()).written_at == written[-1]


async def test_the_feed_shows_the_newest_fifty(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.publisher.feed.serve_feed.NEWEST", 2)
    for number in range(3):
        await newsroom.released(f"370100-{number:04}", pictures=0)
    body = (await newsroom.serve_feed()).body.decode()
    assert "370100-0000" not in body
    assert body.index("370100-0002") < body.index("370100-0001")
