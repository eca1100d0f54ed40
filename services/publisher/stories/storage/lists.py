"""Lists of stories: a page of ids by the filters, then their rows and drafts, in two queries."""

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from services.publisher.stories.draft import ENDED, OUT
from services.publisher.stories.lead import NO_ITEM, NO_LEAD
from services.publisher.stories.listing import BadCursor, Counts, DraftRow, Filters, Page, StoryRow
from services.publisher.stories.posting import Posts
from services.publisher.stories.stages import AWAITING, STAGE_OF
from services.publisher.stories.storage.tables import approvals, drafts, stories, takedown_wanted
from shared.contracts.submissions import Submission
from shared.contracts.words import ContentType, DraftState, FileRole, SubmissionState
from shared.database import Reading
from shared.identity import Account, Role
from shared.ids import AccountId, DraftId, StoryId

NO_DEADLINE = datetime(9999, 1, 1, tzinfo=UTC)

_DUE = sa.func.coalesce(stories.c.due_at, sa.literal(NO_DEADLINE, stories.c.due_at.type))


class SqlStoryLists:
    async def newest(self, filters: Filters, cursor: str, limit: int, reading: Reading) -> Page:
        query = sa.select(stories.c.id).where(*_fitting(filters)).order_by(stories.c.id.desc())
        if cursor:
            (last,) = _opened(cursor, 1)
            query = query.where(stories.c.id < last)
        ids = [row.id for row in await reading.connection.execute(query.limit(limit + 1))]
        following = _closed(ids[limit - 1]) if len(ids) > limit else None
        return Page(await self.rows([StoryId(story) for story in ids[:limit]], reading), following)

    async def count(self, filters: Filters, reading: Reading) -> int:
        query = sa.select(sa.func.count()).select_from(stories).where(*_fitting(filters))
        return int((await reading.connection.execute(query)).scalar_one())

    async def waiting_for(self, account: Account, filters: Filters, cursor: str, limit: int, reading: Reading) -> Page:
        mine = _waiting_drafts(account, drafts.c.story_id)
        if filters.content_type:
            mine = mine.where(drafts.c.content_type == filters.content_type.value)
        query = (
            sa.select(stories.c.id, _DUE.label("due"))
            .where(*_fitting(filters), stories.c.id.in_(mine))
            .order_by(_DUE, stories.c.id)
        )
        if cursor:
            due, last = _opened(cursor, 2)
            moment = sa.literal(_moment(due), stories.c.due_at.type)
            query = query.where(sa.or_(moment < _DUE, sa.and_(moment == _DUE, stories.c.id > last)))
        found = (await reading.connection.execute(query.limit(limit + 1))).all()
        following = None
        if len(found) > limit:
            last_row = found[limit - 1]
            following = _closed(last_row.due.isoformat(), last_row.id)
        rows = await self.rows([StoryId(row.id) for row in found[:limit]], reading)
        return Page(await _marked(rows, account, reading), following)

    async def waiting_count(self, account: Account, reading: Reading) -> int:
        mine = _waiting_drafts(account, drafts.c.story_id)
        query = sa.select(sa.func.count()).select_from(stories).where(stories.c.id.in_(mine))
        return int((await reading.connection.execute(query)).scalar_one())

    async def rows(self, wanted: Sequence[StoryId], reading: Reading) -> tuple[StoryRow, ...]:
        """In the order asked for; what is not there is left out."""
        if not wanted:
            return ()
        by_story: dict[str, list[DraftRow]] = {}
        found = await reading.connection.execute(
            sa.select(*_DRAFT_COLUMNS)
            .where(drafts.c.story_id.in_(wanted), drafts.c.state != DraftState.SUPERSEDED.value)
            .order_by(drafts.c.id)
        )
        stored = found.mappings().all()
        pulled = {row["id"] for row in stored if _is_pulled(row)}
        for row in stored:
            by_story.setdefault(row["story_id"], []).append(_draft_row(row, pulled))
        rows = await reading.connection.execute(sa.select(stories).where(stories.c.id.in_(wanted)))
        made = {row["id"]: _story_row(row, tuple(by_story.get(row["id"], ()))) for row in rows.mappings()}
        return tuple(made[story] for story in wanted if story in made)

    async def counts(self, reading: Reading) -> Counts:
        number = sa.func.count()
        by_story = await reading.connection.execute(sa.select(stories.c.state, number).group_by(stories.c.state))
        by_draft = await reading.connection.execute(
            sa.select(drafts.c.state, number)
            .where(drafts.c.state != DraftState.SUPERSEDED.value)
            .group_by(drafts.c.state)
        )
        wanted = sa.select(number).select_from(stories).where(takedown_wanted)
        return Counts(
            stories={SubmissionState(state): count for state, count in by_story},
            drafts={DraftState(state): count for state, count in by_draft},
            takedowns_wanted=int((await reading.connection.execute(wanted)).scalar_one()),
        )


_DRAFT_COLUMNS = (
    drafts.c.id, drafts.c.story_id, drafts.c.content_type, drafts.c.state, drafts.c.version, drafts.c.revision,
    drafts.c.last_editor, drafts.c.url, drafts.c.released, drafts.c.held_from, drafts.c.replaces,
)  # fmt: skip


def _fitting(filters: Filters) -> list[sa.ColumnElement[bool]]:
    equal = (
        (stories.c.number, filters.number),
        (stories.c.unit, filters.unit),
        (stories.c.kind, filters.kind),
        (stories.c.category, filters.category),
        (stories.c.state, filters.story_state),
    )
    conditions: list[sa.ColumnElement[bool]] = [column == str(value) for column, value in equal if value]
    conditions += [stories.c.search.contains(word, autoescape=True) for word in filters.search.lower().split()]
    if filters.takedown_wanted:
        conditions.append(takedown_wanted)
    if filters.to_post:
        conditions.append(sa.or_(*(_to_post(posts) for posts in filters.to_post)))
    if filters.leads:
        conditions += [stories.c.kind.in_([kind.value for kind in filters.leads]), *_lead()]
    if filters.draft_state or filters.draft_states or filters.content_type:
        conditions.append(stories.c.id.in_(_with_draft(filters)))
    return conditions


def _with_draft(filters: Filters) -> sa.Select[Any]:
    """State and content type must fit one and the same draft; the superseded are looked for by their state only."""
    query = sa.select(drafts.c.story_id)
    if filters.content_type:
        query = query.where(drafts.c.content_type == filters.content_type.value)
    if filters.draft_states:
        query = query.where(drafts.c.state.in_([state.value for state in filters.draft_states]))
    if filters.draft_state:
        return query.where(drafts.c.state == filters.draft_state.value)
    return query.where(drafts.c.state != DraftState.SUPERSEDED.value)


_UNPOSTED = sa.and_(
    drafts.c.state.in_(
        [state.value for state in (DraftState.DELIVERED, DraftState.HELD, DraftState.SIGNED_OFF, *AWAITING.values())]
    ),
    drafts.c.released["state"].as_string() == DraftState.DELIVERED.value,
    sa.not_(sa.func.coalesce(drafts.c.released["withheld"].as_boolean(), sa.false())),
)
"""What `waits_to_be_posted` says of a draft, asked of its row."""


def _to_post(posts: Posts) -> sa.ColumnElement[bool]:
    types = drafts.c.content_type.in_([one.value for one in posts.content_types])
    found = stories.c.id.in_(sa.select(drafts.c.story_id).where(types, _UNPOSTED))
    return sa.and_(found, stories.c.kind.in_([kind.value for kind in posts.kinds])) if posts.kinds else found


def _lead() -> tuple[sa.ColumnElement[bool], ...]:
    """`is_lead` (lead.py), asked of the database."""
    item = sa.and_(drafts.c.story_id == stories.c.id, drafts.c.content_type == ContentType.TV_ITEM.value)
    ended = drafts.c.state.in_([state.value for state in ENDED])
    out = sa.or_(
        drafts.c.state.in_([state.value for state in OUT]),
        sa.and_(sa.cast(drafts.c.released, sa.Text) != "null", ~ended),
    )
    turned_down = sa.and_(
        drafts.c.revision == stories.c.revision, drafts.c.state.in_([state.value for state in NO_ITEM])
    )
    return (
        stories.c.state.not_in([state.value for state in NO_LEAD]),
        stories.c.withdrawal.is_(None),
        ~sa.exists().where(item, sa.or_(out, turned_down)),
    )


def _waiting_drafts(account: Account, column: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """What this person may review now: `may_act` (reviewing/may_review.py), asked of the database."""
    states = [AWAITING[stage].value for stage in account.stages] if account.role is Role.EDITOR else []
    elsewhere = (
        sa.and_(drafts.c.state == state.value, approvals.c.stage != stage.value) for stage, state in AWAITING.items()
    )
    signed_elsewhere = sa.exists().where(
        approvals.c.draft_id == drafts.c.id,
        approvals.c.voided_at.is_(None),
        approvals.c.content_hash == drafts.c.content_hash,
        sa.or_(approvals.c.by == account.id, approvals.c.on_behalf_of == account.id),
        sa.or_(*elsewhere),
    )
    planned = stories.alias()
    waived = sa.exists().where(
        planned.c.id == drafts.c.story_id, sa.cast(planned.c.waivers, sa.Text).contains(account.id, autoescape=True)
    )
    return sa.select(column).where(
        drafts.c.state.in_(states),
        sa.or_(drafts.c.last_editor.is_(None), drafts.c.last_editor != account.id),
        sa.or_(drafts.c.author.is_(None), drafts.c.author != account.id),
        ~signed_elsewhere,
        ~waived,
    )


async def _marked(rows: tuple[StoryRow, ...], account: Account, reading: Reading) -> tuple[StoryRow, ...]:
    query = _waiting_drafts(account, drafts.c.id).where(drafts.c.story_id.in_([row.id for row in rows]))
    mine = set((await reading.connection.execute(query)).scalars())
    return tuple(
        replace(row, drafts=tuple(replace(draft, mine=draft.id in mine) for draft in row.drafts)) for row in rows
    )


def _story_row(row: sa.RowMapping, of_story: tuple[DraftRow, ...]) -> StoryRow:
    submission = Submission.received(row["submission"])
    return StoryRow(
        id=StoryId(row["id"]),
        number=row["number"],
        revision=row["revision"],
        version=row["version"],
        title=row["title"],
        unit=submission.unit,
        kind=submission.kind,
        category=row["category"],
        state=SubmissionState(row["state"]),
        submitted_at=row["submitted_at"],
        due_at=row["due_at"],
        late=submission.late,
        over_quota=submission.over_quota,
        pictures=sum(f.role is FileRole.MEDIA and f.media_type.startswith("image/") for f in submission.files),
        returned=row["returned"],
        withdrawal=row["withdrawal"],
        drafts=of_story,
        event_date=submission.event_date,
        place=submission.place,
        videos=sum(f.role is FileRole.MEDIA and f.media_type.startswith("video/") for f in submission.files),
    )


def _draft_row(row: sa.RowMapping, pulled: set[str]) -> DraftRow:
    """`pulled`: the drafts of which something is out and withheld."""
    state = DraftState(row["state"])
    released = row["released"]
    return DraftRow(
        id=DraftId(row["id"]),
        content_type=ContentType(row["content_type"]),
        state=state,
        stage=STAGE_OF.get(state),
        version=row["version"],
        revision=row["revision"],
        last_editor=AccountId(row["last_editor"]) if row["last_editor"] else None,
        released_at=datetime.fromisoformat(released["at"]) if released else None,
        url=row["url"],
        is_pulled=not pulled.isdisjoint({row["id"], row["replaces"]}),
        unposted=_is_unposted(state, released),
        corrects=bool(row["replaces"]) or (released is not None and state not in OUT | ENDED and not _is_withheld(row)),
    )


def _is_unposted(state: DraftState, released: dict[str, Any] | None) -> bool:
    if released is None or state in ENDED:
        return False
    return released["state"] == DraftState.DELIVERED and not released["withheld"]


def _is_pulled(row: sa.RowMapping) -> bool:
    withheld = row["released"] and row["released"].get("withheld") and DraftState(row["state"]) not in ENDED
    return bool(withheld) or _is_withheld(row)


def _is_withheld(row: sa.RowMapping) -> bool:
    return row["state"] == DraftState.HELD and row["held_from"] in OUT


def _closed(*parts: str) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def _opened(cursor: str, count: int) -> list[str]:
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError) as error:
        raise BadCursor(cursor) from error
    if not isinstance(parts, list) or len(parts) != count or not all(map(_is_part, parts)):
        raise BadCursor(cursor)
    return parts


def _is_part(part: object) -> bool:
    """A cursor of ours holds ids and times; anything else might be no text that a database takes."""
    return isinstance(part, str) and part.isascii() and part.isprintable()


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        utc = moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadCursor(text) from error
    if moment.tzinfo is None:
        raise BadCursor(text)
    return utc
