"""From a submission to drafts: the showable pictures, the platforms that suit, their wording with its findings."""

from collections.abc import Mapping
from dataclasses import replace

from services.publisher.drafting.check import Check
from services.publisher.drafting.known import as_known
from services.publisher.drafting.left_out import pictures_left_out
from services.publisher.drafting.lengths import lengths_refused
from services.publisher.drafting.pictures.renditions import COVER_16_9, FULL, Renditions, may_be_shown, picture
from services.publisher.drafting.platform import ContentError, Platform, platform_of
from services.publisher.drafting.provenance import spans_after_edit
from services.publisher.drafting.source import Source, Unfit
from services.publisher.drafting.titles import titles_refused
from services.publisher.stories.about import about
from services.publisher.stories.content import Content, Cut, Picture, Span
from services.publisher.stories.draft import Draft, Wording
from services.publisher.stories.revisions import author
from services.publisher.stories.story import Story
from shared.campaign import Campaign
from shared.contracts.submissions import Submission
from shared.contracts.words import ContentType
from shared.database import Reading, Transaction
from shared.ids import DraftId, new_id

Platforms = Mapping[ContentType, Platform]


class Drafting:
    def __init__(self, platforms: Platforms, renditions: Renditions, campaign: Campaign, check: Check) -> None:
        self._platforms = platforms
        self._renditions = renditions
        self._campaign = campaign
        self._check = check

    async def source(self, submission: Submission, view: Reading | Transaction) -> Source:
        """With the pictures that were rendered and may be shown; one that has no consent stays out, not the story."""
        pictures, unfit = await self._pictures(submission, FULL, view)
        covers, no_covers = await self._pictures(submission, COVER_16_9, view)
        nowhere = {picture.name for picture in unfit}
        return replace(
            self.source_with(submission, pictures, covers),
            unfit=unfit,
            no_covers=tuple(picture for picture in no_covers if picture.name not in nowhere),
        )

    def source_with(
        self, submission: Submission, pictures: tuple[Picture, ...], covers: tuple[Picture, ...] = ()
    ) -> Source:
        category = self._campaign.category(submission.category)
        words = self._campaign.words
        return Source(
            number=submission.number,
            unit=submission.unit,
            kind=submission.kind,
            category=submission.category,
            category_title=category.title if category else submission.category,
            title=submission.title,
            body=submission.body,
            event_date=submission.event_date,
            place=submission.place,
            byline=submission.byline,
            origin=submission.origin,
            ai_use=submission.ai_use,
            pictures=pictures,
            covers=covers,
            about=about(submission, self._campaign),
            tidied=submission.tidied,
            theme=self._campaign.theme,
            phrases=(*words.fixed_phrases, *words.leaders),
        )

    async def _pictures(
        self, submission: Submission, profile: str, view: Reading | Transaction
    ) -> tuple[tuple[Picture, ...], tuple[Unfit, ...]]:
        """Those that have this rendition, and why the others have not."""
        pictures, unfit = list[Picture](), list[Unfit]()
        for file in filter(may_be_shown, submission.files):
            if rendition := await self._renditions.of(file.sha256, profile, view):
                pictures.append(picture(file, rendition))
            else:
                reason = await self._renditions.refusal(file.sha256, profile, view)
                unfit.append(Unfit(file.name, reason or "系统未能处理，请重新报送"))
        return tuple(pictures), tuple(unfit)

    def source_for(self, content_type: ContentType, source: Source) -> Source:
        """The source with the topics that every story of this campaign carries on this platform."""
        category = self._campaign.category(source.category)
        always = {str(platform): topics for platform, topics in self._campaign.topics.items()}
        own = (category.topic,) if category and category.topic else ()
        return replace(source, topics=(*always.get(platform_of(content_type), ()), *own))

    def wordings(self, submission: Submission, source: Source) -> dict[ContentType, Wording]:
        sources = {content_type: self.source_for(content_type, source) for content_type in self._platforms}
        return {
            content_type: self._formatted(platform, submission, sources[content_type])
            for content_type, platform in self._platforms.items()
            if platform.suits(sources[content_type]) is None
        }

    def unsuited(self, source: Source) -> dict[ContentType, str]:
        """Which platforms this report gives no draft for, and why."""
        reasons = {
            content_type: platform.suits(self.source_for(content_type, source))
            for content_type, platform in self._platforms.items()
        }
        return {content_type: reason for content_type, reason in reasons.items() if reason is not None}

    def _formatted(self, platform: Platform, submission: Submission, source: Source) -> Wording:
        made = platform.format(source)
        return self._worded(platform, platform.parse(made.content), submission, source, made.spans, made.cuts)

    def edited(self, draft: Draft, content: Content, submission: Submission, source: Source) -> Wording:
        """What an editor sent, parsed and checked again, with what is known in its place. ContentError where it
        is far too long, lacks the platform's shape or a title, or names a picture that is not to be shown.
        """
        if errors := lengths_refused(content):
            raise ContentError(errors)
        platform = self._platforms[draft.content_type]
        shown = (*source.pictures, *source.covers)
        parsed = platform.parse(as_known(content, draft.content, shown))
        if errors := titles_refused(parsed):
            raise ContentError(errors)
        allowed = {picture.sha256 for picture in shown} | set(_pictures_in(draft.content).values())
        if strange := [path for path, sha256 in _pictures_in(parsed).items() if sha256 not in allowed]:
            raise ContentError([(path, "本稿没有这张图片，或尚未取得同意，请从稿件图片中选用。") for path in strange])
        spans = spans_after_edit(draft.content, parsed, draft.spans)
        own = self.source_for(draft.content_type, source)
        return self._worded(platform, parsed, submission, own, spans, draft.cuts)

    def _worded(
        self, platform: Platform, content: Content, submission: Submission, source: Source,
        spans: tuple[Span, ...], cuts: tuple[Cut, ...],
    ) -> Wording:  # fmt: skip
        findings = (
            *self._check(platform, content, source),
            *pictures_left_out(submission, source, content, cuts),
        )
        return Wording.of(
            platform.content_type, content, platform.compose(content), spans=spans, cuts=cuts, findings=findings
        )


def _pictures_in(value: object, path: str = "") -> dict[str, str]:
    """Every picture that the content names, by where it stands."""
    if isinstance(value, dict):
        if isinstance(value.get("sha256"), str):
            return {path: value["sha256"]}
        return {
            k: v for key, below in value.items() for k, v in _pictures_in(below, f"{path}.{key}".lstrip(".")).items()
        }
    if isinstance(value, list | tuple):
        return {k: v for at, below in enumerate(value) for k, v in _pictures_in(below, f"{path}[{at}]").items()}
    return {}


def drafts_of(story: Story, submission: Submission, wordings: Mapping[ContentType, Wording]) -> tuple[Draft, ...]:
    """One for each platform that this story suits, waiting for the first review."""
    return tuple(
        Draft(
            id=DraftId(new_id()),
            story_id=story.id,
            content_type=content_type,
            revision=submission.revision,
            state=story.first_state,
            wording=wording,
            author=author(submission),
        )
        for content_type, wording in wordings.items()
    )
