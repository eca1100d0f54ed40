"""Deadlines are reminded of once, and only of those that the campaign still has."""

import asyncio
from datetime import date, timedelta

import sqlalchemy as sa

from services.ingest.use_cases.set_reminders import SetReminders
from shared.clock import SHANGHAI
from shared.timers.database import DatabaseTimers
from shared.timers.tables import timers
from tests.integration.ingest.conftest import House

OLD, NEW = date(2022, 12, 30), date(2023, 1, 5)


async def test_reminders_are_set_once_and_are_those_to_come(house: House):
    house.clock.advance(days=19)  # 24 December: one of the three is over
    await set_reminders(house, OLD)
    await set_reminders(house, OLD)
    assert await waiting(house) == reminders(OLD, 3, 1)


async def test_a_moved_deadline_takes_its_old_reminders_along(house: House):
    await set_reminders(house, OLD)
    await set_reminders(house, NEW)
    assert await waiting(house) == reminders(NEW, 7, 3, 1)
    earlier = date(2022, 12, 10)
    await set_reminders(house, earlier)
    assert await waiting(house) == reminders(earlier, 3, 1)


async def test_a_deadline_that_is_gone_reminds_nobody_and_another_campaign_still_does(house: House):
    next_year = date(2023, 12, 29)
    await set_reminders(house, OLD)
    await set_reminders(house, next_year, campaign="2023-lifelong-learning-week")
    await set_reminders(house, None)
    assert await waiting(house) == reminders(next_year, 7, 3, 1)


async def test_what_is_due_and_has_not_gone_out_yet_still_goes(house: House):
    await set_reminders(house, OLD)
    house.clock.advance(days=18, seconds=1)  # 23 December, a second after nine
    await set_reminders(house, OLD)
    assert await waiting(house) == reminders(OLD, 7, 3, 1)


async def test_replicas_that_start_at_once_agree(house: House):
    await set_reminders(house, OLD)
    await asyncio.gather(*(set_reminders(house, NEW) for _ in range(5)))
    assert await waiting(house) == reminders(NEW, 7, 3, 1)


async def set_reminders(house: House, reports: date | None, campaign: str = "2022-lifelong-learning-week") -> None:
    """As at a start with a campaign whose reports are due on that day, or that asks for none."""
    asked = house.campaign.model_copy(
        update={
            "key": campaign,
            "deadlines": tuple(
                deadline.model_copy(update={"on": reports})
                for deadline in house.campaign.deadlines
                if deadline.key == "reports" and reports
            ),
        }
    )
    await SetReminders(house.database, DatabaseTimers(), asked, house.clock)()


def reminders(on: date, *days_before: int) -> list[tuple[str, str]]:
    return [(f"{on - timedelta(days)}", f"{on}") for days in days_before]


async def waiting(house: House) -> list[tuple[str, str]]:
    """On which day somebody will be reminded, and of which."""
    async with house.database.reading() as view:
        rows = await view.connection.execute(sa.select(timers).where(timers.c.fired_at.is_(None)).order_by("due_at"))
        return [(f"{row.due_at.astimezone(SHANGHAI).date()}", row.data["due_at"][:10]) for row in rows]
