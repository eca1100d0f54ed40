"""抖音图文: a short title, the text under the pictures, topics as `#话题 ` without a closing mark."""

from typing import ClassVar

from services.publisher.drafting.platforms import checks, material
from services.publisher.drafting.platforms.checks import Measured
from services.publisher.drafting.platforms.formatter import Formatter
from services.publisher.drafting.platforms.passages import Writing, shortened
from services.publisher.drafting.platforms.shapes import Declarations, Image, Line, Shape, Text, Topic, declared
from services.publisher.drafting.source import Source
from services.publisher.stories.content import Posted
from services.publisher.stories.finding import Finding
from shared.contracts.words import ContentType


class ImageText(Shape):
    always: ClassVar[str] = "title_proposed text byline topics images declarations"

    title: Line
    title_proposed: Line = ""
    """The shortened title that nobody has accepted yet; empty once it was."""
    text: Text = ""
    byline: Line = ""
    topics: tuple[Topic, ...] = ()
    images: tuple[Image, ...] = ()
    declarations: Declarations = Declarations()


class DouyinImageText(Formatter[ImageText]):
    content_type: ClassVar[ContentType] = ContentType.DOUYIN_IMAGE_TEXT
    shape = ImageText

    def suits(self, source: Source) -> str | None:
        if not source.pictures:
            return "没有可公开的图片，抖音图文至少要1张"
        shape = self.limits.pictures
        if shape and all(material.unsuited(picture, shape) for picture in source.pictures):
            return "没有一张图片的格式、大小和宽高比适合抖音图文"
        return None

    def write(self, source: Source, writing: Writing) -> ImageText:
        limits = self.limits
        title, proposed = material.title(source, limits.of("title"), writing)
        draft = ImageText(
            title=title,
            title_proposed=proposed,
            byline=material.byline(source, limits.of("byline"), writing),
            topics=tuple(material.topics(source, limits.of("topics"), writing)),
            images=tuple(
                Image.of(picture)
                for picture in material.images(source, limits.of("images").max, limits.pictures, writing)
            ),
            declarations=declared(source.to_declare),
        )

        def fits(text: str) -> bool:
            return self._caption(draft.model_copy(update={"text": text})).used <= limits.of("caption").max

        prose = material.prose(source, writing, "text")
        text = shortened(prose, fits, whole=source.phrases)
        writing.left_out("text", text.removed, f"超出抖音图文{limits.of('caption').max}字上限")
        return draft.model_copy(update={"text": writing.put("text", text.passage)})

    def accepted(self, draft: ImageText) -> ImageText:
        return draft if draft.title == draft.title_proposed else draft.model_copy(update={"title_proposed": ""})

    def posted(self, draft: ImageText) -> Posted:
        topics = "".join(f"#{topic} " for topic in draft.topics)
        return Posted(title=draft.title, text="\n".join(line for line in (draft.text, draft.byline, topics) if line))

    def measures(self, draft: ImageText) -> list[Measured]:
        limits = self.limits
        return [
            Measured.text_of(limits.of("title"), draft.title),
            self._caption(draft),
            Measured.text_of(limits.of("byline"), draft.byline),
            Measured.number_of(limits.of("topics"), len(draft.topics)),
            Measured.number_of(limits.of("images"), len(draft.images)),
        ]

    def marks(self, draft: ImageText) -> list[Finding]:
        return [
            *checks.proposed_title(self.limits, "title", draft.title, draft.title_proposed),
            *checks.topic_marks(self.limits, draft.topics),
            *checks.picture_shapes(self.limits, "images", draft.images),
        ]

    def _caption(self, draft: ImageText) -> Measured:
        """Title, text and topics together, as if one line end stood between title and text."""
        posted = self.posted(draft)
        together = f"{posted.title}\n{posted.text}"
        return Measured.text_of(self.limits.of("caption"), together, field="text", text=draft.text)
