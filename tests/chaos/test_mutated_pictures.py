"""A picture may be anything: no report waits for one, and none is missing from a draft without a finding."""

import asyncio
from collections import Counter

import pytest

from services.publisher.drafting.platforms import PLATFORMS
from shared.child_process import ChildProcesses, Crashed
from shared.contracts.submissions import File
from shared.contracts.words import Consent, ContentType, FileRole
from tests.chaos.mutated_pictures import KEPT, mutated, outcome, outcomes, whole
from tests.chaos.scene import FULL
from tests.conftest import OpenDatabase
from tests.integration.publisher.newsroom import Newsroom, colourful

PICTURES = 100_000 if FULL else 1_000
AT_ONCE = 250
REPORTS = 100 if FULL else 4
OF_ONE_REPORT = 12

APART = ChildProcesses()


async def told(first: int) -> Counter[str]:
    """A crash of a decoder is nobody's but the picture's: then each is asked alone."""
    try:
        return Counter(await APART(outcomes, first, AT_ONCE))
    except Crashed:
        return Counter([await alone(number) for number in range(first, first + AT_ONCE)])


async def alone(number: int) -> str:
    try:
        return await APART(outcome, number)
    except Crashed:
        return "crashed"


@pytest.mark.timeout(7200)
async def test_what_the_door_takes_is_rendered_and_what_is_not_has_been_told():
    """With whatever else it raises, the numbers of the batch fail here."""
    counted = sum(await asyncio.gather(*map(told, range(0, PICTURES, AT_ONCE))), Counter())
    print(f"{PICTURES} mutated pictures: {dict(counted)}")  # noqa: T201  the figure of the full size
    assert counted.total() == PICTURES
    assert min(counted["shown"], counted["refused"]) > PICTURES / 10, "the dice break too much, or too little"


@pytest.mark.parametrize("number", KEPT)
async def test_what_once_broke_something_does_not_again(number: int):
    assert await alone(number) in {"shown", "left out", "refused"}


def test_the_unbroken_ones_are_all_of_them_seen():
    assert len({len(content) for content in whole()}) > 20


@pytest.mark.timeout(7200)
async def test_no_report_is_held_up_and_each_picture_is_shown_or_named(open_database: OpenDatabase):
    newsroom = Newsroom(await open_database("publisher"))
    for number in range(REPORTS):
        files = [await file(newsroom, colourful(), "好.jpg")]
        first = 2_000_000 + number * OF_ONE_REPORT
        files += [await file(newsroom, mutated(first + each), f"{each}.jpg") for each in range(OF_ONE_REPORT)]
        story = await newsroom.report(f"370100-{number:04}", files=files)
        for content_type in PLATFORMS:
            draft = await newsroom.draft(story.id, content_type)
            shown = {image["original"] for image in draft.content.get("images", draft.content.get("media"))}
            named = " ".join(finding.message for finding in draft.findings)
            missing = [one.name for one in files if one.sha256 not in shown and f"“{stem(one)}" not in named]
            assert not missing, (first, content_type, missing)
            assert shown or content_type is ContentType.DOUYIN_IMAGE_TEXT


def stem(one: File) -> str:
    return one.name.removesuffix("jpg")


async def file(newsroom: Newsroom, content: bytes, name: str) -> File:
    stored = await newsroom.originals.put(content)
    return File(
        sha256=stored.sha256,
        name=name,
        size=stored.size,
        media_type="image/jpeg",
        role=FileRole.MEDIA,
        consent=Consent.OBTAINED,
    )
