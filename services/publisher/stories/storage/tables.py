"""Publisher's tables: stories with their drafts, and the ledger. Releases and the feed have theirs beside this file."""

import sqlalchemy as sa

from shared.contracts.words import SubmissionState
from shared.database.tables import Short, UtcDateTime, new_metadata
from shared.widths import APPROVAL, HASH, ID, INSTANT, KEY, LEVEL, NUMBER, UNIT, WORD

metadata = new_metadata()

stories = sa.Table(
    "stories",
    metadata,
    sa.Column("id", Short(ID), primary_key=True),
    sa.Column("submission_id", Short(ID), nullable=False, unique=True),
    sa.Column("number", Short(NUMBER), nullable=False, unique=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("level", Short(LEVEL), nullable=False),
    sa.Column("extra", sa.Boolean, nullable=False),
    sa.Column("waivers", sa.JSON, nullable=True),  # the reviews left out by hand: [{stage, by, name}]
    sa.Column("state", Short(WORD), nullable=False),
    sa.Column("unit", Short(UNIT), nullable=False),
    sa.Column("kind", Short(WORD), nullable=False),
    sa.Column("category", Short(KEY), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),  # lower case: number, title, unit, place, text
    sa.Column("submission", sa.JSON, nullable=False),
    sa.Column("submitted_at", UtcDateTime, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=True),
    sa.Column("returned", sa.Text, nullable=True),
    sa.Column("withdrawal", sa.Text, nullable=True),
    sa.Index(None, "state"),
    sa.Index(None, "due_at", "id"),
)

# Its unit took it back and some of it is still out. The state stands in the text of the statement: by a parameter no
# database could know that the index below holds what is asked for.
takedown_wanted = sa.and_(
    stories.c.withdrawal.is_not(None), stories.c.state != sa.literal_column(f"'{SubmissionState.WITHDRAWN.value}'")
)
sa.Index("ix_stories_takedown_wanted", stories.c.id, sqlite_where=takedown_wanted, postgresql_where=takedown_wanted)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", Short(ID), primary_key=True),
    sa.Column("story_id", Short(ID), sa.ForeignKey("stories.id"), nullable=False),
    sa.Column("content_type", Short(WORD), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("state", Short(WORD), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content_hash", Short(HASH), nullable=False),
    sa.Column("wording", sa.JSON, nullable=False),
    sa.Column("author", Short(ID), nullable=True),
    sa.Column("last_editor", Short(ID), nullable=True),
    sa.Column("held_from", Short(WORD), nullable=True),
    sa.Column("released", sa.JSON, nullable=True),
    sa.Column("replaces", Short(ID), nullable=True),
    sa.Column("url", sa.Text, nullable=False),
    # One draft per story, content type and source revision, whatever is delivered twice.
    sa.UniqueConstraint("story_id", "content_type", "revision"),
    sa.Index(None, "state", "story_id"),
)

approvals = sa.Table(
    "approvals",
    metadata,
    sa.Column("id", Short(ID), primary_key=True),
    sa.Column("draft_id", Short(ID), sa.ForeignKey("drafts.id"), nullable=False),
    sa.Column("stage", Short(APPROVAL), nullable=False),
    sa.Column("act", Short(APPROVAL), nullable=False),
    sa.Column("by", Short(ID), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("on_behalf_of", Short(ID), nullable=True),
    sa.Column("on_behalf_of_name", sa.Text, nullable=False),
    sa.Column("content_hash", Short(HASH), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("opinion", sa.Text, nullable=False),
    sa.Column("overrides", sa.JSON, nullable=False),
    sa.Column("voided_at", UtcDateTime, nullable=True),
    sa.Index(None, "draft_id"),
)

wordings = sa.Table(
    "wordings",
    metadata,
    sa.Column("draft_id", Short(ID), sa.ForeignKey("drafts.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),  # the draft's version that began to say this
    sa.Column("wording", sa.JSON, nullable=False),
)

publications = sa.Table(
    "publications",
    metadata,
    sa.Column("id", Short(ID), primary_key=True),
    sa.Column("draft_id", Short(ID), sa.ForeignKey("drafts.id"), nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("platform", Short(WORD), nullable=False),
    sa.Column("account", Short(KEY), nullable=False),
    sa.Column("published_at", UtcDateTime, nullable=False),
    sa.Column("by", Short(ID), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("pasted", sa.Text, nullable=False),
    sa.Index(None, "draft_id"),
)

# The ledger is text throughout: what is hashed is exactly what is stored, on every database.
ledger_entries = sa.Table(
    "ledger_entries",
    metadata,
    sa.Column("id", Short(ID), primary_key=True),
    sa.Column("at", Short(INSTANT), nullable=False),
    sa.Column("actor", Short(ID), nullable=False),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("role", Short(WORD), nullable=False),
    sa.Column("on_behalf_of", sa.Text, nullable=False),
    sa.Column("action", Short(WORD), nullable=False),
    sa.Column("story", Short(ID), nullable=False),
    sa.Column("number", Short(NUMBER), nullable=False),
    sa.Column("draft", Short(ID), nullable=False),
    sa.Column("content_type", Short(WORD), nullable=False),
    sa.Column("stage", Short(WORD), nullable=False),
    sa.Column("content_hash", Short(HASH), nullable=False),
    sa.Column("opinion", sa.Text, nullable=False),
    sa.Column("details", sa.Text, nullable=False),
    sa.Index(None, "story", "id"),
)

ledger_seals = sa.Table(
    "ledger_seals",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("entry_id", Short(ID), sa.ForeignKey("ledger_entries.id"), nullable=False, unique=True),
    sa.Column("previous_hash", Short(HASH), nullable=False),
    sa.Column("hash", Short(HASH), nullable=False),
)

ledger_head = sa.Table(
    "ledger_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # one row, 1: the sealer's lock
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("hash", Short(HASH), nullable=False),
)
