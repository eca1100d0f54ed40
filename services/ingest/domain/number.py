"""稿件编号: read out on the telephone, so short, and it tells campaign and unit."""

import re

from shared.campaign import Campaign


def series(campaign: Campaign, unit: str) -> str:
    """Numbers run within it: `LB2022-370100`."""
    return f"LB{_year(campaign)}-{unit}"


def number(series: str, place: int) -> str:
    """`LB2022-370100-0001`. There may be gaps: a place is taken before it is certain that it is used."""
    return f"{series}-{place:04d}"


def _year(campaign: Campaign) -> str:
    """The folder's name begins with it; otherwise the year of the last deadline."""
    if match := re.match(r"\d{4}", campaign.key):
        return match[0]
    return str(max((deadline.on.year for deadline in campaign.deadlines), default=""))
