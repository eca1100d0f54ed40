"""The widths of shared/widths.py. SQLite looks at no lengths: its columns stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "identity_0003"
down_revision = "identity_0002"
branch_labels = None
depends_on = None

WIDER = {
    "accounts": {"role": 64, "unit": 64},
}


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for table, columns in WIDER.items():
            for column, width in columns.items():
                op.alter_column(table, column, type_=sa.String(width))


def downgrade() -> None:
    """Narrower, they might not hold what they have."""
