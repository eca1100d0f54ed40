"""The tables of releases and packages."""

import sqlalchemy as sa

from services.publisher.stories.storage.tables import metadata
from shared.database.tables import Short, UtcDateTime
from shared.widths import HASH, ID, WORD

packages = sa.Table(
    "packages",
    metadata,
    sa.Column("draft_id", Short(ID), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("content_hash", Short(HASH), nullable=False),
    sa.Column("sha256", Short(HASH), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("edition", sa.Integer, nullable=True),
)


releases = sa.Table(
    "releases",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("draft_id", Short(ID), nullable=False),
    sa.Column("story_id", Short(ID), nullable=False, index=True),
    sa.Column("content_type", Short(WORD), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content_hash", Short(HASH), nullable=False),
    sa.Column("kind", Short(WORD), nullable=False),
    sa.Column("package", Short(HASH), nullable=False),
    sa.Column("package_size", sa.BigInteger, nullable=False),
    sa.Column("released_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("draft_id", "version"),
)
