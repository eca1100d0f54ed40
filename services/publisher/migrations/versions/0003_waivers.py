"""Who left out which review of a story. None on the stories that there are."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stories", sa.Column("waivers", sa.JSON, nullable=True))


def downgrade() -> None:
    op.drop_column("stories", "waivers")
