"""The widths of shared/widths.py. SQLite looks at no lengths: its columns stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WIDER = {
    "submissions": {"number": 96, "kind": 64},
    "number_counters": {"series": 80},
    "progress": {"state": 64},
    "happenings": {"event": 128},
}


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for table, columns in WIDER.items():
            for column, width in columns.items():
                op.alter_column(table, column, type_=sa.String(width))


def downgrade() -> None:
    """Narrower, they might not hold what they have."""
