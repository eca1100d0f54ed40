"""Work that grows with a text, off the event loop: one thread for what strangers send, two for what people look at.

More threads would make nothing faster, for they share one interpreter; and each is one more that the loop has to wait
for before its next turn.
"""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Args = TypeVarTuple("Args")

SWITCH_SECONDS = 0.001
"""How long a thread may keep the interpreter while another wants it. Python's usual 5 ms, at each of the loop's turns,
are felt by everybody.
"""

_TEXTS = ThreadPoolExecutor(1, "texts")
_PAGES = ThreadPoolExecutor(2, "pages")


async def with_texts(function: Callable[[*Args], T], *args: *Args) -> T:
    """For drafts and previews: one after the other."""
    return await _in(_TEXTS, function, *args)


async def with_pages(function: Callable[[*Args], T], *args: *Args) -> T:
    """For pages and edits: whoever reads does not wait for what is being drafted, nor for one long edit."""
    return await _in(_PAGES, function, *args)


async def _in(pool: ThreadPoolExecutor, function: Callable[[*Args], T], *args: *Args) -> T:
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(pool, lambda: context.run(function, *args))
