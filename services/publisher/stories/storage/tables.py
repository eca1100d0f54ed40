"""Publisher's tables: stories with their drafts, and the ledger. Releases and the feed have theirs beside this file."""

import sqlalchemy as sa

from shared.contracts.words import SubmissionState
from shared.database.tables import UtcDateTime, new_metadata

metadata = new_metadata()

stories = sa.Table(
    "stories",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("submission_id", sa.String(36), nullable=False, unique=True),
    sa.Column("number", sa.String(32), nullable=False, unique=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("level", sa.String(1), nullable=False),
    sa.Column("extra", sa.Boolean, nullable=False),
    sa.Column("waivers", sa.JSON, nullable=True),  # the reviews left out by hand: [{stage, by, name}]
    sa.Column("state", sa.String(32), nullable=False),
    sa.Column("unit", sa.String(32), nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("category", sa.String(64), nullable=False),
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
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("story_id", sa.String(36), sa.ForeignKey("stories.id"), nullable=False),
    sa.Column("content_type", sa.String(32), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("state", sa.String(32), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("wording", sa.JSON, nullable=False),
    sa.Column("author", sa.String(36), nullable=True),
    sa.Column("last_editor", sa.String(36), nullable=True),
    sa.Column("held_from", sa.String(32), nullable=True),
    sa.Column("released", sa.JSON, nullable=True),
    sa.Column("replaces", sa.String(36), nullable=True),
    sa.Column("url", sa.Text, nullable=False),
    # One draft per story, content type and source revision, whatever is delivered twice.
    sa.UniqueConstraint("story_id", "content_type", "revision"),
    sa.Index(None, "state", "story_id"),
)

approvals = sa.Table(
    "approvals",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("draft_id", sa.String(36), sa.ForeignKey("drafts.id"), nullable=False),
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("act", sa.String(16), nullable=False),
    sa.Column("by", sa.String(36), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("on_behalf_of", sa.String(36), nullable=True),
    sa.Column("on_behalf_of_name", sa.Text, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("opinion", sa.Text, nullable=False),
    sa.Column("overrides", sa.JSON, nullable=False),
    sa.Column("voided_at", UtcDateTime, nullable=True),
    sa.Index(None, "draft_id"),
)

wordings = sa.Table(
    "wordings",
    metadata,
    sa.Column("draft_id", sa.String(36), sa.ForeignKey("drafts.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),  # the draft's version that began to say this
    sa.Column("wording", sa.JSON, nullable=False),
)

publications = sa.Table(
    "publications",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("draft_id", sa.String(36), sa.ForeignKey("drafts.id"), nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("platform", sa.String(32), nullable=False),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("published_at", UtcDateTime, nullable=False),
    sa.Column("by", sa.String(36), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("pasted", sa.Text, nullable=False),
    sa.Index(None, "draft_id"),
)

# The ledger is text throughout: what is hashed is exactly what is stored, on every database.
ledger_entries = sa.Table(
    "ledger_entries",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("actor", sa.String(36), nullable=False),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("role", sa.String(32), nullable=False),
    sa.Column("on_behalf_of", sa.Text, nullable=False),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("story", sa.String(36), nullable=False),
    sa.Column("number", sa.String(32), nullable=False),
    sa.Column("draft", sa.String(36), nullable=False),
    sa.Column("content_type", sa.String(32), nullable=False),
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("opinion", sa.Text, nullable=False),
    sa.Column("details", sa.Text, nullable=False),
    sa.Index(None, "story", "id"),
)

ledger_seals = sa.Table(
    "ledger_seals",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("entry_id", sa.String(36), sa.ForeignKey("ledger_entries.id"), nullable=False, unique=True),
    sa.Column("previous_hash", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

ledger_head = sa.Table(
    "ledger_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # one row, 1: the sealer's lock
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
