"""Approvals change in nothing but their end, the ledger's head only goes on, and no row is replaced by another."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FIXED = ("id", "draft_id", "stage", "act", "by", "name", "on_behalf_of", "on_behalf_of_name", "content_hash", "at",
         "opinion", "overrides")  # fmt: skip
"""All but `voided_at`, which an edit sets and a correction that is given up takes back."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgresql()


def _on_sqlite() -> None:
    columns = ", ".join(f'"{column}"' for column in FIXED)
    _refuse("approvals_fixed", f"BEFORE UPDATE OF {columns} ON approvals", "an approval is not changed")
    _refuse("approvals_kept", "BEFORE DELETE ON approvals", "an approval is not deleted")
    _refuse(
        "ledger_head_forward", "BEFORE UPDATE ON ledger_head WHEN NEW.sequence <= OLD.sequence", "the head only goes on"
    )
    _refuse("ledger_head_kept", "BEFORE DELETE ON ledger_head", "the head is not deleted")
    # INSERT OR REPLACE deletes without asking a trigger, unless `recursive_triggers` is on: not everybody turns it on.
    _not_replaced("ledger_entries", "id")
    _not_replaced("ledger_seals", "sequence")
    _not_replaced("ledger_seals", "entry_id")
    _not_replaced("ledger_head", "id")
    _not_replaced("approvals", "id")


def _not_replaced(table: str, key: str) -> None:
    there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608  our own names
    _refuse(f"{table}_{key}_not_replaced", f"BEFORE INSERT ON {table} {there}", f"{table} is append-only")


def _refuse(name: str, what: str, why: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {what} BEGIN SELECT RAISE(ABORT, '{why}'); END")


def _on_postgresql() -> None:
    _function("approval_is_kept", "RAISE EXCEPTION 'an approval is not changed'")
    changed = " OR ".join(f'OLD."{column}"::text IS DISTINCT FROM NEW."{column}"::text' for column in FIXED)
    op.execute(
        f"CREATE TRIGGER approvals_fixed BEFORE UPDATE ON approvals FOR EACH ROW WHEN ({changed}) "
        "EXECUTE FUNCTION approval_is_kept()"
    )
    op.execute(
        "CREATE TRIGGER approvals_kept BEFORE DELETE ON approvals FOR EACH ROW EXECUTE FUNCTION approval_is_kept()"
    )
    op.execute(
        "CREATE TRIGGER approvals_no_truncate BEFORE TRUNCATE ON approvals FOR EACH STATEMENT "
        "EXECUTE FUNCTION approval_is_kept()"
    )
    _function("ledger_head_goes_on", "RAISE EXCEPTION 'the head only goes on'")
    op.execute(
        "CREATE TRIGGER ledger_head_forward BEFORE UPDATE ON ledger_head FOR EACH ROW "
        "WHEN (NEW.sequence <= OLD.sequence) EXECUTE FUNCTION ledger_head_goes_on()"
    )
    op.execute(
        "CREATE TRIGGER ledger_head_kept BEFORE DELETE ON ledger_head FOR EACH ROW "
        "EXECUTE FUNCTION ledger_head_goes_on()"
    )
    op.execute(
        "CREATE TRIGGER ledger_head_no_truncate BEFORE TRUNCATE ON ledger_head FOR EACH STATEMENT "
        "EXECUTE FUNCTION ledger_head_goes_on()"
    )


def _function(name: str, body: str) -> None:
    op.execute(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; END $$")


def downgrade() -> None:
    raise NotImplementedError("the ledger's guard is never taken away: restore a backup instead")
