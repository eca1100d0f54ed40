"""What the contracts' models say of themselves: where words and texts stand, and how long these may be."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, get_args

from annotated_types import MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from shared.contracts.catalogue import EVENTS

Place = tuple[str | int, ...]


def words(annotation: Any, value: Any, place: Place = ()) -> Iterator[Place]:
    """Where in the data a word of the contracts stands, or may stand."""
    if is_enum(annotation):
        yield place
        return
    for one in parts(annotation):
        if isinstance(one, type) and issubclass(one, BaseModel) and isinstance(value, dict):
            for name, field in one.model_fields.items():
                yield from words(field.annotation, value.get(name), (*place, name))
    if annotation_of_items := items(annotation):
        for number, inner in enumerate(value or [None]):
            yield from words(annotation_of_items, inner, (*place, number))


def type_of_step(step: str | int) -> str:
    """Of a list one element stands for the others."""
    return step if isinstance(step, str) else ""


def models() -> set[type[BaseModel]]:
    found: set[type[BaseModel]] = set()
    waiting: list[Any] = list(EVENTS.values())
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and issubclass(one, BaseModel) and one not in found:
            found.add(one)
            waiting += [part for field in one.model_fields.values() for part in parts(field.annotation, deep=True)]
    return found


def parts(annotation: Any, *, deep: bool = False) -> list[Any]:
    """What a value may be; with `deep` also what a tuple of it may hold."""
    if items(annotation) and not deep:
        return []
    inner = get_args(annotation)
    return [part for one in inner for part in parts(one, deep=deep)] if inner else [annotation]


def items(annotation: Any) -> Any:
    """What a tuple of any length holds; None for anything else."""
    return get_args(annotation)[0] if getattr(annotation, "__origin__", None) is tuple else None


def is_enum(annotation: Any) -> bool:
    return any(isinstance(part, type) and issubclass(part, StrEnum) for part in parts(annotation))


def longest(annotation: Any, metadata: tuple[Any, ...] = ()) -> int | None:
    """How many characters a text may have; None: as many as it likes."""
    for one in (*metadata, *getattr(annotation, "__metadata__", ())):
        if isinstance(one, MaxLen):
            return one.max_length
        if isinstance(one, FieldInfo) and (found := longest(None, tuple(one.metadata))):
            return found
    return next((found for part in get_args(annotation) if (found := longest(part))), None)


def texts(
    annotation: Any, value: Any, place: Place = (), metadata: tuple[Any, ...] = ()
) -> Iterator[tuple[Place, int | None]]:
    """Where in the data a text of its sender stands, or may stand, and how long it may be."""
    if is_enum(annotation):
        return
    if any(part is str or getattr(part, "__supertype__", None) is str for part in parts(annotation)):
        yield place, longest(annotation, metadata)
    for one in parts(annotation):
        if isinstance(one, type) and issubclass(one, BaseModel) and isinstance(value, dict):
            for name, field in one.model_fields.items():
                if not field.exclude:
                    yield from texts(field.annotation, value.get(name), (*place, name), tuple(field.metadata))
    if annotation_of_items := items(annotation):
        for number, inner in enumerate(value or [None]):
            yield from texts(annotation_of_items, inner, (*place, number))


def put(data: Any, place: Place, value: Any) -> None:
    """In its place, also at the end of a list or where there was no list yet."""
    inner = data
    for step in place[:-1]:
        inner = inner.setdefault(step, []) if isinstance(inner, dict) else inner[step]
    if isinstance(inner, list) and place[-1] == len(inner):
        inner.append(value)
    else:
        inner[place[-1]] = value
