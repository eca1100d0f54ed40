"""A draft as it will look on its platform: for the desk, from each platform's own `preview.html`."""

from collections.abc import Mapping

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.publisher.drafting.platforms.limits import PLATFORMS_FOLDER
from services.publisher.stories.content import Content, Posted
from shared.contracts.words import ContentType
from shared.words import CONTENT_TYPES


class Previews:
    """Reads the templates once; everything from a draft is escaped. Styled by `/static/publisher/platforms.css`."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(PLATFORMS_FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def __call__(
        self,
        content_type: ContentType,
        content: Content,
        posted: Posted,
        pictures: Mapping[str, str],
        publisher: str = "发布账号",
    ) -> Markup:
        """`pictures`: where each published picture can be seen, by its SHA-256; one without an address is named."""
        template = self._templates.get_template(f"{content_type.replace('.', '_')}/preview.html")
        context = {"name": CONTENT_TYPES[content_type], "content": content, "posted": posted}
        return Markup(template.render(**context, pictures=pictures, publisher=publisher))  # noqa: S704  autoescaped
