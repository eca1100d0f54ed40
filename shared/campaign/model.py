"""What a campaign's folder says, checked. `shared/campaign/folder.py` reads it."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.words import Kind, Stage


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OpenDate(Part):
    """A date that may still be open: then `text` says what is known, "12月上旬", and it is set while running."""

    on: date | None = None
    text: str = ""


class Deadline(Part):
    """Ends with its day in Asia/Shanghai."""

    key: str
    title: str
    on: date
    kinds: tuple[Kind, ...] = ()
    remind_days_before: tuple[int, ...] = ()


class KindRules(Part):
    kind: Kind
    title: str
    drafts: bool
    """Whether it becomes drafts by itself."""
    level: Literal["A", "B", "C"] = "A"
    offices: tuple[str, ...] = ()
    """The contacts whose desks it is routed to."""
    freshness_days: int | None = None


class Category(Part):
    key: str
    title: str
    group: Literal["activity", "showcase"]
    elderly_care: bool = False
    """Counts as a 智慧助老 case."""


class Quota(Part):
    unit_type: str
    kind: Kind
    at_least: int
    at_most: int
    elderly_care_at_least: int = 0


class Unit(Part):
    code: str
    name: str
    short_name: str
    type: Literal["city", "county", "college"]
    login: str
    """The sample account's login, and the slug of the unit."""


class Account(Part):
    """发布账号: where stories are published, and who does it."""

    key: str
    platform: Literal["douyin", "weibo", "toutiao", "tv", "wechat"]
    name: str
    owner: str
    posted_by: str


class Contact(Part):
    """An office. Without an e-mail address it gets a call task for a person, never silence."""

    key: str
    name: str
    email: str = ""
    phone: str = ""


class Route(Part):
    """When `event` happens (and `kinds`, `content_types` fit), `to` get the template."""

    event: str
    template: str
    to: tuple[str, ...]
    """Contact keys, or `submitter`, `signers`."""
    kinds: tuple[Kind, ...] = ()
    content_types: tuple[str, ...] = ()


class Live(Part):
    title: str
    starts_at: datetime | None = None
    channel: str
    url: str = ""
    replay_url: str = ""


class WordLists(Part):
    fixed_phrases: tuple[str, ...] = ()
    """提法: atoms, whole or absent; a near miss blocks."""
    wrong_terms: dict[str, str] = {}
    """A wrong term and what it should be."""
    sensitive_terms: tuple[str, ...] = ()
    superlatives: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    """In their order."""


class Campaign(Part):
    key: str
    title: str
    theme: str
    province: str
    starts: OpenDate
    ends: OpenDate
    ceremony: OpenDate
    ceremony_place: str
    deadlines: tuple[Deadline, ...]
    kinds: tuple[KindRules, ...]
    categories: tuple[Category, ...]
    quotas: tuple[Quota, ...]
    units: tuple[Unit, ...]
    accounts: tuple[Account, ...]
    contacts: tuple[Contact, ...]
    routes: tuple[Route, ...]
    stage_titles: dict[Stage, str]
    points: dict[str, int]
    live: tuple[Live, ...] = ()
    words: WordLists = WordLists()

    def rules(self, kind: Kind) -> KindRules:
        return next(rules for rules in self.kinds if rules.kind == kind)

    def category(self, key: str) -> Category | None:
        return next((category for category in self.categories if category.key == key), None)

    def unit(self, code: str) -> Unit | None:
        return next((unit for unit in self.units if unit.code == code), None)

    def contact(self, key: str) -> Contact | None:
        return next((contact for contact in self.contacts if contact.key == key), None)

    def deadline_of(self, kind: Kind) -> Deadline | None:
        return next((deadline for deadline in self.deadlines if kind in deadline.kinds), None)
