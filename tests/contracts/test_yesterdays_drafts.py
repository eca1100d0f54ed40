"""Signatures cover a hash: what was drafted yesterday keeps it today, and tomorrow, when a shape has a field more."""

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import create_model

from services.publisher.drafting.platform import Platform
from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.drafting.platforms.formatter import Formatter
from services.publisher.stories.content import Posted, content_hash
from services.publisher.stories.written_out import WrittenOut
from shared.contracts.words import ContentType
from shared.ids import Sha256

VERSIONS = sorted((Path(__file__).parents[1] / "compatibility").glob("v*"))
DRAFTS = [
    pytest.param(ContentType(content_type), json.loads(wording), id=f"{version.name} {content_type} {number}")
    for version in VERSIONS
    for number, (content_type, wording) in enumerate(
        sqlite3.connect(":memory:")
        .executescript(gzip.decompress((version / "publisher.sqlite.sql.gz").read_bytes()).decode())
        .execute("SELECT content_type, wording FROM drafts ORDER BY id")
    )
]
each_draft = pytest.mark.parametrize(("content_type", "wording"), DRAFTS)


def test_there_is_one_of_every_content_type_of_the_first_version():
    assert {draft.values[0] for draft in DRAFTS} >= set(ContentType)


@each_draft
def test_what_is_stored_is_what_was_signed(content_type: ContentType, wording: dict[str, Any]):
    assert hashed(content_type, wording["content"], wording) == wording["content_hash"]


@each_draft
def test_saved_without_a_change_it_keeps_its_hash(content_type: ContentType, wording: dict[str, Any]):
    platform = PLATFORMS[content_type]
    again = platform.parse(wording["content"])
    assert hashed(content_type, again, wording) == wording["content_hash"]
    assert platform.compose(again) == Posted(**wording["posted"])


@each_draft
def test_it_keeps_its_hash_where_each_of_its_parts_has_a_field_more(content_type: ContentType, wording: dict[str, Any]):
    platform = with_a_field_more(PLATFORMS[content_type])
    again = platform.parse(wording["content"])
    assert hashed(content_type, again, wording) == wording["content_hash"]
    said = platform.parse({**wording["content"], "added_tomorrow": "https://example.org/v.mp4"})
    assert hashed(content_type, said, wording) != wording["content_hash"], "what it says is signed as well"


def test_every_part_of_a_content_is_written_out_so():
    assert {shape.__name__ for platform in PLATFORMS.values() for shape in parts(shape_of(platform))} == {
        "ImageText", "ShortPost", "Article", "TvItem", "Image", "Declarations", "BodyBlock", "LowerThird", "About",
        "Term",
    }  # fmt: skip


def hashed(content_type: ContentType, content: dict[str, Any], wording: dict[str, Any]) -> Sha256:
    return content_hash(content_type, content, Posted(**wording["posted"]))


def shape_of(platform: Platform) -> type[WrittenOut]:
    assert isinstance(platform, Formatter)
    return platform.shape


def with_a_field_more(platform: Platform) -> Platform:
    """The same platform, as one that has learned to say something new, in every part of its content."""
    assert isinstance(platform, Formatter)
    today = type(platform)
    tomorrow = type(f"Tomorrows{today.__name__}", (today,), {"shape": grown(platform.shape)})
    grown_platform: Platform = tomorrow()
    return grown_platform


def grown(shape: type[WrittenOut]) -> type[WrittenOut]:
    fields: dict[str, Any] = {"added_tomorrow": (str, ""), "added_too": (tuple[int, ...], ())}
    for name, field in shape.model_fields.items():
        for part in inner(field.annotation):
            fields[name] = (swapped(field.annotation, part, grown(part)), field)
    return create_model(f"Tomorrows{shape.__name__}", __base__=shape, **fields)


def swapped(annotation: Any, old: type, new: type) -> Any:
    if annotation is old:
        return new
    if getattr(annotation, "__origin__", None) is tuple:
        return tuple[swapped(get_args(annotation)[0], old, new), ...]
    return new | None if old in get_args(annotation) else annotation


def parts(shape: type[WrittenOut]) -> set[type[WrittenOut]]:
    within = {one for field in shape.model_fields.values() for one in inner(field.annotation)}
    return {shape}.union(*map(parts, within))


def inner(annotation: Any) -> list[type[WrittenOut]]:
    if isinstance(annotation, type) and not get_args(annotation):
        return [annotation] if issubclass(annotation, WrittenOut) else []
    return [part for one in get_args(annotation) for part in inner(one)]
