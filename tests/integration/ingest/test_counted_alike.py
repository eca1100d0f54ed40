"""Which reports meet what a unit owes is asked of ingest's tables, of its rule and of the notifier's projection."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from services.ingest.domain.submission import is_open
from services.ingest.storage.progress import StoredProgress
from services.ingest.storage.submissions import StoredSubmissions
from services.notifier.domain.known import KnownReport, learned
from shared.contracts import Event
from shared.contracts.stories import StoryDrafted, StoryStatus
from shared.contracts.submissions import Submission, SubmissionReceived, SubmissionWithdrawn
from shared.contracts.words import Kind, SubmissionState
from shared.ids import StoryId, SubmissionId
from tests.conftest import OpenDatabase
from tests.unit.notifier.scenes import NOON, submission

REPORTS = 200
T = TypeVar("T")


@dataclass(frozen=True)
class Told:
    """What is said of one report, each in the order in which it happened."""

    revisions: tuple[Submission, ...]
    taken_back: bool
    stories: tuple[StoryStatus, ...]

    def events(self) -> list[Event]:
        last = self.revisions[-1]
        return [
            *(SubmissionReceived(submission=one, occurred_at=NOON) for one in self.revisions),
            *([SubmissionWithdrawn(submission=last, reason="误报", occurred_at=NOON)] if self.taken_back else []),
            *(StoryDrafted(story=one, occurred_at=NOON) for one in self.stories),
        ]


async def test_a_report_counts_for_all_or_for_none(open_database: OpenDatabase):
    database, dice = await open_database("ingest"), Random(20221230)
    submissions, progress = StoredSubmissions(), StoredProgress()
    told = list(reports(dice))
    async with database.transaction() as tx:
        for one in told:
            for revision in one.revisions:
                await submissions.add(revision, {}, "f" * 64, NOON, tx)
            if one.taken_back:
                await submissions.withdraw(one.revisions[-1].id, "误报", NOON, tx)
            for story in shuffled(one.stories, dice):
                await progress.follow(story, tx)
    open_ = 0
    for one in told:
        newest = one.revisions[-1]
        async with database.reading() as view:
            counted = await submissions.count(newest.unit.code, newest.kind, view)
            recorded = await submissions.find(newest.number, view)
        known: KnownReport | None = None
        for event in shuffled(one.events(), dice):
            known = learned(event, known)
        assert recorded is not None
        assert known is not None
        assert bool(counted) == is_open(recorded) == known.counts, one
        open_ += counted
    assert 0 < open_ < REPORTS


def reports(dice: Random) -> Iterator[Told]:
    for number in range(REPORTS):
        revisions = tuple(sent(number, revision) for revision in range(1, dice.randint(1, 3) + 1))
        versions = sorted(dice.choice(revisions).revision for _ in range(dice.randint(0, 3)))
        stories = tuple(
            said(revisions[-1], version, revision, dice.choice(tuple(SubmissionState)))
            for version, revision in enumerate(versions, 1)
        )
        yield Told(revisions, dice.random() < 0.2, stories)


def sent(number: int, revision: int) -> Submission:
    """Each from a unit of its own, so that its count is one or none."""
    id_, code = SubmissionId(f"submission-{number}"), f"37{number:04}"
    unit = submission().unit.model_copy(update={"code": code})
    return submission(id=id_, number=f"LB2022-{code}-0001", revision=revision, unit=unit, kind=Kind.CASE)


def said(of: Submission, version: int, revision: int, state: SubmissionState) -> StoryStatus:
    return StoryStatus(
        id=StoryId(f"story-{of.number}"), submission_id=of.id, number=of.number, revision=revision, version=version,
        unit=of.unit, kind=Kind.CASE, category=of.category, title=of.title, state=state,
    )  # fmt: skip


def shuffled(things: Sequence[T], dice: Random) -> list[T]:
    return dice.sample(list(things), len(things))
