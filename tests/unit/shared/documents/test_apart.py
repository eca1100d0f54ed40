"""Markup is parsed in a child process, for the report and for its preview alike."""

import os
from collections.abc import Callable

import pytest

from shared.child_process import ChildProcesses
from shared.documents import BodyForm, BodyReader, UnreadableBody


class Crashing(ChildProcesses):
    """Every parser ends its process."""

    async def __call__(self, function: Callable[..., object], *args: object) -> None:  # type: ignore[override]
        await super().__call__(os.abort)


@pytest.mark.parametrize("form", BodyForm)
async def test_a_body_that_crashes_its_parser_is_told_as_unreadable(form: BodyForm):
    with pytest.raises(UnreadableBody, match="请粘贴为纯文本"):
        await BodyReader(Crashing())(form, "<p>一</p>")
    body = await BodyReader(ChildProcesses())(form, "<p>一</p>")
    assert len(body.blocks) == 1


async def test_plain_text_needs_no_process():
    [block] = (await BodyReader(Crashing())(BodyForm.TEXT, "一")).blocks
    assert block.text == "一"
