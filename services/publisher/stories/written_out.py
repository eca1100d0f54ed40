"""How a part of a draft's content is written out: the form that is stored, hashed and signed."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer


class WrittenOut(BaseModel):
    """A field that says nothing (it holds its default) is left out: one that is added to a shape leaves the drafts that
    there are their hashes, and with them their signatures.
    """

    model_config = ConfigDict(frozen=True)

    always: ClassVar[str] = ""
    """The fields of 0.1 that are written out all the same: so they were, and their hashes are signed. Never add one."""

    @model_serializer(mode="wrap")
    def _what_says_something(self, plain: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in plain(self).items() if name in self.always.split() or self._says(name)}

    def _says(self, name: str) -> bool:
        field = type(self).model_fields[name]
        return field.is_required() or getattr(self, name) != field.get_default(call_default_factory=True)
