"""The table of renditions."""

import sqlalchemy as sa

from services.publisher.stories.storage.tables import metadata
from shared.database.tables import Short
from shared.widths import HASH, MEDIA_TYPE, REFUSAL, WORD

renditions = sa.Table(
    "renditions",
    metadata,
    sa.Column("original", Short(HASH), primary_key=True),
    sa.Column("profile", Short(WORD), primary_key=True),
    # Null where the picture gives no such rendition; `refusal` then says why.
    sa.Column("sha256", Short(HASH)),
    sa.Column("media_type", Short(MEDIA_TYPE)),
    sa.Column("width", sa.Integer),
    sa.Column("height", sa.Integer),
    sa.Column("size", sa.BigInteger),
    sa.Column("refusal", Short(REFUSAL)),
    sa.Index(None, "sha256"),
)
