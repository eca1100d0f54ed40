"""What each unit has still to send for a deadline: 工作总结1份."""

from collections import Counter
from collections.abc import Iterable

from services.notifier.domain.known import KnownReport
from shared.campaign import Campaign, Deadline


def owed_for(deadline: Deadline, campaign: Campaign, reports: Iterable[KnownReport]) -> dict[str, tuple[str, ...]]:
    """Units that owe something, in the campaign's order; a unit that has sent everything is not among them."""
    elderly_care = {category.key for category in campaign.categories if category.elderly_care}
    sent: Counter[tuple[str, str]] = Counter()
    about_elderly_care: Counter[tuple[str, str]] = Counter()
    for report in reports:
        if report.counts:
            sent[report.unit_code, report.kind] += 1
            about_elderly_care[report.unit_code, report.kind] += report.category in elderly_care
    owed: dict[str, tuple[str, ...]] = {}
    for unit in campaign.units:
        lines = [
            line
            for quota in campaign.quotas
            if quota.unit_type == unit.type
            and quota.kind in deadline.kinds
            and (
                line := _missing(
                    campaign.rules(quota.kind).title,
                    quota.at_least - sent[unit.code, quota.kind],
                    quota.elderly_care_at_least - about_elderly_care[unit.code, quota.kind],
                )
            )
        ]
        if lines:
            owed[unit.code] = tuple(lines)
    return owed


def _missing(title: str, number: int, about_elderly_care: int) -> str:
    if number > 0 and about_elderly_care > 0:
        return f"{title}至少{number}份，其中“智慧助老”至少{about_elderly_care}份"
    if number > 0:
        return f"{title}至少{number}份"
    if about_elderly_care > 0:
        return f"“智慧助老”类{title}至少{about_elderly_care}份"
    return ""
