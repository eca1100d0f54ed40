"""No picture of a report is missing from a draft without a word: which one, and why."""

from collections import Counter
from collections.abc import Iterator

from services.publisher.drafting.pictures.renditions import is_public, may_be_shown
from services.publisher.drafting.source import Source
from services.publisher.stories.content import Content, Cut
from services.publisher.stories.finding import Finding, Level
from shared.contracts.submissions import Submission

OWN = "本系统规则"
SHOWN_IN = ("images", "media")


def pictures_left_out(
    submission: Submission, source: Source, content: Content, cuts: tuple[Cut, ...]
) -> Iterator[Finding]:
    """Those without consent, those that cannot be published at all, those that this platform does not take."""
    yield from _without_consent(submission)
    for unfit in source.unfit:
        yield Finding("picture.unfit", Level.WARN, "", f"图片“{unfit.name}”未采用：{unfit.reason}", OWN)
    yield from _not_taken(source, content, cuts)
    yield from _no_cover(content, source)


def _without_consent(submission: Submission) -> Iterator[Finding]:
    missing = [f"“{file.name}”" for file in submission.files if is_public(file) and not may_be_shown(file)]
    if missing:
        message = f"{len(missing)}张图片尚未取得肖像同意，未予采用：{'、'.join(missing)}；取得同意后请单位重新报送。"
        yield Finding("consent.missing", Level.WARN, "", message, OWN)


def _not_taken(source: Source, content: Content, cuts: tuple[Cut, ...]) -> Iterator[Finding]:
    """Until an editor puts it in. Published, IMG_1.heic and IMG_1.png have one name: so they are counted."""
    shown = Counter(image["name"] for field in SHOWN_IN for image in content.get(field, ()))
    there = Counter(picture.name for picture in source.pictures)
    for cut in cuts:
        if cut.field in SHOWN_IN and shown[cut.removed] < there[cut.removed]:
            yield Finding("picture.left-out", Level.NOTE, cut.field, f"图片“{cut.removed}”未采用：{cut.reason}", OWN)


def _no_cover(content: Content, source: Source) -> Iterator[Finding]:
    if content.get("covers") == [] and source.no_covers:
        reasons = "；".join(f"“{picture.name}”{picture.reason}" for picture in source.no_covers)
        yield Finding("picture.no-cover", Level.NOTE, "covers", f"没有封面：{reasons}", OWN)
