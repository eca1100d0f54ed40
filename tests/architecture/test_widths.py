"""How long a text may be is said once: every table takes it from shared/widths.py, by a type of ours."""

import sqlalchemy as sa

from services.ingest.storage import tables as ingest
from services.notifier.storage import tables as notifier
from services.publisher.drafting.storage import tables as drafting
from services.publisher.feed.storage import tables as feed
from services.publisher.releasing.storage import tables as releasing
from services.publisher.stories.storage import tables as stories
from shared import widths
from shared.bus import tables as bus
from shared.bus.queue import tables as queue
from shared.database.tables import Short
from shared.identity import tables as identity
from shared.timers import tables as timers

OWNERS = (ingest, notifier, drafting, feed, releasing, stories, bus, queue, identity, timers)
COLUMNS = [column for owner in OWNERS for table in owner.metadata.tables.values() for column in table.columns]

SHORT = [column for column in COLUMNS if isinstance(column.type, Short)]


def test_no_table_has_a_text_of_a_width_of_its_own():
    said = {value for name, value in vars(widths).items() if name.isupper()}
    loose = [
        f"{column.table}.{column}"
        for column in COLUMNS
        if (isinstance(column.type, sa.String) and not isinstance(column.type, sa.Text))
        or (isinstance(column.type, Short) and column.type.width not in said)
    ]
    assert loose == []
    assert len(SHORT) > len(OWNERS)


def test_one_thing_is_as_wide_in_every_service():
    for same in (
        {"unit", "unit_code"},
        {"number"},
        {"category"},
        {"kind"},
        {"state"},
        {"content_type"},
        {"content_hash"},
    ):
        widths_of = {str(column): column.type.width for column in SHORT if column.name in same}
        assert len(set(widths_of.values())) == 1, widths_of
