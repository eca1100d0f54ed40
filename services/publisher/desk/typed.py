"""What somebody typed into one of a page's forms, kept while the page says why it was not done."""

from collections.abc import Mapping
from typing import Any, TypeVar

from multidict import MultiDict, MultiDictProxy, MultiMapping
from pydantic import BaseModel

from services.publisher.stories.refusal import Kind, Refusal, Refused
from shared.web.api import validated
from shared.web.form import read_form
from shared.web.problems import Problem

M = TypeVar("M", bound=BaseModel)

BETWEEN = "|"
"""Stands in neither a rule nor a field; a finding's message comes last and may hold it."""

NOTHING: MultiMapping[str] = MultiDictProxy(MultiDict())


class Typed:
    def __init__(self, form: str = "", words: MultiMapping[str] = NOTHING, refusal: Refusal | None = None) -> None:
        self.form = form
        """Which of the page's forms it was."""
        self._words = words
        self.refusal = refusal

    def into(self, form: str) -> bool:
        return bool(form) and form == self.form

    def word(self, form: str, name: str, otherwise: str = "") -> str:
        return self._words.get(name, otherwise) if self.into(form) else otherwise

    def words(self, form: str, name: str) -> list[str] | None:
        """All values of the name; None where this form was not the one."""
        return self._words.getall(name, []) if self.into(form) else None

    def reason(self, form: str, rule: str, field: str, message: str) -> str:
        """Why a finding was to be let pass; its place in the form may have changed meanwhile."""
        if not self.into(form):
            return ""
        given = overrides_in(self._words)
        wanted = {"rule": rule, "field": field, "message": message}
        return next((one["reason"] for one in given if one == {**wanted, "reason": one["reason"]}), "")

    def errors(self, form: str) -> Mapping[str, str]:
        """By field, the first of each."""
        if not self.into(form) or self.refusal is None:
            return {}
        return dict(reversed(self.refusal.errors))


async def words_of(request: Any) -> MultiMapping[str]:
    """The form's texts, line ends as one character; files are none of the desk's business."""
    form = await read_form(request)
    return MultiDictProxy(MultiDict((name, value.replace("\r\n", "\n")) for name, value in form.items()))


def checked(data: Mapping[str, Any], model: type[M]) -> M:
    """The form's words as the body that a program would send; refused as invalid where they are none."""
    try:
        return validated(dict(data), model)
    except Problem as problem:
        errors = tuple((error.field, error.message) for error in problem.errors)
        message = "；".join(dict.fromkeys(message for _, message in errors)) or problem.detail
        raise Refused(Refusal(Kind.INVALID, f"请检查填写的内容：{message}", errors)) from None


def versions_in(words: MultiMapping[str]) -> dict[str, str]:
    """`version.<draft>`: what of each draft the reader had before them."""
    return {name.removeprefix("version."): value for name, value in words.items() if name.startswith("version.")}


def overrides_in(words: MultiMapping[str]) -> list[dict[str, str]]:
    """`override.3`, each a rule, a field and what the finding says, share the reason `reason.3`; what has no reason is
    not let pass.
    """
    given = []
    for name, place in words.items():
        if name.startswith("override."):
            reason = words.get(f"reason.{name.removeprefix('override.')}", "")
            rule, field, message = [*place.split(BETWEEN, 2), "", ""][:3]
            given.append({"rule": rule, "field": field, "message": message, "reason": reason.strip()})
    return [one for one in given if one["reason"]]
