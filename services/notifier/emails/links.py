"""Where an e-mail's reader goes on: addresses on the public site, written down once."""

from dataclasses import dataclass
from urllib.parse import quote

from services.notifier.domain.facts import Facts


@dataclass(frozen=True)
class Links:
    report: str
    """The unit's page of its report."""
    desk: str
    office: str
    posting: str
    """An office's page of the report: what was filed for it, and the packages that it posts."""
    lead: str
    item: str
    """What the station may broadcast."""
    submit: str


def links(address: str, facts: Facts) -> Links:
    return Links(
        report=f"{address}/submit/{facts.number}",
        desk=f"{address}/desk/stories/{facts.story}" if facts.story else f"{address}/desk",
        office=f"{address}/office",
        posting=f"{address}/office/stories/{facts.story}" if facts.story else f"{address}/office",
        lead=f"{address}/station/leads/{quote(facts.number, safe='')}",
        item=f"{address}/feed/items/{quote(facts.number, safe='')}",
        submit=f"{address}/submit",
    )
