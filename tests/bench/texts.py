"""What all formats and findings of one report cost, by length, beside segmenting the same text once."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import rjieba

from services.publisher.drafting.drafting import Drafting
from services.publisher.drafting.findings import Checks
from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.drafting.source import Source
from shared.contracts.submissions import Block, Submission
from shared.contracts.words import BlockKind
from tests.sites import CAMPAIGN
from tests.unit.publisher.scenes import submission

PARAGRAPH = (
    "12月6日上午，济南市市中区社区学院在泉城社区举办智慧助老课堂，86位老人参加，志愿者手把手教老人预约挂号和视频通话。"
    "市教育局有关负责人表示，今年以来全市共举办智慧助老活动1260场，服务老年人5.8万人次。"
)
LENGTHS = (100, 1_000, 10_000, 20_000)
ROUNDS = 5
AIM = 4.0


def rows() -> Iterator[tuple[str, list[float], list[float], float]]:
    """(what, seconds ours, seconds beside, aim), measured in turns."""
    drafting = Drafting(PLATFORMS, _no_pictures(), CAMPAIGN, Checks(CAMPAIGN, lambda: date(2022, 12, 6)))
    words = [*CAMPAIGN.words.fixed_phrases, *CAMPAIGN.words.leaders, *CAMPAIGN.words.sensitive_terms]
    for length in LENGTHS:
        text = (PARAGRAPH * (length // len(PARAGRAPH) + 1))[:length]
        lines = [text[start : start + 400] for start in range(0, length, 400)]
        said = submission(body=tuple(Block(kind=BlockKind.PARAGRAPH, text=line) for line in lines))
        source = drafting.source_with(said, ())

        def ours(drafting: Drafting = drafting, said: Submission = said, source: Source = source) -> object:
            return drafting.wordings(said, source)

        def beside(text: str = text) -> object:
            return rjieba.cut(text), [word for word in words if word in text]

        mine, theirs = [], []
        for _ in range(ROUNDS):
            mine.append(_seconds(ours))
            theirs.append(_seconds(beside))
        yield f"all text formats and findings, {length:,} characters", mine, theirs, AIM


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _no_pictures() -> Any:
    return None  # these reports have none, so nobody asks


def spread(taken: list[float]) -> str:
    return f"{min(taken) * 1000:.2f}–{statistics.median(taken) * 1000:.2f}–{max(taken) * 1000:.2f} ms"
