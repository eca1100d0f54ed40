"""The reader of each form, and the door before them."""

import re
from collections.abc import Callable
from typing import Protocol

from shared.child_process import ChildProcesses, Crashed
from shared.contracts.submissions import Tidied
from shared.documents import html, markdown, text
from shared.documents.body import Body, BodyForm, LeftOut, UnreadableBody

READERS: dict[BodyForm, Callable[[str], Body]] = {
    BodyForm.TEXT: text.read,
    BodyForm.HTML: html.read,
    BodyForm.MARKDOWN: markdown.read,
}
_FIRST_TAG = re.compile(
    r"<(?:!doctype|html|body|p|div|span|section|article|del|ins|table|ul|ol|h[1-6]|blockquote|font|strong|b)\b[^<>]*>",
    re.IGNORECASE,
)
_LAST_TAG = re.compile(r"</[a-z][a-z0-9:]*\s*>\Z", re.IGNORECASE)


class ReadBody(Protocol):
    async def __call__(self, form: BodyForm, source: str) -> Body:
        """Whatever was sent gives the blocks it holds, perhaps none; UnreadableBody if it brings the reader down."""
        ...


class BodyReader:
    """Markup is read in a child process: what crashes a parser is refused, and takes nothing along."""

    def __init__(self, apart: ChildProcesses) -> None:
        self._apart = apart

    async def __call__(self, form: BodyForm, source: str) -> Body:
        if form is BodyForm.TEXT and not _is_markup(source):
            return read_body(form, source)
        try:
            return await self._apart(read_body, form, source)
        except Crashed as error:
            raise UnreadableBody(form) from error


def read_body(form: BodyForm, source: str) -> Body:
    """A text that is markup from end to end was copied out of a page's source: it is read as what it is."""
    if form is not BodyForm.TEXT or not _is_markup(source):
        return READERS[form](source)
    page = html.read(source)
    return Body(page.blocks, (*page.left_out, Tidied(what=LeftOut.MARKUP.value, times=1)))


def _is_markup(source: str) -> bool:
    trimmed = source.strip()
    return bool(_FIRST_TAG.match(trimmed) and _LAST_TAG.search(trimmed[-40:]))
