"""Stories in the database, on both dialects."""

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.publisher.drafting.storage import tables as rendition_tables
from services.publisher.feed.storage import tables as feed_tables
from services.publisher.releasing.storage import tables as release_tables
from services.publisher.reviewing.decision import Decision, Reviewer
from services.publisher.reviewing.editing import edited
from services.publisher.reviewing.verdicts import held, passed, proofread
from services.publisher.stories.draft import Override, Publication
from services.publisher.stories.pulling import withheld
from services.publisher.stories.storage.stories import SqlStories
from services.publisher.stories.storage.tables import metadata
from services.publisher.stories.store import StaleStory
from services.publisher.stories.story import Story, Waiver
from shared.contracts.words import ContentType, DraftState, Stage, Verdict
from shared.database.engine import SqlDatabase
from shared.ids import new_id
from tests.conftest import OpenDatabase
from tests.unit.publisher.scenes import (
    CHIEF,
    DEPUTY,
    EDITOR1,
    NOON,
    WRITER,
    draft,
    released,
    signed_off,
    story,
    submission,
    wording,
)

assert all((feed_tables, release_tables, rendition_tables))  # their tables belong to the same metadata

STORIES = SqlStories()


@pytest.fixture
async def database(open_database: OpenDatabase) -> SqlDatabase:
    return await open_database("publisher")


async def saved(database: SqlDatabase, one: Story) -> Story:
    async with database.transaction() as tx:
        await STORIES.save(one, tx)
    return await found(database, one)


async def found(database: SqlDatabase, one: Story) -> Story:
    async with database.reading() as view:
        again = await STORIES.look(one.id, view)
    assert again is not None
    return again


async def test_the_migrated_tables_are_those_of_the_metadata(database: SqlDatabase):
    def differences(connection: sa.Connection) -> list[object]:
        def ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
            del thing, reflected, other
            return kind != "table" or name in metadata.tables

        if database.dialect == "postgresql":
            connection.exec_driver_sql('SET LOCAL search_path TO "publisher"')
        options = {"include_object": ours, "compare_type": True, "version_table": "migrations_publisher"}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    async with database.reading() as view:
        raw = await view.connection.execution_options(schema_translate_map=None)
        assert await raw.run_sync(differences) == []


async def test_a_story_comes_back_as_it_was_saved(database: SqlDatabase):
    by = Reviewer(CHIEF, DEPUTY)
    decision = Decision(Stage.FIRST, Verdict.PASS, "同意", overrides=(Override("a", "text", "引用原文"),))
    reviewed = proofread(replace(draft(), wording=wording("正文", "a")), Stage.FIRST, by, NOON)
    reviewed = passed(reviewed, decision, (Stage.FIRST, Stage.FINAL), by, NOON)
    out = withheld(released(signed_off(draft(content_type=ContentType.TV_ITEM))))
    whole = story(reviewed, replace(out, replaces=reviewed.id, url="https://example.org/"), extra=True, returned="原因")
    whole = replace(whole, waivers=(Waiver(Stage.SECOND, CHIEF.id, CHIEF.name),))
    again = await saved(database, whole)
    assert again == replace(whole, seen_version=1)


async def test_the_database_forbids_a_second_draft_of_a_content_type_and_revision(database: SqlDatabase):
    with pytest.raises(sa.exc.IntegrityError):
        await saved(database, story(draft(), draft()))


async def test_the_database_forbids_a_second_story_of_a_submission(database: SqlDatabase):
    await saved(database, story())
    with pytest.raises(sa.exc.IntegrityError):
        await saved(database, replace(story(), id="another"))


async def test_a_story_that_somebody_else_has_saved_is_not_overwritten(database: SqlDatabase):
    first = await saved(database, story(draft()))
    await saved(database, first.with_drafts(held(first.drafts[0])))
    async with database.transaction() as tx:
        with pytest.raises(StaleStory):
            await STORIES.save(first.with_drafts(held(first.drafts[0])), tx)


async def test_a_void_signature_stays_in_the_history(database: SqlDatabase):
    one = proofread(draft(), Stage.FIRST, Reviewer(EDITOR1), NOON)
    first = await saved(database, story(one))
    changed = edited(first.drafts[0], wording("改"), WRITER, DraftState.AWAITING_FIRST_REVIEW, NOON)
    again = await saved(database, first.with_drafts(changed))
    assert again.drafts[0].signatures == ()
    assert [approval.voided_at for approval in again.drafts[0].approvals] == [NOON]


async def test_what_a_draft_said_at_an_earlier_version_can_still_be_read(database: SqlDatabase):
    first = await saved(database, story(draft()))
    one = held(first.drafts[0])
    back = replace(one, state=DraftState.AWAITING_FIRST_REVIEW)
    changed = edited(back, wording("改过的文字"), WRITER, DraftState.AWAITING_FIRST_REVIEW, NOON)
    await saved(database, first.with_drafts(changed))
    async with database.reading() as view:
        said = [await STORIES.wording_at(one.id, version, view) for version in (1, 2, 3, 4)]
        assert await STORIES.wording_at(draft().id, 1, view) is None
    texts = [wording.posted.text for wording in said if wording]
    assert texts == ["济南社区课堂教老人用手机。"] * 2 + ["改过的文字"] * 2


async def test_stories_are_found_by_submission_and_by_draft(database: SqlDatabase):
    whole = await saved(database, story(draft()))
    async with database.transaction() as tx:
        assert await STORIES.by_submission(whole.submission.id, tx) == whole
        assert await STORIES.by_draft(whole.drafts[0].id, tx) == whole
        assert await STORIES.by_draft(draft().id, tx) is None
        assert await STORIES.by_submission(submission(id="absent").id, tx) is None


async def test_ten_at_once_change_a_story_one_after_the_other(database: SqlDatabase):
    whole = await saved(database, story(draft()))

    async def proof_it(number: int) -> None:
        async with database.transaction() as tx:
            one = await STORIES.get(whole.id, tx)
            assert one is not None
            await asyncio.sleep(0)
            reader = replace(EDITOR1, id=f"reader{number}")
            await STORIES.save(one.with_drafts(proofread(one.drafts[0], Stage.FIRST, Reviewer(reader), NOON)), tx)

    await asyncio.gather(*(proof_it(number) for number in range(10)))
    again = await found(database, whole)
    assert len(again.drafts[0].approvals) == 10
    assert again.version == 11


async def test_a_publication_is_kept(database: SqlDatabase):
    whole = await saved(database, story(draft()))
    publication = Publication(
        new_id(), whole.drafts[0].id, "https://weibo.com/1", "weibo", "weibo-main", NOON, CHIEF.id, "总编", NOON, "粘贴"
    )
    async with database.transaction() as tx:
        await STORIES.add_publication(publication, tx)
