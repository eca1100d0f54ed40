"""The tables of the TV feed, and the counter that gives its changes and every release their numbers."""

import sqlalchemy as sa

from services.publisher.stories.storage.tables import metadata
from shared.database.tables import Short, UtcDateTime
from shared.widths import HASH, ID, MEDIA_TYPE, PATH, SLUG, TAG, WORD

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
    sa.Column("type", Short(WORD), nullable=False),
    sa.Column("item", Short(TAG), nullable=False),
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
    sa.Column("item", Short(TAG), primary_key=True),
    sa.Column("story_id", Short(ID), nullable=False, unique=True),
    sa.Column("draft_id", Short(ID), nullable=False, index=True),
    sa.Column("slug", Short(SLUG), nullable=False, unique=True),
    sa.Column("status", Short(WORD), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False, unique=True),
    sa.Column("published_at", UtcDateTime, nullable=False),
    sa.Column("package", Short(HASH), nullable=False),
    sa.Column("package_size", sa.BigInteger, nullable=False),
)

feed_media = sa.Table(
    "feed_media",
    metadata,
    # What may be fetched: `shown` ends with the item's withdrawal, or with the version that used it.
    sa.Column("sha256", Short(HASH), primary_key=True),
    sa.Column("item", Short(TAG), primary_key=True),
    sa.Column("media_type", Short(MEDIA_TYPE), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("shown", sa.Boolean, nullable=False),
)

feed_documents = sa.Table(
    "feed_documents",
    metadata,
    # When a document's bytes last changed, so that Last-Modified advances with them whatever made them change.
    sa.Column("path", Short(PATH), primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("digest", Short(HASH), nullable=False),
    sa.Column("written_at", UtcDateTime, nullable=False),
)
