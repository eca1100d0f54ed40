"""What the tables of all owners share: column types for two dialects, and one naming convention."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware out. SQLite gives naive times back and sorts texts, so there it is stored in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone must not reach the database")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TooLongError(ValueError):
    """What was to be stored does not fit. What people and programs send is measured at the door, and told them."""


class Short(TypeDecorator[str]):
    """A text of at most so many characters (shared/widths.py). PostgreSQL refuses a longer one, SQLite would keep it:
    so it is refused before either sees it.
    """

    impl = sa.String
    cache_ok = True

    def __init__(self, width: int) -> None:
        super().__init__(width)
        self.width = width

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """SQLite looks at no lengths: there none is declared, and a wider column takes no migration."""
        return sa.String() if dialect.name == "sqlite" else sa.String(self.width)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        del dialect
        if value is not None and len(value) > self.width:
            raise TooLongError(f"a text of {len(value)} characters where {self.width} fit")
        return value

    def coerce_compared_value(self, op: OperatorType | None, value: object) -> TypeEngine[Any]:
        """What is asked for may be of any length; a longer one is simply not there."""
        del op, value
        return sa.String()


def new_metadata() -> sa.MetaData:
    """Constraints get names, so that a migration can speak of them in both dialects."""
    return sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def insert_unless_there(connection: Any, table: sa.Table) -> Any:
    """`INSERT … ON CONFLICT DO NOTHING` in the connection's dialect; `rowcount` says whether it was new."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        return postgresql_insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert(table).on_conflict_do_nothing()
