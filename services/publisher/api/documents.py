"""What programs get: the API's documents. Names may be added, never moved."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.publisher.drafting.platform import Platform
from services.publisher.stories.draft import Approval, Draft, Released, Wording
from services.publisher.stories.finding import Finding
from services.publisher.stories.ledger.entry import Entry
from services.publisher.stories.listing import StoryRow
from services.publisher.stories.story import Story
from shared.contracts.submissions import Submission
from shared.contracts.words import ContentType

Document = dict[str, Any]


def finding(found: Finding) -> Document:
    return {
        "rule": found.rule,
        "level": found.level,
        "field": found.field,
        "start": found.start,
        "end": found.end,
        "message": found.message,
        "source": found.source,
    }


def wording(said: Wording, platform: Platform | None) -> Document:
    counters = platform.counters(said.content) if platform else {}
    return {
        "content": said.content,
        "posted": said.posted.as_json(),
        "findings": [finding(found) for found in said.findings],
        "content_hash": said.content_hash,
        "spans": [vars(span) for span in said.spans],
        "cuts": [vars(cut) for cut in said.cuts],
        "counters": {name: {"used": used, "limit": limit} for name, (used, limit) in counters.items()},
    }


def draft(one: Draft, platform: Platform | None, story: Story | None = None) -> Document:
    released = one.released
    if released is None and one.replaces and story is not None:
        released = story.draft(one.replaces).released  # it is the correction of what is out under this id
    return {
        "id": one.id,
        "story_id": one.story_id,
        "content_type": one.content_type,
        "title": platform.title if platform else one.content_type,
        "state": one.state,
        "stage": one.stage,
        "version": one.version,
        "revision": one.revision,
        **wording(one.wording, platform),
        "last_editor": one.last_editor,
        "approvals": [approval(signed) for signed in one.approvals],
        "held_from": one.held_from,
        "released": out(released) if released else None,
        "replaces": one.replaces,
        "url": one.url,
    }


def out(released: Released) -> Document:
    """`version` is the draft's, as it was signed; `edition` is what people compare."""
    return {
        "version": released.version,
        "edition": released.edition or None,
        "at": released.at,
        "withheld": released.withheld,
    }


def approval(signed: Approval) -> Document:
    return {
        "act": signed.act,
        "stage": signed.stage,
        "by": signed.by,
        "name": signed.name,
        "on_behalf_of": signed.on_behalf_of,
        "on_behalf_of_name": signed.on_behalf_of_name,
        "at": signed.at,
        "opinion": signed.opinion,
        "content_hash": signed.content_hash,
        "overrides": [override.as_json() for override in signed.overrides],
        "voided_at": signed.voided_at,
    }


def story_row(row: StoryRow) -> Document:
    return {
        "id": row.id,
        "number": row.number,
        "revision": row.revision,
        "version": row.version,
        "title": row.title,
        "unit": row.unit.model_dump(),
        "kind": row.kind,
        "category": row.category,
        "state": row.state,
        "submitted_at": row.submitted_at,
        "deadline": row.due_at,
        "late": row.late,
        "over_quota": row.over_quota,
        "withdrawal": row.withdrawal,
        "drafts": [
            {
                "id": one.id,
                "content_type": one.content_type,
                "state": one.state,
                "stage": one.stage,
                "version": one.version,
                "revision": one.revision,
                "released_at": one.released_at,
                "url": one.url,
                "mine": one.mine,
            }
            for one in row.drafts
        ],
    }


def story(whole: Story, platforms: Mapping[ContentType, Platform], history: Iterable[tuple[Entry, str]]) -> Document:
    submission = whole.submission
    return {
        "id": whole.id,
        "number": submission.number,
        "revision": submission.revision,
        "version": whole.version,
        "title": submission.title,
        "unit": submission.unit.model_dump(),
        "kind": submission.kind,
        "category": submission.category,
        "state": whole.state,
        "submitted_at": submission.submitted_at,
        "deadline": whole.due_at,
        "late": submission.late,
        "over_quota": submission.over_quota,
        "level": whole.level,
        "stages": whole.stages,
        "waivers": [vars(waiver) for waiver in whole.waivers],
        "returned": whole.returned,
        "withdrawal": whole.withdrawal,
        "submission": source(submission),
        "drafts": [draft(one, platforms.get(one.content_type), whole) for one in whole.current],
        "earlier_drafts": [draft(one, platforms.get(one.content_type), whole) for one in whole.superseded],
        "history": [event(entry, sealed) for entry, sealed in history],
    }


def source(submission: Submission) -> Document:
    """The report as it was sent, without the people who are only known by id."""
    sent = submission.model_dump(mode="json", exclude={"contact", "approved_by"})
    return {**sent, "body_text": "\n".join(block.text for block in submission.body)}


def event(entry: Entry, sealed: str) -> Document:
    return {
        "id": entry.id,
        "at": entry.at,
        "action": entry.action,
        "actor": entry.actor,
        "actor_name": entry.actor_name,
        "role": entry.role,
        "on_behalf_of": entry.on_behalf_of,
        "draft": entry.draft or None,
        "content_type": entry.content_type or None,
        "stage": entry.stage or None,
        "opinion": entry.opinion,
        "content_hash": entry.content_hash or None,
        "details": entry.details,
        "hash": sealed or None,
    }
