"""What was signed goes out exactly as it was signed, once, in order, each act in a second of its own."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
import sqlalchemy as sa

from services.publisher.feed.storage.tables import release_counter
from services.publisher.releasing.release import NotAsSigned, assert_as_signed
from services.publisher.releasing.storage.tables import packages, releases
from services.publisher.reviewing.editing import edited
from services.publisher.reviewing.verdicts import rejected
from services.publisher.stories.content import Content, Posted
from services.publisher.stories.draft import Act, Draft, Override, Wording
from services.publisher.stories.finding import Finding, Level
from services.publisher.stories.ledger.entry import Action, entry
from services.publisher.stories.storage.tables import drafts
from services.publisher.stories.story import Story, Waiver
from shared.bus import PermanentFailure, TemporaryFailure
from shared.contracts.stories import DraftReleased
from shared.contracts.words import ContentType, DraftState, Kind, Stage
from tests.conftest import OpenDatabase
from tests.integration.publisher.newsroom import CAMPAIGN, CHIEF, Newsroom


@pytest.fixture
async def newsroom(open_database: OpenDatabase) -> Newsroom:
    return Newsroom(await open_database("publisher"))


async def test_all_drafts_of_a_signed_story_are_released_by_one_event(newsroom: Newsroom) -> None:
    signed = await newsroom.signed()
    await newsroom.release(signed)
    [said] = await newsroom.said(DraftReleased)
    assert {item.content_type for item in said.items} == set(ContentType)
    assert [item.sequence for item in said.items] == [1, 2, 3, 4, 5]
    assert {draft.state for draft in said.story.drafts} == {DraftState.DELIVERED}
    story = await newsroom.story(said.story.id)
    for draft in story.current:
        assert draft.released is not None
        assert draft.released.wording == draft.wording
        assert draft.released.version == draft.version - 1


async def test_the_same_event_twice_releases_once(newsroom: Newsroom) -> None:
    signed = await newsroom.signed()
    await newsroom.release(signed)
    await newsroom.release(signed)
    assert len(await newsroom.said(DraftReleased)) == 1
    async with newsroom.database.reading() as view:
        assert (await view.connection.execute(sa.select(sa.func.count()).select_from(releases))).scalar_one() == 5


async def test_each_act_has_a_later_whole_second_and_none_lies_ahead_of_the_clock(newsroom: Newsroom) -> None:
    signed = [await newsroom.signed(f"370100-{number:04}", pictures=0) for number in range(5)]
    for event in signed:
        await newsroom.release(event)
        said = (await newsroom.said(DraftReleased))[-1]
        assert max(item.released_at for item in said.items) <= newsroom.clock.now()
    moments = [said.items[0].released_at for said in await newsroom.said(DraftReleased)]
    assert all(later > earlier for earlier, later in pairwise(moments))
    assert all(moment.microsecond == 0 for moment in moments)
    assert sum(newsroom.waited) < 5, "a bulk appears one a second, not slower"


async def test_those_who_wait_at_the_same_time_are_given_different_seconds(newsroom: Newsroom) -> None:
    await newsroom.released(pictures=0)
    second = newsroom.clock.now().replace(microsecond=0)
    for expected in (1, 2, 3):
        await newsroom.pace.wait()
        assert (newsroom.clock.now().replace(microsecond=0) - second).total_seconds() == expected


async def test_a_clock_set_back_holds_releases_up_rather_than_their_order(newsroom: Newsroom) -> None:
    await newsroom.released(pictures=0)
    signed = await newsroom.signed("370100-0002", pictures=0)
    newsroom.clock.advance(hours=-1)
    with pytest.raises(TemporaryFailure, match="时钟"):
        await newsroom.release(signed)
    newsroom.clock.advance(hours=1)
    await newsroom.release(signed)
    assert len(await newsroom.said(DraftReleased)) == 2


async def test_a_withdrawal_is_not_held_up_by_a_clock_set_back(newsroom: Newsroom) -> None:
    said = await newsroom.released()
    newsroom.clock.advance(hours=-1)
    await newsroom.withdraw((await newsroom.draft(said.story.id)).id)
    assert (await newsroom.read_feed.changes(0, 10)).items[-1].type == "withdrawn"


async def test_a_draft_that_was_edited_since_is_not_released(newsroom: Newsroom) -> None:
    signed = await newsroom.signed()
    async with newsroom.database.transaction() as tx:
        story = await newsroom.stories.get(signed.story.id, tx)
        assert story is not None
        first = story.current[0]
        await newsroom.stories.save(story.with_drafts(first.moved(DraftState.AWAITING_FIRST_REVIEW)), tx)
    await newsroom.release(signed)
    [said] = await newsroom.said(DraftReleased)
    assert first.id not in said.drafts
    assert len(said.drafts) == 4


async def test_an_event_of_a_version_that_was_overtaken_releases_nothing(newsroom: Newsroom) -> None:
    signed = await newsroom.signed(pictures=0)
    async with newsroom.database.transaction() as tx:
        story = await newsroom.stories.get(signed.story.id, tx)
        assert story is not None
        renewed = [draft.moved(DraftState.SIGNED_OFF) for draft in story.current]  # sent back and signed again
        await newsroom.stories.save(story.with_drafts(*renewed), tx)
        again = signed.model_copy(update={"story": story.with_drafts(*renewed).status()})
    await newsroom.release(signed)
    assert not await newsroom.said(DraftReleased)
    await newsroom.release(again)
    [said] = await newsroom.said(DraftReleased)
    assert set(said.drafts) == set(signed.drafts)


async def test_stored_strings_that_are_not_those_signed_stop_the_release(newsroom: Newsroom) -> None:
    signed = await newsroom.signed()
    async with newsroom.database.transaction() as tx:
        weibo = drafts.c.content_type == "weibo.status"
        wording = (await tx.connection.execute(sa.select(drafts.c.wording).where(weibo))).scalar_one()
        wording["posted"]["text"] += "一句从未签发的话"
        await tx.connection.execute(sa.update(drafts).where(weibo).values(wording=wording))
    with pytest.raises(PermanentFailure, match="哈希不符"):
        await newsroom.release(signed)
    assert not await newsroom.said(DraftReleased)


async def signed_draft(newsroom: Newsroom) -> tuple[Story, Draft]:
    story = await newsroom.story((await newsroom.signed(pictures=0)).story.id)
    assert_as_signed(story, story.current[0])
    return story, story.current[0]


async def test_without_the_final_signature_nothing_is_released(newsroom: Newsroom) -> None:
    story, draft = await signed_draft(newsroom)
    unsigned = replace(draft, approvals=tuple(a for a in draft.approvals if a.stage is not Stage.FINAL))
    with pytest.raises(NotAsSigned, match="缺少终审签字"):
        assert_as_signed(story, unsigned)


async def test_a_signature_of_another_wording_does_not_count(newsroom: Newsroom) -> None:
    story, draft = await signed_draft(newsroom)
    other = Wording.of(draft.content_type, draft.content, Posted(text="另一段文字"))
    with pytest.raises(NotAsSigned, match="缺少初审、复审、终审签字"):
        assert_as_signed(story, replace(draft, wording=other))


async def test_two_stages_signed_by_one_person_do_not_release(newsroom: Newsroom) -> None:
    story, draft = await signed_draft(newsroom)
    one = draft.approvals[0].by
    with pytest.raises(NotAsSigned, match="不同人员"):
        assert_as_signed(story, replace(draft, approvals=tuple(replace(a, by=one) for a in draft.approvals)))
    # 代审 for somebody who signed another stage, or a proof by them, is no other person either.
    behalf = tuple(replace(a, on_behalf_of=one) if a.stage is Stage.FINAL else a for a in draft.approvals)
    with pytest.raises(NotAsSigned, match="不同人员"):
        assert_as_signed(story, replace(draft, approvals=behalf))
    proof = tuple(replace(a, by=one) if (a.stage, a.act) == (Stage.FINAL, Act.PROOF) else a for a in draft.approvals)
    with pytest.raises(NotAsSigned, match="不同人员"):
        assert_as_signed(story, replace(draft, approvals=proof))


async def test_without_a_stages_proof_nothing_is_released(newsroom: Newsroom) -> None:
    story, draft = await signed_draft(newsroom)
    unread = tuple(a for a in draft.approvals if (a.stage, a.act) != (Stage.SECOND, Act.PROOF))
    with pytest.raises(NotAsSigned, match="缺少复审校对"):
        assert_as_signed(story, replace(draft, approvals=unread))


@pytest.mark.parametrize("role", ["author", "last_editor"])
async def test_what_its_author_or_last_editor_signed_is_not_released(newsroom: Newsroom, role: str) -> None:
    story, draft = await signed_draft(newsroom)
    final = next(a for a in draft.approvals if a.stage is Stage.FINAL)
    with pytest.raises(NotAsSigned, match="最后修改人"):
        assert_as_signed(story, replace(draft, **{role: final.by}))
    theirs = tuple(replace(a, on_behalf_of=CHIEF.id) if a.stage is Stage.FINAL else a for a in draft.approvals)
    with pytest.raises(NotAsSigned, match="最后修改人"):
        assert_as_signed(story, replace(draft, approvals=theirs, **{role: CHIEF.id}))
    assert_as_signed(story, replace(draft, **{role: CHIEF.id}))


async def test_a_block_is_released_only_where_a_signature_says_why(newsroom: Newsroom) -> None:
    story, draft = await signed_draft(newsroom)
    finding = Finding("term.wrong", Level.BLOCK, "text", "应为“终身学习”", "本系统规则")
    found = replace(draft, wording=replace(draft.wording, findings=(finding,)))
    with pytest.raises(NotAsSigned, match="未放行"):
        assert_as_signed(story, found)
    passed = replace(draft.approvals[-1], overrides=(Override(finding.rule, finding.field, "引用原文"),))
    assert_as_signed(story, replace(found, approvals=(*draft.approvals[:-1], passed)))


async def test_a_signature_of_whoever_left_out_a_review_does_not_release(newsroom: Newsroom) -> None:
    story, draft = await signed_draft(newsroom)
    waiver = Waiver(Stage.EXTRA, draft.approvals[-1].by, "终审")
    with pytest.raises(NotAsSigned, match="减少其审级"):
        assert_as_signed(replace(story, waivers=(waiver,)), draft)


async def test_a_crash_after_the_package_was_put_leaves_nothing_released(newsroom: Newsroom) -> None:
    signed = await newsroom.signed()
    await newsroom.make_packages(signed)  # killed here: packages stored, nothing committed
    assert not await newsroom.said(DraftReleased)
    assert (await newsroom.read_feed.changes(0, 10)).head == 0
    await newsroom.release(signed)  # the message comes again
    async with newsroom.database.reading() as view:
        kept = (await view.connection.execute(sa.select(packages))).all()
        released = (await view.connection.execute(sa.select(releases))).all()
    assert len(kept) == len(released) == 5
    assert {row.sha256 for row in kept} == {row.package for row in released}


async def test_a_transaction_that_fails_leaves_no_gap_in_the_numbers(newsroom: Newsroom) -> None:
    signed = await newsroom.signed(pictures=0)
    await newsroom.release_drafts.prepare(signed)
    with pytest.raises(RuntimeError, match="power cut"):
        async with newsroom.database.transaction() as tx:
            await newsroom.release_drafts(signed, tx)
            raise RuntimeError("power cut")
    await newsroom.release(signed)
    async with newsroom.database.reading() as view:
        counter = (await view.connection.execute(sa.select(release_counter))).one()
        numbers = (await view.connection.execute(sa.select(releases.c.sequence))).scalars().all()
    assert sorted(numbers) == list(range(1, counter.sequence + 1))
    assert counter.change == 1


async def test_every_release_is_in_the_ledger(newsroom: Newsroom) -> None:
    said = await newsroom.released()
    async with newsroom.database.reading() as view:
        entries = [entry for entry, _ in await newsroom.ledger.of_story(said.story.id, view)]
    released = [entry for entry in entries if entry.action == "released"]
    assert {entry.draft for entry in released} == set(said.drafts)
    assert {entry.content_hash for entry in released} == {item.content_hash for item in said.items}


async def test_a_new_revision_is_a_correction_under_the_same_feed_id(newsroom: Newsroom) -> None:
    first = await newsroom.released()
    story = await newsroom.report(revision=2, title="济南市启动2022年终身学习活动周")
    await newsroom.release(await newsroom.sign(story))
    changes = (await newsroom.read_feed.changes(0, 10)).items
    assert [(change.type, change.version) for change in changes] == [("released", 1), ("corrected", 2)]
    assert len({change.id for change in changes}) == 1
    old = [draft for draft in (await newsroom.story(first.story.id)).drafts if draft.id in first.drafts]
    assert {draft.state for draft in old} == {DraftState.SUPERSEDED}


@pytest.mark.parametrize("signed_about", [True, False], ids=["its facts signed", "from before they were"])
async def test_a_rejected_revision_says_nothing_in_the_correction_of_an_older_one(
    newsroom: Newsroom, signed_about: bool
) -> None:
    story = await newsroom.report(
        kind=Kind.HIGHLIGHT, category=CAMPAIGN.categories[0].key, event_date=date(2022, 12, 5)
    )
    if not signed_about:
        tv = await newsroom.draft(story.id)
        await reword(newsroom, tv, {name: value for name, value in tv.content.items() if name != "about"})
    await newsroom.release(await newsroom.sign(story))
    before = (await newsroom.read_feed.item("370100-0001", None)).item
    tv = await newsroom.draft(story.id)
    story = await newsroom.report(
        revision=2,
        kind=Kind.CASE,
        category=CAMPAIGN.categories[1].key,
        event_date=date(2022, 11, 1),
        title="另一个标题",
    )
    await save(newsroom, story, *(rejected(draft, newsroom.clock.now()) for draft in story.open))
    mended = Wording.of(tv.content_type, {**tv.content, "summary": "五百多名市民到场。"}, tv.posted)
    story = await save(newsroom, story, edited(tv, mended, CHIEF, story.first_state, newsroom.clock.now()))
    await newsroom.release(await newsroom.sign(story))
    after = (await newsroom.read_feed.item("370100-0001", None)).item
    assert (after.version, after.summary, after.about) == (2, "五百多名市民到场。", before.about)
    packed = await newsroom.pack(await newsroom.story(story.id), await newsroom.draft(story.id), 2)
    notes = zipfile.ZipFile(io.BytesIO(packed)).read("发布说明.txt").decode()
    assert "典型案例" not in notes
    assert "另一个标题" not in notes


async def test_the_signed_hash_covers_what_the_feed_says_of_the_report(newsroom: Newsroom) -> None:
    story, _ = await signed_draft(newsroom)
    draft = await newsroom.draft(story.id)
    about = {**draft.content["about"], "event_date": "2022-11-01"}
    other = replace(draft.wording, content={**draft.content, "about": about})
    with pytest.raises(NotAsSigned, match="哈希不符"):
        assert_as_signed(story, replace(draft, wording=other))


async def save(newsroom: Newsroom, story: Story, *drafts: Draft) -> Story:
    async with newsroom.database.transaction() as tx:
        held = await newsroom.stories.get(story.id, tx)
        assert held is not None
        changed = [draft for draft in drafts if draft.content_hash != held.draft(draft.id).content_hash]
        lines = [entry(Action.EDITED, held, at=newsroom.clock.now(), draft=draft) for draft in changed]
        await newsroom.records.keep(held.with_drafts(*drafts), lines, None, tx)
    return await newsroom.story(story.id)


async def reword(newsroom: Newsroom, draft: Draft, content: Content) -> None:
    other = Wording.of(draft.content_type, content, draft.posted)
    await save(newsroom, await newsroom.story(draft.story_id), replace(draft, wording=other, version=2))
