"""The pages for people, put together: the editors' desk, the office, the station, the operators."""

from aiohttp import web

from services.publisher.api.freshness import Freshness
from services.publisher.api.stories import Acts
from services.publisher.desk.bulk_pass import BulkPass
from services.publisher.desk.draft_acts import DraftActs
from services.publisher.desk.draft_preview import DraftPreview
from services.publisher.desk.editing.page import EditPage
from services.publisher.desk.files import DeskFiles
from services.publisher.desk.ledger_page import LedgerPage
from services.publisher.desk.list import Desk
from services.publisher.desk.read_desk import ReadDesk
from services.publisher.desk.routes import DeskPages, desk_routes
from services.publisher.desk.storage.readings import SqlDeskReadings
from services.publisher.desk.story_acts import StoryActs
from services.publisher.desk.story_page import StoryPage
from services.publisher.drafting.draft_filed_story import DraftFiledStory
from services.publisher.drafting.drafting import Drafting
from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.drafting.platforms.preview import Previews
from services.publisher.office.pages import Office
from services.publisher.releasing.storage.agreement import ReleasesAgree
from services.publisher.reviewing.plan_reviews import PlanReviews
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.verify import VerifyLedger
from services.publisher.stories.storage.agreement import StoriesAgree
from services.publisher.stories.storage.ledger import SqlLedger
from shared.campaign import Campaign
from shared.clock import Clock
from shared.database import Database
from shared.files.store import Files
from shared.identity import Identity


def pages_for_people(
    acts: Acts,
    fresh: Freshness,
    drafting: Drafting,
    records: Records,
    ledger: SqlLedger,
    database: Database,
    files: Files,
    identity: Identity,
    campaign: Campaign,
    clock: Clock,
) -> list[web.AbstractRouteDef]:
    read = ReadDesk(database, records.stories, ledger, SqlDeskReadings(), drafting, identity)
    preview = DraftPreview(Previews(), campaign)
    story = StoryPage(acts.read, read, PLATFORMS, preview, identity, campaign, clock)
    pages = DeskPages(
        desk=Desk(acts.read, read, fresh, campaign, clock),
        story=story,
        story_acts=StoryActs(
            acts.review_story,
            PlanReviews(database, records, identity, clock),
            DraftFiledStory(database, records, drafting, clock),
            acts.take_down,
            identity,
            story,
        ),
        draft_acts=DraftActs(acts, identity, story),
        edit=EditPage(acts.edit, acts.read, read, PLATFORMS, preview),
        bulk=BulkPass(read, acts.review_story, identity),
        files=DeskFiles(read, acts.read, campaign, files.originals, files.renditions),
    )
    office = Office(acts.read, acts.register, read, fresh, campaign, clock)
    ledger_page = LedgerPage(VerifyLedger(database, ledger, (StoriesAgree(), ReleasesAgree()), clock))
    return [
        *desk_routes(pages),
        web.get("/changes", fresh.show),
        web.get("/office", office.show),
        web.get("/office/to-post", office.to_post),
        web.get("/office/stories/{id}", office.story),
        web.post("/office/drafts/{id}/publications", office.register),
        web.get("/ops/ledger", ledger_page.show),
    ]
