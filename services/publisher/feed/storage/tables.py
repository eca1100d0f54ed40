"""The tables of the TV feed, and the counter that gives its changes and every release their numbers."""

import sqlalchemy as sa

from services.publisher.stories.storage.tables import metadata
from shared.database.tables import UtcDateTime

release_counter = sa.Table(
    "release_counter",
    metadata,
    # One row, locked by whoever releases or withdraws: that is what makes the numbers gap-free and in order.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("change", sa.Integer, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)

feed_changes = sa.Table(
    "feed_changes",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("type", sa.String(16), nullable=False),
    sa.Column("item", sa.String(200), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    # What the feed shows of it, from which every format is rendered; the Atom entry is kept as rendered then.
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("entry", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("item", "version"),
)

feed_items = sa.Table(
    "feed_items",
    metadata,
    # How each item stands now.
    sa.Column("item", sa.String(200), primary_key=True),
    sa.Column("story_id", sa.String(36), nullable=False, unique=True),
    sa.Column("draft_id", sa.String(36), nullable=False, index=True),
    sa.Column("slug", sa.String(100), nullable=False, unique=True),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False, unique=True),
    sa.Column("published_at", UtcDateTime, nullable=False),
    sa.Column("package", sa.String(64), nullable=False),
    sa.Column("package_size", sa.BigInteger, nullable=False),
)

feed_media = sa.Table(
    "feed_media",
    metadata,
    # What may be fetched: `shown` ends with the item's withdrawal, or with the version that used it.
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("item", sa.String(200), primary_key=True),
    sa.Column("media_type", sa.String(64), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("shown", sa.Boolean, nullable=False),
)

feed_documents = sa.Table(
    "feed_documents",
    metadata,
    # When a document's bytes last changed, so that Last-Modified advances with them whatever made them change.
    sa.Column("path", sa.String(100), primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("written_at", UtcDateTime, nullable=False),
)
