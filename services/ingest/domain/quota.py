"""How many of a kind a type of unit may and must send."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.campaign import Campaign, Deadline, Quota
from shared.contracts.words import Kind


@dataclass(frozen=True)
class Counted:
    """A submission as far as quotas count it; withdrawn and rejected ones are not among them."""

    kind: Kind
    category: str


@dataclass(frozen=True)
class Owed:
    """One line of what a unit has to send."""

    kind: Kind
    title: str
    sent: int
    at_least: int
    at_most: int
    elderly_care_sent: int
    elderly_care_at_least: int
    deadline: Deadline | None

    @property
    def missing(self) -> int:
        return max(0, self.at_least - self.sent)

    @property
    def elderly_care_missing(self) -> int:
        return max(0, self.elderly_care_at_least - self.elderly_care_sent)

    @property
    def complete(self) -> bool:
        return not self.missing and not self.elderly_care_missing


def most(unit_type: str, kind: Kind, campaign: Campaign) -> int | None:
    """How many count. More are taken all the same, and marked 超报; None: as many as there are."""
    for quota in campaign.quotas:
        if quota.unit_type == unit_type and quota.kind == kind:
            return quota.at_most
    return None


def owed(unit_type: str, sent: Iterable[Counted], campaign: Campaign) -> list[Owed]:
    """Every quota of the unit's type, in the campaign's order, with what has come in."""
    counted = list(sent)
    return [_line(quota, counted, campaign) for quota in campaign.quotas if quota.unit_type == unit_type]


def _line(quota: Quota, sent: list[Counted], campaign: Campaign) -> Owed:
    of_kind = [item for item in sent if item.kind == quota.kind]
    return Owed(
        kind=quota.kind,
        title=campaign.rules(quota.kind).title,
        sent=len(of_kind),
        at_least=quota.at_least,
        at_most=quota.at_most,
        elderly_care_sent=sum(_is_elderly_care(item, campaign) for item in of_kind),
        elderly_care_at_least=quota.elderly_care_at_least,
        deadline=campaign.deadline_of(quota.kind),
    )


def _is_elderly_care(item: Counted, campaign: Campaign) -> bool:
    category = campaign.category(item.category)
    return category is not None and category.elderly_care
