"""Stories, drafts, approvals, publications; the ledger with its triggers."""

import sqlalchemy as sa
from alembic import op

from shared.database.tables import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GENESIS = "0" * 64


def upgrade() -> None:
    op.create_table(
        "stories",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("submission_id", sa.String(36), nullable=False),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("level", sa.String(1), nullable=False),
        sa.Column("extra", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("unit", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("category", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("submission", sa.JSON, nullable=False),
        sa.Column("submitted_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=True),
        sa.Column("returned", sa.Text, nullable=True),
        sa.Column("withdrawal", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
        sa.UniqueConstraint("submission_id", name="uq_stories_submission_id"),
        sa.UniqueConstraint("number", name="uq_stories_number"),
    )
    op.create_index("ix_stories_state", "stories", ["state"])
    op.create_index("ix_stories_due_at_id", "stories", ["due_at", "id"])
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("story_id", sa.String(36), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_drafts_story_id"),
        sa.UniqueConstraint("story_id", "content_type", "revision", name="uq_drafts_story_id_content_type_revision"),
    )
    op.create_index("ix_drafts_state_story_id", "drafts", ["state", "story_id"])
    op.create_table(
        "approvals",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("draft_id", sa.String(36), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name="pk_approvals"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_approvals_draft_id"),
    )
    op.create_index("ix_approvals_draft_id", "approvals", ["draft_id"])
    op.create_table(
        "wordings",
        sa.Column("draft_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("wording", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "version", name="pk_wordings"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_wordings_draft_id"),
    )
    op.create_table(
        "publications",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("draft_id", sa.String(36), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("published_at", UtcDateTime, nullable=False),
        sa.Column("by", sa.String(36), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("pasted", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_publications_draft_id"),
    )
    op.create_index("ix_publications_draft_id", "publications", ["draft_id"])
    _ledger()


def _ledger() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.String(36), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name="pk_ledger_entries"),
    )
    op.create_index("ix_ledger_entries_story_id", "ledger_entries", ["story", "id"])
    op.create_table(
        "ledger_seals",
        sa.Column("sequence", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("entry_id", sa.String(36), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_ledger_seals"),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entries.id"], name="fk_ledger_seals_entry_id"),
        sa.UniqueConstraint("entry_id", name="uq_ledger_seals_entry_id"),
    )
    head = op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_head"),
    )
    op.bulk_insert(head, [{"id": 1, "sequence": 0, "hash": GENESIS}])
    for table in ("ledger_entries", "ledger_seals"):
        _append_only(table)


def _append_only(table: str) -> None:
    """The database itself refuses to change or delete a row, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()"
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never dropped: restore a backup instead")
