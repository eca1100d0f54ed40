"""Where an e-mail's reader goes on: addresses on the public site, written down once."""

from dataclasses import dataclass

from services.notifier.domain.facts import Facts


@dataclass(frozen=True)
class Links:
    report: str
    """The unit's page of its report."""
    desk: str
    office: str
    posting: str
    """Where an office finds the package that it posts."""
    station: str
    submit: str


def links(address: str, facts: Facts) -> Links:
    return Links(
        report=f"{address}/submit/{facts.number}",
        desk=f"{address}/desk/stories/{facts.story}" if facts.story else f"{address}/desk",
        office=f"{address}/office",
        posting=f"{address}/office/stories/{facts.story}" if facts.story else f"{address}/office",
        station=f"{address}/station",
        submit=f"{address}/submit",
    )
