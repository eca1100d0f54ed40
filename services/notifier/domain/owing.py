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
        lines = []
        for quota in campaign.quotas:
            if quota.unit_type != unit.type or quota.kind not in deadline.kinds:
                continue
            title = campaign.rules(quota.kind).title
            if (missing := quota.at_least - sent[unit.code, quota.kind]) > 0:
                lines.append(f"{title}至少{missing}份")
            if (missing := quota.elderly_care_at_least - about_elderly_care[unit.code, quota.kind]) > 0:
                lines.append(f"“智慧助老”类{title}至少{missing}份")
        if lines:
            owed[unit.code] = tuple(lines)
    return owed
