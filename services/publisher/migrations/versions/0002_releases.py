"""Renditions, packages, releases and the TV feed."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from shared.database.tables import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE_EVERYTHING = datetime(2000, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    op.create_table(
        "renditions",
        sa.Column("original", sa.String(64), nullable=False),
        sa.Column("profile", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.Column("media_type", sa.String(32)),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("size", sa.BigInteger),
        sa.Column("refusal", sa.String(200)),
        sa.PrimaryKeyConstraint("original", "profile", name="pk_renditions"),
    )
    op.create_table(
        "packages",
        sa.Column("draft_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "version", name="pk_packages"),
    )
    counter = op.create_table(
        "release_counter",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("change", sa.Integer, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_release_counter"),
    )
    # The row that everybody who releases locks: it must be there before the first two do so at once.
    op.bulk_insert(counter, [{"id": 1, "sequence": 0, "change": 0, "at": BEFORE_EVERYTHING}])
    op.create_table(
        "releases",
        sa.Column("sequence", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("draft_id", sa.String(36), nullable=False),
        sa.Column("story_id", sa.String(36), nullable=False),
        sa.Column("content_type", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("package", sa.String(64), nullable=False),
        sa.Column("package_size", sa.BigInteger, nullable=False),
        sa.Column("released_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_releases"),
        sa.UniqueConstraint("draft_id", "version", name="uq_releases_draft_id_version"),
    )
    op.create_index("ix_releases_story_id", "releases", ["story_id"])
    op.create_table(
        "feed_changes",
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_feed_changes"),
        sa.UniqueConstraint("item", "version", name="uq_feed_changes_item_version"),
    )
    op.create_table(
        "feed_items",
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("story_id", sa.String(36), nullable=False),
        sa.Column("draft_id", sa.String(36), nullable=False),
        sa.Column("slug", sa.String(100), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("published_at", UtcDateTime, nullable=False),
        sa.Column("package", sa.String(64), nullable=False),
        sa.Column("package_size", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("item", name="pk_feed_items"),
        sa.UniqueConstraint("story_id", name="uq_feed_items_story_id"),
        sa.UniqueConstraint("slug", name="uq_feed_items_slug"),
        sa.UniqueConstraint("seq", name="uq_feed_items_seq"),
    )
    op.create_index("ix_feed_items_draft_id", "feed_items", ["draft_id"])
    op.create_table(
        "feed_media",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("shown", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("sha256", "item", name="pk_feed_media"),
    )
    op.create_table(
        "feed_documents",
        sa.Column("path", sa.String(100), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("written_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_feed_documents"),
    )


def downgrade() -> None:
    for table in (
        "feed_documents",
        "feed_media",
        "feed_items",
        "feed_changes",
        "releases",
        "release_counter",
        "packages",
        "renditions",
    ):
        op.drop_table(table)
