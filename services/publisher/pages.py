"""The pages for people, put together: the editors' desk, the office, the station, the operators."""

from aiohttp import web

from services.publisher.platforms import PLATFORMS
from services.publisher.platforms.preview import Previews
from services.publisher.storage.desk import SqlDeskReadings
from services.publisher.storage.ledger import SqlLedger
from services.publisher.use_cases.drafting import Drafting
from services.publisher.use_cases.read_desk import ReadDesk
from services.publisher.use_cases.records import Records
from services.publisher.web.api import Acts
from services.publisher.web.bulk_pass import BulkPass
from services.publisher.web.desk import Desk
from services.publisher.web.desk_files import DeskFiles
from services.publisher.web.desk_routes import DeskPages, desk_routes
from services.publisher.web.draft_acts import DraftActs
from services.publisher.web.edit_page import EditPage
from services.publisher.web.story_acts import StoryActs
from services.publisher.web.story_page import StoryPage
from shared.campaign import Campaign
from shared.clock import Clock
from shared.database import Database
from shared.files.store import Files
from shared.identity import Identity


def desk_of(
    acts: Acts,
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
    story = StoryPage(acts.read, read, PLATFORMS, Previews(), identity, campaign, clock)
    pages = DeskPages(
        desk=Desk(acts.read, read, campaign, clock),
        story=story,
        story_acts=StoryActs(acts.review_story, identity, story),
        draft_acts=DraftActs(acts, identity, story),
        edit=EditPage(acts.edit, acts.read, read, PLATFORMS),
        bulk=BulkPass(read, acts.review_story, identity),
        files=DeskFiles(read, acts.read, campaign, files.originals, files.renditions),
    )
    return desk_routes(pages)
