"""Validates what can be validated of data with mistakes, so that one mistake does not hide the others."""

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)
Place = tuple[int | str, ...]


@dataclass
class Numbers:
    """Which entries of a list were left out, so that the others can be named by the numbers a person counts."""

    left_out: dict[str, list[int]] = field(default_factory=dict)

    def leave_out(self, name: str, index: int) -> None:
        self.left_out.setdefault(name, []).append(index)

    def original(self, name: str) -> str:
        """`routes[2].to` of what was left is `routes[3].to` of the file, where the first or second was left out."""
        match = re.match(r"(\w+)\[(\d+)\]", name)
        if match is None:
            return name
        number = int(match[2]) - 1
        for gone in reversed(self.left_out.get(match[1], [])):
            number += number >= gone
        return f"{match[1]}[{number + 1}]{name[match.end() :]}"


def as_far_as_it_goes(model: type[M], data: dict[str, Any]) -> tuple[M | None, list[Mapping[str, Any]], Numbers]:
    """What is left without the mistakes (None where too little is), the mistakes, and the numbers of what is left."""
    data, numbers = copy.deepcopy(data), Numbers()
    mistakes: list[Mapping[str, Any]] = []
    while True:
        try:
            return model.model_validate(data), mistakes, numbers
        except ValidationError as error:
            found = error.errors()
        mistakes = mistakes or list(found)
        removed = [_remove(data, place, numbers) for place in _wrong_places(found)]
        if not any(removed):
            return None, mistakes, numbers


def _wrong_places(mistakes: Sequence[Mapping[str, Any]]) -> list[Place]:
    """What to take out: the wrong value, or, where a needed one is missing, the entry that needs it."""
    places: dict[Place, None] = {}
    for mistake in mistakes:
        place = mistake["loc"]
        if place[-1] == "[key]" or mistake["type"] == "missing":
            place = place[:-1]
        places[place] = None
    outermost = [place for place in places if not any(place[:length] in places for length in range(len(place)))]
    # From the back, so that the places before stay where they are.
    return outermost[::-1]


def _remove(data: Any, place: Place, numbers: Numbers) -> bool:
    if not place:
        return False
    for part in place[:-1]:
        data = data[part]
    if isinstance(data, str) or not data:
        return False
    del data[place[-1]]
    if len(place) == 2 and isinstance(place[1], int):  # noqa: PLR2004  a list and the place in it
        numbers.leave_out(str(place[0]), place[1])
    return True


def field_name(place: Sequence[int | str]) -> str:
    """`units[2].code`, counted from 1 as people count."""
    text = ""
    for part in place:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        elif part != "[key]":
            text += f".{part}" if text else part
    return text
