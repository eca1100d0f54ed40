"""Pictures get their published form before drafts are made, once, whatever is repeated."""

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from services.publisher.drafting.pictures.renditions import COVER_16_9, FULL
from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.drafting.storage.tables import renditions
from services.publisher.stories.draft import Draft
from shared.contracts.submissions import File
from shared.contracts.words import Consent, ContentType, FileRole
from tests.conftest import OpenDatabase
from tests.integration.publisher.newsroom import Newsroom, colourful


@pytest.fixture
async def newsroom(open_database: OpenDatabase) -> Newsroom:
    return Newsroom(await open_database("publisher"))


async def rows(newsroom: Newsroom) -> int:
    async with newsroom.database.reading() as view:
        return (await view.connection.execute(sa.select(sa.func.count()).select_from(renditions))).scalar_one()


async def file(newsroom: Newsroom, content: bytes, **said: object) -> File:
    stored = await newsroom.originals.put(content)
    return File.model_validate(
        {
            "sha256": stored.sha256, "name": "现场.jpg", "size": stored.size, "media_type": "image/jpeg",
            "role": FileRole.MEDIA, "consent": Consent.OBTAINED, **said,
        }
    )  # fmt: skip


def plain(width: int, height: int) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(target, "PNG")
    return target.getvalue()


def messages(draft: Draft, rule: str) -> str:
    return " ".join(finding.message for finding in draft.findings if finding.rule == rule)


async def test_each_picture_is_rendered_once_per_profile(newsroom: Newsroom) -> None:
    story = await newsroom.report(pictures=2)
    assert await rows(newsroom) == 4
    await newsroom.report("370100-0002", files=story.submission.files)
    assert await rows(newsroom) == 4
    async with newsroom.database.reading() as view:
        for original in story.submission.files:
            for profile in (FULL, COVER_16_9):
                found = await newsroom.renditions.of(original.sha256, profile, view)
                assert found is not None
                assert len(await newsroom.published.read(found.sha256)) == found.size


async def test_material_and_pictures_without_consent_are_not_rendered(newsroom: Newsroom) -> None:
    await newsroom.report(
        files=(
            await file(newsroom, colourful(), role=FileRole.EVIDENCE),
            await file(newsroom, colourful(), consent=Consent.MISSING),
            await file(newsroom, b"%PDF-1.7", media_type="application/pdf"),
        )
    )
    assert await rows(newsroom) == 0


async def test_a_damaged_picture_is_left_out_of_every_draft_with_the_reason(
    newsroom: Newsroom,
) -> None:
    broken = await file(newsroom, b"\xff\xd8 no picture", name="坏.jpg")
    story = await newsroom.report(files=(broken, await file(newsroom, colourful())))
    for content_type in PLATFORMS:
        draft = await newsroom.draft(story.id, content_type)
        assert len(draft.content.get("images", draft.content.get("media"))) == 1
        [found] = [finding.message for finding in draft.findings if finding.rule == "picture.unfit"]
        assert "坏.jpg" in found
        assert "已损坏" in found


@pytest.mark.parametrize("size", [(1, 1), (20_000, 10)])
async def test_a_picture_nobody_would_see_is_left_out_with_the_reason(
    newsroom: Newsroom, size: tuple[int, int]
) -> None:
    dot = await file(newsroom, plain(*size))
    story = await newsroom.report(files=(dot, await file(newsroom, colourful())))
    for content_type in PLATFORMS:
        draft = await newsroom.draft(story.id, content_type)
        assert f"{size[0]}×{size[1]}" in messages(draft, "picture.unfit")


async def test_what_one_platform_does_not_take_is_said_on_its_draft(newsroom: Newsroom) -> None:
    wide = await file(newsroom, plain(2000, 500), name="横幅.png")
    story = await newsroom.report(files=(wide, await file(newsroom, colourful())))
    assert "宽高比" in messages(await newsroom.draft(story.id, ContentType.DOUYIN_IMAGE_TEXT), "picture.left-out")
    assert not messages(await newsroom.draft(story.id, ContentType.WEIBO_STATUS), "picture.left-out")


async def test_the_tenth_picture_of_nine_is_said(newsroom: Newsroom) -> None:
    many = [await file(newsroom, plain(700 + place, 500), name=f"{place}.png") for place in range(10)]
    story = await newsroom.report(files=many)
    assert "“9.png”未采用：最多9张" in messages(
        await newsroom.draft(story.id, ContentType.WEIBO_STATUS), "picture.left-out"
    )


async def test_an_article_without_a_cover_says_why(newsroom: Newsroom) -> None:
    story = await newsroom.report(files=(await file(newsroom, colourful(500, 400)),))
    assert "图片太小" in messages(await newsroom.draft(story.id, ContentType.TOUTIAO_ARTICLE), "picture.no-cover")


async def test_pictures_without_consent_are_named(newsroom: Newsroom) -> None:
    asked = await file(newsroom, colourful(), name="特写.jpg", consent=Consent.MISSING)
    story = await newsroom.report(files=(asked,))
    assert "“特写.jpg”" in messages(await newsroom.draft(story.id, ContentType.WEIBO_STATUS), "consent.missing")


async def test_a_small_picture_is_shown_but_makes_no_cover(newsroom: Newsroom) -> None:
    small = await file(newsroom, colourful(500, 400))
    await newsroom.report(files=(small,))
    async with newsroom.database.reading() as view:
        assert await newsroom.renditions.of(small.sha256, FULL, view) is not None
        assert await newsroom.renditions.of(small.sha256, COVER_16_9, view) is None
