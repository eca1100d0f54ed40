"""The widths of shared/widths.py. SQLite looks at no lengths: its columns stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WIDER = {
    "stories": {"number": 96, "state": 64, "unit": 64, "kind": 64},
    "drafts": {"content_type": 64, "state": 64, "held_from": 64},
    "publications": {"platform": 64},
    "ledger_entries": {"role": 64, "action": 64, "number": 96, "content_type": 64, "stage": 64},
    "feed_changes": {"type": 64, "item": 400},
    "feed_items": {"item": 400, "status": 64},
    "feed_media": {"item": 400, "media_type": 128},
    "releases": {"content_type": 64, "kind": 64},
    "renditions": {"profile": 64, "media_type": 128},
}


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for table, columns in WIDER.items():
            for column, width in columns.items():
                op.alter_column(table, column, type_=sa.String(width))


def downgrade() -> None:
    """Narrower, they might not hold what they have."""
