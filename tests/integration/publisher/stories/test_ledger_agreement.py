"""The proof does not trust the store that it is to prove: forged signatures, words and releases are found, a chain that
was forged with them is found by what was kept outside.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from services.publisher.releasing.storage.agreement import ReleasesAgree
from services.publisher.releasing.storage.tables import releases
from services.publisher.stories.ledger.entry import GENESIS, Broken, chained
from services.publisher.stories.ledger.seal import SealLedger
from services.publisher.stories.ledger.verify import VerifyLedger
from services.publisher.stories.storage.agreement import StoriesAgree
from services.publisher.stories.storage.ledger import SqlLedger
from services.publisher.stories.storage.tables import (
    approvals,
    drafts,
    ledger_entries,
    ledger_head,
    ledger_seals,
    stories,
    wordings,
)
from shared.bus import PermanentFailure
from shared.contracts.stories import DraftReleased
from shared.database.engine import SqlDatabase
from shared.ids import new_id
from tests.conftest import OpenDatabase
from tests.integration.publisher.newsroom import Newsroom

LEDGER = SqlLedger()


@pytest.fixture
async def newsroom(open_database: OpenDatabase) -> Newsroom:
    return Newsroom(await open_database("publisher"))


async def verified(newsroom: Newsroom, known: Mapping[int, str] | None = None) -> Broken | None:
    verify = VerifyLedger(newsroom.database, LEDGER, (StoriesAgree(), ReleasesAgree()), newsroom.clock)
    return await (verify(known) if known else verify())


async def sealed(newsroom: Newsroom) -> None:
    await SealLedger(newsroom.database, LEDGER)()


async def forge(database: SqlDatabase, *statements: sa.Executable) -> None:
    """What somebody with the database's password can do."""
    async with database.transaction() as tx:
        if database.dialect == "sqlite":
            named = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
            for name in (await tx.connection.exec_driver_sql(named)).scalars().all():
                await tx.connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
            await tx.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        else:
            await tx.connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            await tx.connection.execute(statement)


async def test_what_went_its_way_agrees(newsroom: Newsroom):
    await newsroom.released()
    await sealed(newsroom)
    assert await verified(newsroom) is None


FORGED_SIGNATURES: list[dict[str, Any]] = [
    {"name": "另一个人"},
    {"opinion": "完全同意"},
    {"by": "somebody"},
    {"stage": "second"},
    {"content_hash": "f" * 64},
    {"on_behalf_of": "boss", "on_behalf_of_name": "厅长"},
    {"overrides": [{"rule": "r", "field": "text", "reason": "可以"}]},
]


@pytest.mark.parametrize("forged", FORGED_SIGNATURES, ids=lambda forged: next(iter(forged)))
async def test_a_forged_signature_is_found_with_the_entry_it_contradicts(newsroom: Newsroom, forged: dict[str, Any]):
    await newsroom.released()
    await sealed(newsroom)
    final = sa.and_(approvals.c.stage == "final", approvals.c.act == "review")
    one = sa.select(sa.func.min(approvals.c.id)).where(final).scalar_subquery()
    await forge(newsroom.database, approvals.update().where(approvals.c.id == one).values(forged))
    broken = await verified(newsroom)
    assert broken is not None
    assert broken.reason.endswith("签字与记录不符")


async def test_a_signature_that_nobody_gave_or_that_was_taken_away_is_found(newsroom: Newsroom):
    await newsroom.signed()
    await sealed(newsroom)
    async with newsroom.database.reading() as view:
        row = dict((await view.connection.execute(sa.select(approvals).limit(1))).mappings().one())
    await forge(newsroom.database, approvals.insert().values({**row, "id": new_id(), "by": "ghost"}))
    assert (await verified(newsroom) or pytest.fail("agrees")).reason.endswith("签字与记录不符")
    await forge(newsroom.database, approvals.delete().where(approvals.c.by == "ghost"))
    assert await verified(newsroom) is None
    await forge(newsroom.database, approvals.delete().where(approvals.c.id == row["id"]))
    broken = await verified(newsroom)
    assert broken is not None
    assert broken.sequence is not None
    assert broken.reason.endswith("签字已不在库中")


async def test_forged_words_are_found_with_and_without_their_hash(newsroom: Newsroom):
    await newsroom.released()
    await sealed(newsroom)
    weibo = drafts.c.content_type == "weibo.status"
    async with newsroom.database.reading() as view:
        wording = (await view.connection.execute(sa.select(drafts.c.wording).where(weibo))).scalar_one()
        other = (await view.connection.execute(sa.select(drafts.c.wording).where(~weibo).limit(1))).scalar_one()
    text = {**wording, "posted": {**wording["posted"], "text": "一句从未签发的话"}}
    await forge(newsroom.database, drafts.update().where(weibo).values(wording=text))
    assert "与其内容指纹不符" in (await verified(newsroom) or pytest.fail("agrees")).reason
    await forge(newsroom.database, drafts.update().where(weibo).values(wording={**text, "content_hash": "0" * 64}))
    assert await verified(newsroom) is not None
    await forge(newsroom.database, drafts.update().where(weibo).values(wording=other))
    assert await verified(newsroom) is not None


@pytest.mark.parametrize("forged", [{"content_hash": "0" * 64}, {"package": "0" * 64}, {"version": 77}])
async def test_a_forged_release_is_found(newsroom: Newsroom, forged: dict[str, Any]):
    await newsroom.released()
    await sealed(newsroom)
    await forge(newsroom.database, releases.update().where(releases.c.sequence == 2).values(forged))
    broken = await verified(newsroom)
    assert broken is not None
    assert "库中第2次发布与记录不符" in broken.reason


async def test_a_release_that_is_gone_or_that_nobody_made_is_found(newsroom: Newsroom):
    await newsroom.released()
    await sealed(newsroom)
    async with newsroom.database.reading() as view:
        row = dict(
            (await view.connection.execute(sa.select(releases).where(releases.c.sequence == 1))).mappings().one()
        )
    await forge(newsroom.database, releases.delete().where(releases.c.sequence == 1))
    assert "库中第1次发布与记录不符" in (await verified(newsroom) or pytest.fail("agrees")).reason
    made_up = {**row, "sequence": 99, "version": 99}
    await forge(newsroom.database, releases.insert().values(row), releases.insert().values(made_up))
    assert "库中第99次发布没有记录" in (await verified(newsroom) or pytest.fail("agrees")).reason


async def test_a_draft_or_story_that_was_decided_on_and_is_gone_is_found(newsroom: Newsroom):
    story = await newsroom.story((await newsroom.signed()).story.id)
    await sealed(newsroom)
    await forge(
        newsroom.database,
        approvals.delete(),
        wordings.delete(),
        drafts.delete(),
        stories.delete().where(stories.c.id == story.id),
    )
    broken = await verified(newsroom)
    assert broken is not None
    assert "稿件已不在库中" in broken.reason


async def test_a_signature_written_into_the_tables_releases_nothing(newsroom: Newsroom):
    signed = await newsroom.signed()
    final = sa.and_(approvals.c.stage == "final", approvals.c.act == "review")
    await forge(newsroom.database, approvals.update().where(final).values(by="ghost", name="无此人"))
    with pytest.raises(PermanentFailure, match="签字与记录不符，未发布"):
        await newsroom.release(signed)
    assert not await newsroom.said(DraftReleased)


async def test_the_database_lets_an_approval_end_and_nothing_else(newsroom: Newsroom):
    await newsroom.signed()
    async with newsroom.database.transaction() as tx:
        await tx.connection.execute(approvals.update().values(voided_at=newsroom.clock.now()))
        await tx.connection.execute(approvals.update().values(voided_at=None))
    acts: list[sa.Executable] = [
        *(approvals.update().values({column: "x"}) for column in ("name", "opinion", "by", "content_hash", "stage")),
        approvals.delete(),
    ]
    if newsroom.database.dialect == "sqlite":
        acts.append(sa.text("INSERT OR REPLACE INTO approvals SELECT * FROM approvals"))
    for act in acts:
        with pytest.raises(sa.exc.DBAPIError, match=r"an approval is not|append-only"):
            async with newsroom.database.transaction() as tx:
                await tx.connection.execute(act)


async def kept_outside(newsroom: Newsroom) -> dict[int, str]:
    async with newsroom.database.reading() as view:
        return {one.sequence: one.hash async for one in LEDGER.export(view)}


async def rechained(newsroom: Newsroom, opinion: str) -> None:
    """Every entry's opinion rewritten, and the whole chain computed anew."""
    async with newsroom.database.reading() as view:
        rows = [one async for one in LEDGER.export(view)]
    previous, statements = GENESIS, list[sa.Executable]()
    for row in rows:
        entry = replace(row.entry, opinion=opinion if row.entry.action == "passed" else row.entry.opinion)
        own = chained(entry, row.sequence, previous)
        statements += [
            ledger_entries.update().where(ledger_entries.c.id == entry.id).values(opinion=entry.opinion),
            ledger_seals.update()
            .where(ledger_seals.c.sequence == row.sequence)
            .values(previous_hash=previous, hash=own),
        ]
        previous = own
    statements.append(approvals.update().where(approvals.c.act == "review").values(opinion=opinion))
    await forge(newsroom.database, *statements, ledger_head.update().values(hash=previous))


async def test_a_chain_forged_anew_is_found_by_what_was_kept_outside(newsroom: Newsroom):
    await newsroom.signed()
    await sealed(newsroom)
    exported = await kept_outside(newsroom)
    async with newsroom.database.reading() as view:
        head = await LEDGER.head(view)
    await rechained(newsroom, "完全同意")
    first = next(number for number, own in (await kept_outside(newsroom)).items() if own != exported[number])
    broken = await verified(newsroom, exported)
    assert broken is not None
    assert (broken.sequence, "另存的哈希不符" in broken.reason) == (first, True)
    broken = await verified(newsroom, {head.sequence: head.hash})
    assert broken is not None
    assert broken.sequence == head.sequence


async def test_a_tail_cut_with_the_head_set_back_is_found_by_what_was_kept_outside(newsroom: Newsroom):
    await newsroom.report()
    await sealed(newsroom)
    exported = await kept_outside(newsroom)
    last = max(exported)
    gone = sa.select(ledger_seals.c.entry_id).where(ledger_seals.c.sequence == last).scalar_subquery()
    async with newsroom.database.reading() as view:
        entry = (await view.connection.execute(sa.select(gone))).scalar_one()
    await forge(
        newsroom.database,
        ledger_seals.delete().where(ledger_seals.c.sequence == last),
        ledger_entries.delete().where(ledger_entries.c.id == entry),
        ledger_head.update().values(sequence=last - 1, hash=exported[last - 1]),
    )
    broken = await verified(newsroom, exported)
    assert broken is not None
    assert (broken.sequence, "末尾的记录缺失" in broken.reason) == (last, True)


async def test_entries_of_a_later_day_do_not_disturb_what_was_kept(newsroom: Newsroom):
    await newsroom.report()
    await sealed(newsroom)
    exported = await kept_outside(newsroom)
    await newsroom.report("370100-0002")
    await sealed(newsroom)
    assert await verified(newsroom, exported) is None
