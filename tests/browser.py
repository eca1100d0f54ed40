"""Chromium for tests, as Debian packages it."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from tests.needs import need

EXECUTABLE = shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (1280, 768, 320)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    need(EXECUTABLE, "Chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        yield browser
        await browser.close()


async def axe_finds(page: Page) -> list[str]:
    """Each violation of WCAG 2.2 AA and of good practice, with its first elements."""
    found: dict[str, Any] = await Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [
        f"{violation['id']}: {violation['help']}: {[node['html'] for node in violation['nodes']][:3]}"
        for violation in found["violations"]
    ]


async def scrolls_sideways(page: Page) -> bool:
    wider: bool = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wider
