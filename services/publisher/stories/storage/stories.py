"""Stories on SQLAlchemy Core: one row a story, one a draft, one an approval."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from services.publisher.stories.draft import Act, Approval, Draft, Publication, Wording
from services.publisher.stories.storage.json_of_draft import (
    overrides_as_json,
    overrides_of,
    released_as_json,
    released_of,
    wording_as_json,
    wording_of,
)
from services.publisher.stories.storage.tables import approvals, drafts, publications, stories, wordings
from services.publisher.stories.store import StaleStory
from services.publisher.stories.story import Story, Waiver
from shared.contracts.submissions import Submission
from shared.contracts.words import ContentType, DraftState, Stage, SubmissionState
from shared.database import Reading, Transaction
from shared.ids import AccountId, DraftId, Sha256, StoryId, SubmissionId


class SqlStories:
    """The row of the story is the lock of everything that belongs to it."""

    async def get(self, story: StoryId, tx: Transaction) -> Story | None:
        return await _locked(stories.c.id == story, tx)

    async def by_submission(self, submission: SubmissionId, tx: Transaction) -> Story | None:
        return await _locked(stories.c.submission_id == submission, tx)

    async def by_draft(self, draft: DraftId, tx: Transaction) -> Story | None:
        return await _locked(stories.c.id == _story_of(draft), tx)

    async def look(self, story: StoryId, reading: Reading) -> Story | None:
        return await _read(sa.select(stories).where(stories.c.id == story), reading)

    async def look_by_draft(self, draft: DraftId, reading: Reading) -> Story | None:
        return await _read(sa.select(stories).where(stories.c.id == _story_of(draft)), reading)

    async def save(self, story: Story, tx: Transaction) -> None:
        if story.seen_version == 0:
            await tx.connection.execute(stories.insert().values(id=story.id, **_story_row(story)))
        else:
            seen = (stories.c.id == story.id) & (stories.c.version == story.seen_version)
            result = await tx.connection.execute(stories.update().where(seen).values(**_story_row(story)))
            if result.rowcount == 0:
                raise StaleStory(story.id)
        await _save_drafts(story, tx)

    async def wording_at(self, draft: DraftId, version: int, reading: Reading) -> Wording | None:
        row = await reading.connection.execute(
            sa.select(wordings.c.wording)
            .where(wordings.c.draft_id == draft, wordings.c.version <= version)
            .order_by(wordings.c.version.desc())
            .limit(1)
        )
        data = row.scalar_one_or_none()
        return None if data is None else wording_of(data)

    async def is_registered(self, draft: DraftId, url: str, account: str, tx: Transaction) -> bool:
        same = (publications.c.draft_id == draft, publications.c.url == url, publications.c.account == account)
        return (await tx.connection.execute(sa.select(publications.c.id).where(*same).limit(1))).first() is not None

    async def add_publication(self, publication: Publication, tx: Transaction) -> None:
        await tx.connection.execute(publications.insert().values(**vars(publication)))

    async def publications(self, story: StoryId, reading: Reading) -> list[Publication]:
        query = sa.select(publications).join(drafts).where(drafts.c.story_id == story).order_by(publications.c.id)
        return [Publication(**row) for row in (await reading.connection.execute(query)).mappings()]


def _story_of(draft: DraftId) -> sa.ScalarSelect[Any]:
    return sa.select(drafts.c.story_id).where(drafts.c.id == draft).scalar_subquery()


async def _locked(which: sa.ColumnElement[bool], tx: Transaction) -> Story | None:
    return await _read(sa.select(stories).where(which).with_for_update(), tx)


async def _read(query: sa.Select[Any], view: Reading) -> Story | None:
    row = (await view.connection.execute(query)).mappings().one_or_none()
    if row is None:
        return None
    return Story(
        id=StoryId(row["id"]),
        submission=Submission.received(row["submission"]),
        level=row["level"],
        extra=row["extra"],
        waivers=tuple(_waiver(one) for one in row["waivers"] or ()),
        state=SubmissionState(row["state"]),
        version=row["version"],
        returned=row["returned"],
        withdrawal=row["withdrawal"],
        drafts=await drafts_of(row["id"], view),
        seen_version=row["version"],
    )


def _waiver(data: dict[str, str]) -> Waiver:
    return Waiver(Stage(data["stage"]), AccountId(data["by"]), data["name"])


async def drafts_of(story: str, view: Reading) -> tuple[Draft, ...]:
    signed = await view.connection.execute(
        sa.select(approvals).join(drafts).where(drafts.c.story_id == story).order_by(approvals.c.id)
    )
    by_draft: dict[str, list[Approval]] = {}
    for row in signed.mappings():
        by_draft.setdefault(row["draft_id"], []).append(_approval(row))
    rows = await view.connection.execute(sa.select(drafts).where(drafts.c.story_id == story).order_by(drafts.c.id))
    return tuple(_draft(row, tuple(by_draft.get(row["id"], ()))) for row in rows.mappings())


def _draft(row: sa.RowMapping, signed: tuple[Approval, ...]) -> Draft:
    return Draft(
        id=DraftId(row["id"]),
        story_id=StoryId(row["story_id"]),
        content_type=ContentType(row["content_type"]),
        revision=row["revision"],
        state=DraftState(row["state"]),
        wording=wording_of(row["wording"]),
        version=row["version"],
        author=row["author"],
        last_editor=row["last_editor"],
        approvals=signed,
        held_from=DraftState(row["held_from"]) if row["held_from"] else None,
        released=released_of(row["released"]),
        replaces=row["replaces"],
        url=row["url"],
    )


def _approval(row: sa.RowMapping) -> Approval:
    return Approval(
        id=row["id"],
        stage=Stage(row["stage"]),
        act=Act(row["act"]),
        by=AccountId(row["by"]),
        name=row["name"],
        content_hash=Sha256(row["content_hash"]),
        at=row["at"],
        opinion=row["opinion"],
        on_behalf_of=row["on_behalf_of"],
        on_behalf_of_name=row["on_behalf_of_name"],
        overrides=overrides_of(row["overrides"]),
        voided_at=row["voided_at"],
    )


async def _save_drafts(story: Story, tx: Transaction) -> None:
    """What is new in one statement per table: a story of five drafts is made by three, not by eleven."""
    stored = await drafts_of(story.id, tx) if story.seen_version else ()
    before = {draft.id: draft for draft in stored}
    new = [draft for draft in story.drafts if draft.id not in before]
    said = [draft for draft in story.drafts if draft.id not in before or _says_something_else(draft, before[draft.id])]
    for draft in story.drafts:
        if draft.id in before and replace(before[draft.id], approvals=()) != replace(draft, approvals=()):
            await tx.connection.execute(drafts.update().where(drafts.c.id == draft.id).values(**_draft_row(draft)))
    await _insert(drafts, [{"id": draft.id, **_draft_row(draft)} for draft in new], tx)
    await _insert(wordings, [_wording_row(draft) for draft in said], tx)
    await _save_approvals(story.drafts, [approval for draft in stored for approval in draft.approvals], tx)


async def _save_approvals(of: tuple[Draft, ...], stored: list[Approval], tx: Transaction) -> None:
    voided_before = {approval.id: approval.voided_at for approval in stored}
    new: list[dict[str, Any]] = []
    for draft in of:
        for approval in draft.approvals:
            if approval.id not in voided_before:
                new.append(_approval_row(approval, draft.id))
            elif voided_before[approval.id] != approval.voided_at:
                await tx.connection.execute(
                    approvals.update().where(approvals.c.id == approval.id).values(voided_at=approval.voided_at)
                )
    await _insert(approvals, new, tx)


async def _insert(table: sa.Table, rows: list[dict[str, Any]], tx: Transaction) -> None:
    if rows:
        await tx.connection.execute(table.insert(), rows)


def _says_something_else(draft: Draft, before: Draft) -> bool:
    return draft.content_hash != before.content_hash


def _wording_row(draft: Draft) -> dict[str, Any]:
    return {"draft_id": draft.id, "version": draft.version, "wording": wording_as_json(draft.wording)}


def _story_row(story: Story) -> dict[str, Any]:
    submission = story.submission
    return {
        "submission_id": submission.id,
        "number": submission.number,
        "revision": submission.revision,
        "version": story.version,
        "level": story.level,
        "extra": story.extra,
        "waivers": [vars(waiver) for waiver in story.waivers],
        "state": story.state.value,
        "unit": submission.unit.code,
        "kind": submission.kind,
        "category": submission.category,
        "title": submission.title,
        "search": searched_text(submission),
        "submission": submission.model_dump(mode="json"),
        "submitted_at": submission.submitted_at,
        "due_at": story.due_at,
        "returned": story.returned,
        "withdrawal": story.withdrawal,
    }


def searched_text(submission: Submission) -> str:
    parts = (submission.number, submission.title, submission.unit.name, submission.place, submission.origin)
    return "\n".join((*parts, *(block.text for block in submission.body))).lower()


def _draft_row(draft: Draft) -> dict[str, Any]:
    return {
        "story_id": draft.story_id,
        "content_type": draft.content_type.value,
        "revision": draft.revision,
        "state": draft.state.value,
        "version": draft.version,
        "content_hash": draft.content_hash,
        "wording": wording_as_json(draft.wording),
        "author": draft.author,
        "last_editor": draft.last_editor,
        "held_from": draft.held_from.value if draft.held_from else None,
        "released": released_as_json(draft.released),
        "replaces": draft.replaces,
        "url": draft.url,
    }


def _approval_row(approval: Approval, draft: DraftId) -> dict[str, Any]:
    return {
        "id": approval.id,
        "draft_id": draft,
        "stage": approval.stage.value,
        "act": approval.act.value,
        "by": approval.by,
        "name": approval.name,
        "on_behalf_of": approval.on_behalf_of,
        "on_behalf_of_name": approval.on_behalf_of_name,
        "content_hash": approval.content_hash,
        "at": approval.at,
        "opinion": approval.opinion,
        "overrides": overrides_as_json(approval.overrides),
        "voided_at": approval.voided_at,
    }
