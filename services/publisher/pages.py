"""The pages for people, put together: the editors' desk, the office, the station, the operators."""

from aiohttp import web

from services.publisher.platforms import PLATFORMS
from services.publisher.platforms.preview import Previews
from services.publisher.storage.desk import SqlDeskReadings
from services.publisher.storage.ledger import SqlLedger
from services.publisher.use_cases.draft_filed_story import DraftFiledStory
from services.publisher.use_cases.drafting import Drafting
from services.publisher.use_cases.plan_reviews import PlanReviews
from services.publisher.use_cases.read_desk import ReadDesk
from services.publisher.use_cases.records import Records
from services.publisher.use_cases.verify_ledger import VerifyLedger
from services.publisher.web.api import Acts
from services.publisher.web.bulk_pass import BulkPass
from services.publisher.web.desk import Desk
from services.publisher.web.desk_files import DeskFiles
from services.publisher.web.desk_routes import DeskPages, desk_routes
from services.publisher.web.draft_acts import DraftActs
from services.publisher.web.draft_preview import DraftPreview
from services.publisher.web.edit_page import EditPage
from services.publisher.web.office import Office
from services.publisher.web.ops import OpsPages
from services.publisher.web.ops_api import OpsApi
from services.publisher.web.ops_routes import ops_routes
from services.publisher.web.story_acts import StoryActs
from services.publisher.web.story_page import StoryPage
from shared.bus.dead_letters import DeadLetters
from shared.bus.readings import QueueReadings
from shared.campaign import Campaign
from shared.clock import Clock
from shared.database import Database
from shared.files.store import Files
from shared.identity import Identity


def pages_for_people(
    acts: Acts,
    drafting: Drafting,
    records: Records,
    ledger: SqlLedger,
    database: Database,
    files: Files,
    identity: Identity,
    campaign: Campaign,
    clock: Clock,
    dead_letters: DeadLetters,
    queue_readings: QueueReadings,
) -> list[web.AbstractRouteDef]:
    read = ReadDesk(database, records.stories, ledger, SqlDeskReadings(), drafting, identity)
    preview = DraftPreview(Previews(), campaign)
    story = StoryPage(acts.read, read, PLATFORMS, preview, identity, campaign, clock)
    pages = DeskPages(
        desk=Desk(acts.read, read, campaign, clock),
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
    office = Office(acts.read, acts.register, read, campaign, clock)
    ops = OpsPages(queue_readings, dead_letters, VerifyLedger(database, ledger, clock))
    return [
        *desk_routes(pages),
        web.get("/office", office.show),
        web.get("/office/stories/{id}", office.story),
        web.post("/office/drafts/{id}/publications", office.register),
        *ops_routes(ops, OpsApi(queue_readings, dead_letters)),
    ]
