"""The widths of shared/widths.py. SQLite looks at no lengths: its columns stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "notifier_0002"
down_revision = "notifier_0001"
branch_labels = None
depends_on = None

WIDER = {
    "messages": {"number": 96, "state": 64},
    "known_reports": {"unit_code": 64, "kind": 64, "state": 64},
}


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for table, columns in WIDER.items():
            for column, width in columns.items():
                op.alter_column(table, column, type_=sa.String(width))


def downgrade() -> None:
    """Narrower, they might not hold what they have."""
