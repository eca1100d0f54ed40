"""The tables of releases and packages."""

import sqlalchemy as sa

from services.publisher.stories.storage.tables import metadata
from shared.database.tables import UtcDateTime

packages = sa.Table(
    "packages",
    metadata,
    sa.Column("draft_id", sa.String(36), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
)


releases = sa.Table(
    "releases",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("draft_id", sa.String(36), nullable=False),
    sa.Column("story_id", sa.String(36), nullable=False, index=True),
    sa.Column("content_type", sa.String(32), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("package", sa.String(64), nullable=False),
    sa.Column("package_size", sa.BigInteger, nullable=False),
    sa.Column("released_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("draft_id", "version"),
)
