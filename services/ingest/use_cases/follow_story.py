"""Keeps what publisher says of a submission, so that its unit can see where it stands.

May run twice, and in any order: an older version of a story changes nothing, and a line of the timeline
is kept under its event's id.
"""

from services.ingest.domain.records import Progresses, Timeline
from services.ingest.domain.timeline import told
from shared.contracts.stories import StoryEvent
from shared.database import Transaction


class FollowStory:
    def __init__(self, progresses: Progresses, timeline: Timeline) -> None:
        self.progresses = progresses
        self.timeline = timeline

    async def __call__(self, event: StoryEvent, tx: Transaction) -> None:
        await self.progresses.follow(event.story, tx)
        if happening := told(event):
            await self.timeline.add(event.story.submission_id, event.event_id, happening, tx)
