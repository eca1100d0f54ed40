"""Words are only added within v1: a sender may know more of them than a reader that was not restarted yet."""

from enum import StrEnum
from typing import Annotated, Any, Self, TypeVar

from pydantic import Field, GetCoreSchemaHandler, ValidationInfo, ValidatorFunctionWrapHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from shared.widths import WORD

RECEIVED = {"received": True}
"""The context in which pydantic reads what somebody said, or what was kept of it. New words come in no other way."""


class Unknown(str):
    """A word that is in none of our lists: kept and said again as it came, equal to nothing that a rule asks for."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        del source, handler
        word = core_schema.str_schema(strict=True, min_length=1, max_length=WORD)
        return core_schema.with_info_wrap_validator_function(cls._received, word)

    @classmethod
    def _received(cls, word: Any, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Self:
        """Nobody makes one by a slip of the pen: it is received, or passed on."""
        if isinstance(word, cls):
            return word
        if info.context is RECEIVED:
            return cls(read(word))
        raise PydanticCustomError("unknown_word", "is none of our words")


W = TypeVar("W", bound=StrEnum)


def word_of(words: type[W], kept: str) -> W | Unknown:
    """A word as a table keeps it."""
    return words(kept) if kept in set(words) else Unknown(kept)


Open = Annotated[W | Unknown, Field(union_mode="left_to_right")]
"""A word as its reader meets it: `Open[Kind]`."""
