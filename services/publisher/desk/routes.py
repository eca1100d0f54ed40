"""Every address of the editors' desk."""

from dataclasses import dataclass

from aiohttp import web

from services.publisher.desk.bulk_pass import BulkPass
from services.publisher.desk.draft_acts import DraftActs
from services.publisher.desk.editing.page import EditPage
from services.publisher.desk.files import DeskFiles
from services.publisher.desk.list import Desk
from services.publisher.desk.story_acts import StoryActs
from services.publisher.desk.story_page import StoryPage


@dataclass(frozen=True)
class DeskPages:
    desk: Desk
    story: StoryPage
    story_acts: StoryActs
    draft_acts: DraftActs
    edit: EditPage
    bulk: BulkPass
    files: DeskFiles


def desk_routes(pages: DeskPages) -> list[web.AbstractRouteDef]:
    return [
        web.get("/desk", pages.desk.show),
        web.get("/desk/bulk", pages.bulk.plan),
        web.post("/desk/bulk", pages.bulk.carry_out),
        web.get("/desk/stories/{id}", pages.story.show),
        web.get("/desk/stories/{id}/sheet", pages.story.sheet),
        web.post("/desk/stories/{id}/reviews", pages.story_acts.review),
        web.post("/desk/stories/{id}/plan", pages.story_acts.plan),
        web.post("/desk/stories/{id}/withdrawals", pages.story_acts.withdraw),
        web.post("/desk/stories/{id}/drafts", pages.story_acts.draft_filed),
        web.get("/desk/stories/{id}/originals/{sha256}", pages.files.original),
        web.get("/desk/drafts/{id}/edit", pages.edit.show),
        web.post("/desk/drafts/{id}/edit", pages.edit.save),
        web.post("/desk/drafts/{id}/preview", pages.edit.preview),
        web.post("/desk/drafts/{id}/counters", pages.edit.count),
        web.post("/desk/drafts/{id}/proofs", pages.draft_acts.proofread),
        web.post("/desk/drafts/{id}/reviews", pages.draft_acts.review),
        web.post("/desk/drafts/{id}/holds", pages.draft_acts.hold),
        web.post("/desk/drafts/{id}/resumptions", pages.draft_acts.resume),
        web.post("/desk/drafts/{id}/publications", pages.draft_acts.register),
        web.post("/desk/drafts/{id}/withdrawals", pages.draft_acts.withdraw),
        web.get("/desk/files/{sha256}", pages.files.rendition),
    ]
