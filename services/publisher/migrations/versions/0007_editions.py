"""Under which number a package goes out. Unknown of those that there are."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("packages", sa.Column("edition", sa.Integer, nullable=True))


def downgrade() -> None:
    op.drop_column("packages", "edition")
