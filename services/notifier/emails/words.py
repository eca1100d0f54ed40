"""The words of the e-mails: a folder of templates each, in Chinese, filled with an event's facts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from services.notifier.domain.addressee import Addressee
from services.notifier.domain.facts import Facts
from services.notifier.domain.mail import Mail
from services.notifier.domain.message import CONTACT, Message
from services.notifier.emails.compose import Sender, compose
from services.notifier.emails.links import links
from shared.campaign import Campaign
from shared.clock import SHANGHAI
from shared.contracts.words import ContentType
from shared.web.filters import FILTERS

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_TITLE = 60
LONGEST_SUBJECT = 120
MIDNIGHT_BELONGS_TO_THE_DAY_BEFORE = timedelta(microseconds=1)


class EmailWords:
    def __init__(self, campaign: Campaign, address: str, sender: str) -> None:
        """`address`: the public site's, without a slash at the end; `sender`: `联播 <lianbo@example.org>`."""
        self._campaign = campaign
        self._address = address
        self._sender = Sender.parsed(sender)
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=jinja2.select_autoescape(["html"], default=False),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= FILTERS | self._filters()

    def subject(self, template: str, facts: Facts) -> str:
        shortened = facts.model_copy(update={"title": _shortened(facts.title, LONGEST_TITLE)})
        return _shortened(_one_line(self._render(f"{template}/subject.txt", shortened)), LONGEST_SUBJECT)

    def spoken(self, template: str, facts: Facts) -> str:
        if facts.are_lost:
            return f"{facts.title or '一封通知'}（内容读不出来，请查看稿件后告知）"
        return _one_line(self._render(f"{template}/call.txt", facts))

    def write(self, message: Message, addressee: Addressee, *, by: str = "", overtaken: str = "") -> Mail:
        to = links(self._address, message.facts)
        fill = partial(
            self._render,
            facts=message.facts,
            subject=message.subject,
            name=addressee.name,
            by=by,
            overtaken=overtaken,
            package_at=to.posting if message.recipient.startswith(CONTACT) else to.desk,
        )
        return compose(
            sender=self._sender,
            id_=message.id,
            # No personal name in the header: the address is enough, and a name could carry anything.
            to=addressee.email,
            subject=message.subject,
            text=_tidied(fill(f"{message.template}/body.txt")),
            html=fill(f"{message.template}/body.html"),
            date=message.created_at,
        )

    def _render(self, template: str, facts: Facts, **more: Any) -> str:
        return self._environment.get_template(template).render(
            facts=facts,
            campaign=self._campaign,
            links=links(self._address, facts),
            help=self._campaign.contact(self._campaign.help),
            for_station={draft.content_type for draft in facts.drafts} == {ContentType.TV_ITEM},
            **more,
        )

    def _filters(self) -> dict[str, Callable[..., str]]:
        def category_title(key: str) -> str:
            category = self._campaign.category(key)
            return category.title if category else key

        return {"category_title": category_title, "last_day": last_day, "lines": lines}


def last_day(end: datetime) -> str:
    """The day that a deadline ends with: 12月30日, also where its end is written as the next day's midnight."""
    day = (end - MIDNIGHT_BELONGS_TO_THE_DAY_BEFORE).astimezone(SHANGHAI)
    return f"{day.month}月{day.day}日"


def lines(text: str) -> Markup:
    """Somebody's words with their line ends kept, in HTML."""
    return Markup("<br>\n").join(escape(line) for line in text.splitlines())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _tidied(text: str) -> str:
    """No more than one empty line in a row, whatever the templates left out."""
    tidy: list[str] = []
    for line in (line.rstrip() for line in text.splitlines()):
        if line or (tidy and tidy[-1]):
            tidy.append(line)
    return "\n".join(tidy).rstrip() + "\n"
