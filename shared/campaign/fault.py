"""What is wrong with a campaign's folder."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    file: str
    field: str
    """`units[2].code`, counted from 1; empty for the whole file."""
    message: str
    """In Chinese: what, and the remedy."""

    def __str__(self) -> str:
        return f"{self.file} {self.field}：{self.message}" if self.field else f"{self.file}：{self.message}"


class CampaignError(ValueError):
    """Every fault of the folder at once, so that a person repairs it in one go."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("活动配置有误：\n" + "\n".join(f"- {fault}" for fault in faults))
        self.faults = tuple(faults)
