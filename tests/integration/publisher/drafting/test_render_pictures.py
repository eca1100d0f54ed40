"""Pictures get their published form before drafts are made, once, whatever is repeated."""

import pytest
import sqlalchemy as sa

from services.publisher.drafting.pictures.renditions import COVER_16_9, FULL
from services.publisher.drafting.storage.tables import renditions
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


async def test_a_damaged_picture_is_left_out_and_not_the_story(newsroom: Newsroom) -> None:
    broken = await file(newsroom, b"\xff\xd8 no picture")
    story = await newsroom.report(files=(broken, await file(newsroom, colourful())))
    draft = await newsroom.draft(story.id, ContentType.WEIBO_STATUS)
    assert len(draft.content["images"]) == 1
    async with newsroom.database.reading() as view:
        assert "已损坏" in str(await newsroom.renditions.refusal(broken.sha256, FULL, view))
        assert await newsroom.renditions.of(broken.sha256, FULL, view) is None


async def test_a_small_picture_is_shown_but_makes_no_cover(newsroom: Newsroom) -> None:
    small = await file(newsroom, colourful(500, 400))
    await newsroom.report(files=(small,))
    async with newsroom.database.reading() as view:
        assert await newsroom.renditions.of(small.sha256, FULL, view) is not None
        assert await newsroom.renditions.of(small.sha256, COVER_16_9, view) is None
