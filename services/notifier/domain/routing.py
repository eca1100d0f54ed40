"""Who is told what of an event: the campaign's routes, read for one event."""

from collections.abc import Iterable, Mapping

from services.notifier.domain.facts import Facts, facts_of
from services.notifier.domain.message import CONTACT, Letter, Recipient
from shared.campaign import Campaign, Route
from shared.campaign.mail import OF_DRAFTS, REJECTED, SIGNERS, SUBMITTER, UNITS_OWING
from shared.contracts import Event
from shared.contracts.stories import StoryEvent
from shared.contracts.submissions import SubmissionReceived, SubmissionWithdrawn
from shared.contracts.unknown import Unknown
from shared.contracts.words import ContentType
from shared.ids import AccountId, PersonId

Owed = Mapping[str, tuple[str, ...]]
"""For each unit's code, what it has still to send."""


def letters(event: Event, campaign: Campaign, owed: Owed) -> list[Letter]:
    """One letter per recipient and template, whatever the number of routes that lead there."""
    facts = facts_of(event)
    wanted: dict[tuple[Recipient, str], frozenset[ContentType]] = {}
    for route in campaign.routes:
        if not fits(route, facts.told_by(route.template)):
            continue
        for recipient in recipients(route, event, owed):
            key = (recipient, route.template)
            types, before = frozenset(route.content_types), wanted.get(key)
            # No types means every draft: such a route swallows those for some.
            every = not types or before == frozenset()
            wanted[key] = frozenset() if every else types | (before or frozenset())
    return [
        Letter(recipient, template, _for(recipient, facts.told_by(template).about(types), owed))
        for (recipient, template), types in wanted.items()
    ]


def fits(route: Route, facts: Facts) -> bool:
    """A rejection that ended no draft is not for its unit: what is out stays as it is. Nor is what pulled nothing
    (备用) for those who hold it. What a verdict means that is not known yet, no mail can say.
    """
    return (
        route.event == facts.event
        and (route.template in OF_DRAFTS or not isinstance(facts.verdict, Unknown))
        and (bool(facts.drafts) or route.template not in {REJECTED, *OF_DRAFTS})
        and (not route.kinds or facts.kind in route.kinds)
        and (not route.verdicts or facts.verdict in route.verdicts)
        and (not route.content_types or any(draft.content_type in route.content_types for draft in facts.drafts))
    )


def recipients(route: Route, event: Event, owed: Owed) -> Iterable[Recipient]:
    for name in route.to:
        if name == SUBMITTER:
            yield submitter(event)
        elif name == SIGNERS:
            yield from (to_account(signer) for signer in getattr(event, "signers", ()))
        elif name == UNITS_OWING:
            yield from (to_unit(code) for code in owed)
        else:
            yield Recipient(f"{CONTACT}{name}")


def submitter(event: Event) -> Recipient:
    """The report's contact person; the unit itself where it named none."""
    if isinstance(event, SubmissionReceived | SubmissionWithdrawn):
        contact, unit = event.submission.contact, event.submission.unit
    elif isinstance(event, StoryEvent):
        contact, unit = event.story.contact, event.story.unit
    else:
        raise TypeError(f"{event.type} has no submitter")
    return to_person(contact) if contact else to_unit(unit.code)


def to_person(person: PersonId) -> Recipient:
    return Recipient(f"person:{person}")


def to_account(account: AccountId) -> Recipient:
    return Recipient(f"account:{account}")


def to_unit(code: str) -> Recipient:
    return Recipient(f"unit:{code}")


def _for(recipient: Recipient, facts: Facts, owed: Owed) -> Facts:
    """A reminder names what this unit owes."""
    if facts.event != "deadline.near" or not recipient.startswith("unit:"):
        return facts
    code = recipient.removeprefix("unit:")
    return facts.model_copy(update={"unit_code": code, "owed": owed.get(code, ())})
