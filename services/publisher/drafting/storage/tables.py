"""The table of renditions."""

import sqlalchemy as sa

from services.publisher.stories.storage.tables import metadata

renditions = sa.Table(
    "renditions",
    metadata,
    sa.Column("original", sa.String(64), primary_key=True),
    sa.Column("profile", sa.String(32), primary_key=True),
    # Null where the picture gives no such rendition; `refusal` then says why.
    sa.Column("sha256", sa.String(64)),
    sa.Column("media_type", sa.String(32)),
    sa.Column("width", sa.Integer),
    sa.Column("height", sa.Integer),
    sa.Column("size", sa.BigInteger),
    sa.Column("refusal", sa.String(200)),
    sa.Index(None, "sha256"),
)
