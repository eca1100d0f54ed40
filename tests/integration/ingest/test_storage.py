"""Ingest's tables, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.ingest.domain.receipt import Answered, receipt
from services.ingest.domain.sender import Sight
from services.ingest.domain.submission import Happening
from services.ingest.storage.keys import StoredKeys
from services.ingest.storage.numbers import StoredNumbers
from services.ingest.storage.progress import StoredProgress
from services.ingest.storage.stored_files import StoredFileNames
from services.ingest.storage.submissions import StoredSubmissions
from services.ingest.storage.tables import metadata
from services.ingest.storage.timeline import StoredTimeline
from services.ingest.storage.uploads import StoredUploads
from shared.contracts.stories import DraftStatus, StoryStatus
from shared.contracts.submissions import Block, File, Submission, Unit
from shared.contracts.words import BlockKind, ContentType, DraftState, FileRole, Kind, SubmissionState
from shared.database.engine import SqlDatabase
from shared.ids import AccountId, DraftId, EventId, Sha256, StoryId, SubmissionId, new_id
from tests.conftest import OpenDatabase

NOON = datetime(2022, 12, 5, 4, 0, tzinfo=UTC)
JINAN = Unit(code="370100", name="济南市", type="city")
ACCOUNT = AccountId("jinan")
HASH = Sha256("0" * 64)


@pytest.fixture
async def database(open_database: OpenDatabase) -> SqlDatabase:
    return await open_database("ingest")


def submission(number: str = "LB2022-370100-0001", revision: int = 1, **changes: object) -> Submission:
    return Submission(
        id=SubmissionId(new_id()),
        number=number,
        revision=revision,
        unit=JINAN,
        kind=Kind.CASE,
        category="reading",
        title="全民阅读",
        body=(Block(kind=BlockKind.PARAGRAPH, text="正文"),),
        submitted_at=NOON,
    ).model_copy(update=changes)


def story(sent: Submission, version: int, state: SubmissionState = SubmissionState.IN_REVIEW) -> StoryStatus:
    draft = DraftStatus(
        id=DraftId("d1"), content_type=ContentType.TV_ITEM, state=DraftState.AWAITING_FIRST_REVIEW, version=1
    )
    return StoryStatus(
        id=StoryId("s1"),
        submission_id=sent.id,
        number=sent.number,
        revision=sent.revision,
        version=version,
        unit=sent.unit,
        kind=sent.kind,
        category=sent.category,
        title=sent.title,
        state=state,
        drafts=(draft,),
    )


async def test_the_migrated_tables_are_those_of_the_metadata(database: SqlDatabase):
    schema = "ingest" if database.dialect == "postgresql" else None

    def differences(connection: object) -> list[object]:
        def ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
            del thing, reflected, other
            return kind != "table" or name in metadata.tables

        options = {"include_object": ours, "compare_type": True, "version_table": "migrations_ingest"}
        if schema:
            connection.exec_driver_sql(f'SET LOCAL search_path TO "{schema}"')  # type: ignore[attr-defined]
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))  # type: ignore[arg-type]

    async with database.reading() as view:
        raw = await view.connection.execution_options(schema_translate_map=None)
        assert await raw.run_sync(differences) == []


async def test_a_submission_is_found_with_its_newest_revision(database: SqlDatabase):
    store = StoredSubmissions()
    first = submission()
    second = first.model_copy(update={"revision": 2, "title": "改后"})
    async with database.transaction() as tx:
        await store.add(first, {"title": "原"}, HASH, NOON, tx)
        await store.add(second, {"title": "改后"}, HASH, NOON + timedelta(hours=1), tx)
    async with database.reading() as view:
        found = await store.find(first.number, view)
        assert await store.find("LB2022-370100-9999", view) is None
    assert found is not None
    assert found.submission == second
    assert found.report == {"title": "改后"}
    assert found.sent_at == NOON + timedelta(hours=1)
    assert found.state == SubmissionState.RECEIVED


async def test_lists_are_newest_first_by_unit_and_go_on_from_the_cursor(database: SqlDatabase):
    store = StoredSubmissions()
    numbers = [f"LB2022-370100-{place:04d}" for place in range(1, 4)]
    other = submission("LB2022-370600-0001", unit=Unit(code="370600", name="烟台市", type="city"))
    async with database.transaction() as tx:
        for number in numbers:
            await store.add(submission(number), {}, HASH, NOON, tx)
        await store.add(other, {}, HASH, NOON, tx)
    async with database.reading() as view:
        page = await store.newest_first(Sight("370100"), None, 2, view)
        rest = await store.newest_first(Sight("370100"), page[-1].submission.id, 2, view)
        everything = await store.newest_first(Sight(), None, 10, view)
        summaries = await store.newest_first(Sight(kinds=frozenset({Kind.SUMMARY})), None, 10, view)
    assert [item.submission.number for item in [*page, *rest]] == numbers[::-1]
    assert len(everything) == 4
    assert summaries == []


async def test_what_is_withdrawn_or_rejected_counts_for_no_quota(database: SqlDatabase):
    store, progress = StoredSubmissions(), StoredProgress()
    kept, withdrawn, rejected = (submission(f"LB2022-370100-{place:04d}") for place in range(1, 4))
    async with database.transaction() as tx:
        for sent in (kept, withdrawn, rejected):
            await store.add(sent, {}, HASH, NOON, tx)
        await store.withdraw(withdrawn.id, "重复", NOON, tx)
        await progress.follow(story(rejected, 1, SubmissionState.REJECTED), tx)
        await progress.follow(story(kept, 1), tx)
    async with database.reading() as view:
        assert await store.count("370100", Kind.CASE, view) == 1
        assert await store.count("370100", Kind.SUMMARY, view) == 0


async def test_numbers_run_on_and_a_rolled_back_one_is_not_missed(database: SqlDatabase):
    numbers = StoredNumbers()

    async def take() -> int:
        async with database.transaction() as tx:
            return await numbers.next("LB2022-370100", tx)

    assert sorted(await asyncio.gather(*(take() for _ in range(8)))) == list(range(1, 9))


async def test_a_key_is_claimed_once_and_each_account_has_its_own(database: SqlDatabase):
    keys = StoredKeys()
    answer = Answered(fingerprint=HASH, receipt=receipt(submission()))

    async def claim(account: AccountId) -> bool:
        async with database.transaction() as tx:
            claimed = await keys.claim(account, "k", HASH, NOON, tx)
            if claimed:
                await asyncio.sleep(0.05)
                await keys.answer(account, "k", answer, tx)
            else:
                assert await keys.answered(account, "k", tx) == answer
            return claimed

    assert sorted(await asyncio.gather(*(claim(ACCOUNT) for _ in range(4)))) == [False, False, False, True]
    assert await claim(AccountId("yantai"))


async def test_an_older_version_of_a_story_changes_nothing(database: SqlDatabase):
    store, progress = StoredSubmissions(), StoredProgress()
    sent = submission()
    async with database.transaction() as tx:
        await store.add(sent, {}, HASH, NOON, tx)
        assert await progress.follow(story(sent, 3, SubmissionState.ADOPTED), tx)
        assert not await progress.follow(story(sent, 2), tx)
        assert not await progress.follow(story(sent, 3), tx)
        assert await progress.follow(story(sent, 4, SubmissionState.RETURNED), tx)
    async with database.reading() as view:
        found = await store.find(sent.number, view)
    assert found is not None
    assert found.state == SubmissionState.RETURNED
    assert [draft.content_type for draft in found.drafts] == [ContentType.TV_ITEM]


async def test_a_story_of_an_older_revision_leaves_the_new_one_received(database: SqlDatabase):
    store, progress = StoredSubmissions(), StoredProgress()
    sent = submission()
    async with database.transaction() as tx:
        await store.add(sent, {}, HASH, NOON, tx)
        await store.add(sent.model_copy(update={"revision": 2}), {}, HASH, NOON, tx)
        await progress.follow(story(sent, 5, SubmissionState.RETURNED), tx)
    async with database.reading() as view:
        found = await store.find(sent.number, view)
    assert found is not None
    assert found.state == SubmissionState.RECEIVED


async def test_the_timeline_is_in_the_order_of_the_happenings_and_holds_each_event_once(database: SqlDatabase):
    timeline = StoredTimeline()
    sent = submission()
    late = Happening(NOON + timedelta(hours=2), "draft.signed_off", "已签发")
    early = Happening(NOON, "submission.received", "已报送")
    async with database.transaction() as tx:
        await timeline.add(sent.id, EventId("2"), late, tx)
        await timeline.add(sent.id, EventId("1"), early, tx)
        await timeline.add(sent.id, EventId("2"), late, tx)
        assert await timeline.of(sent.id, tx) == [early, late]


async def test_an_uploaded_file_is_its_account_s_own(database: SqlDatabase):
    uploads = StoredUploads()
    file = File(sha256=HASH, name="图.jpg", size=3, media_type="image/jpeg", role=FileRole.MEDIA)
    async with database.transaction() as tx:
        await uploads.add(ACCOUNT, file, NOON, tx)
        await uploads.add(ACCOUNT, file, NOON, tx)
        assert await uploads.of(ACCOUNT, [HASH, None], NOON, tx) == [file]
        assert await uploads.of(AccountId("yantai"), [HASH], NOON, tx) == []
        assert await uploads.of(ACCOUNT, [None], NOON, tx) == []
        assert await uploads.of(ACCOUNT, [HASH], NOON + timedelta(seconds=1), tx) == []


async def test_a_file_handed_in_again_is_young_again_and_an_old_one_is_forgotten(database: SqlDatabase):
    uploads = StoredUploads()
    file = File(sha256=HASH, name="图.jpg", size=3, media_type="image/jpeg", role=FileRole.MEDIA)
    later = NOON + timedelta(days=1)
    async with database.transaction() as tx:
        await uploads.add(ACCOUNT, file, NOON, tx)
        await uploads.add(ACCOUNT, file, later, tx)
        await uploads.forget(later, tx)
        assert await uploads.of(ACCOUNT, [HASH], later, tx) == [file]
        await uploads.forget(later + timedelta(seconds=1), tx)
        assert await uploads.of(ACCOUNT, [HASH], NOON, tx) == []


async def test_files_are_needed_as_long_as_any_revision_or_form_names_them(database: SqlDatabase):
    def file(sign: str) -> File:
        return File(sha256=Sha256(sign * 64), name="图.jpg", size=3, media_type="image/jpeg", role=FileRole.MEDIA)

    store, uploads = StoredSubmissions(), StoredUploads()
    first = submission(files=(file("a"),))
    async with database.transaction() as tx:
        await store.add(first, {}, HASH, NOON, tx)
        await store.add(first.model_copy(update={"revision": 2, "files": (file("b"),)}), {}, HASH, NOON, tx)
        await uploads.add(ACCOUNT, file("c"), NOON, tx)
    async with database.reading() as view:
        assert {name[0] async for name in StoredFileNames().named(view)} == {"a", "b", "c"}
