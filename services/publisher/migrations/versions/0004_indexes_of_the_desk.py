"""What each view of the desk asks for: how many reports wait for a take-down, and pictures by their content."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WANTED = sa.text("withdrawal IS NOT NULL AND state != 'withdrawn'")


def upgrade() -> None:
    op.create_index("ix_stories_takedown_wanted", "stories", ["id"], sqlite_where=WANTED, postgresql_where=WANTED)
    op.create_index("ix_renditions_sha256", "renditions", ["sha256"])


def downgrade() -> None:
    op.drop_index("ix_renditions_sha256", "renditions")
    op.drop_index("ix_stories_takedown_wanted", "stories")
