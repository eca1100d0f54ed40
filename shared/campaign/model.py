"""What a campaign's folder says, checked. `shared/campaign/folder.py` reads it."""

from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from shared.contacts import mail_address, phone_numbers
from shared.contracts.unknown import Open, Unknown
from shared.contracts.words import ContentType, Kind, Stage, Verdict
from shared.widths import KEY, LOGIN, NAME, UNIT

Platform = Literal["douyin", "weibo", "toutiao", "tv", "wechat"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=LOGIN)]
"""For addresses and logins."""
Count = Annotated[int, Field(strict=True, ge=0)]
Email = Annotated[str, AfterValidator(lambda text: mail_address(text) if text else "")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=KEY)]


def _short_in_addresses(code: str) -> str:
    """It is part of each report's number, and that of an address."""
    if len(quote(code, safe="")) > UNIT:
        raise ValueError(f"最多{UNIT}个字母、数字（一个汉字按9个计），请改短")
    return code


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OpenDate(Part):
    """A date that may still be open: then `text` says what is known, "12月上旬", and it is set while running."""

    on: date | None = None
    text: str = ""


class Deadline(Part):
    """Ends with its day in Asia/Shanghai."""

    key: Key
    title: Text
    on: date
    kinds: tuple[Kind, ...] = ()
    remind_days_before: tuple[Count, ...] = ()


class Handling(Part):
    drafts: bool = False
    """Whether it becomes drafts by itself."""
    level: Literal["A", "B", "C"] = "A"
    offices: tuple[str, ...] = ()
    """The contacts whose desks it is routed to."""
    freshness_days: Count | None = None


class KindRules(Handling):
    kind: Kind
    title: Text
    drafts: bool


class Category(Part):
    key: Key
    title: Text
    group: Literal["activity", "showcase"]
    elderly_care: bool = False
    """Counts as a 智慧助老 case."""
    topic: str = ""
    """The topic its stories carry on every platform, without marks."""


class Quota(Part):
    unit_type: str
    kind: Kind
    at_least: Count
    at_most: Count
    elderly_care_at_least: Count = 0


class Unit(Part):
    code: Annotated[Text, AfterValidator(_short_in_addresses)]
    name: Annotated[Text, StringConstraints(max_length=NAME)]
    short_name: Text
    type: Literal["city", "county", "college"]
    login: Slug
    """The sample account's login, and the slug of the unit."""


class Account(Part):
    """发布账号: where stories are published, and who does it."""

    key: Key
    platform: Platform
    name: Text
    handle: str = ""
    """What comes after @ there."""
    owner: str
    posted_by: str


class Contact(Part):
    """An office. Without an e-mail address it gets a call task for a person, never silence."""

    key: Key
    name: Text
    email: Email = ""
    phone: Annotated[str, AfterValidator(phone_numbers)] = ""


class Route(Part):
    """When `event` happens (and `kinds`, `content_types`, `verdicts` fit), `to` get the template."""

    event: str
    template: str
    to: tuple[str, ...]
    """Contact keys, or `submitter`, `signers`, `units_owing`."""
    kinds: tuple[Kind, ...] = ()
    content_types: tuple[ContentType, ...] = ()
    """Fits an event about drafts if one of them is of these."""
    verdicts: tuple[Verdict, ...] = ()


class Live(Part):
    title: Text
    starts_at: AwareDatetime | None = None
    channel: Text
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
    key: Key
    title: Text
    theme: Text
    province: Text
    starts: OpenDate
    ends: OpenDate
    ceremony: OpenDate
    ceremony_place: Text
    deadlines: tuple[Deadline, ...]
    kinds: tuple[KindRules, ...]
    categories: tuple[Category, ...]
    quotas: tuple[Quota, ...]
    units: tuple[Unit, ...]
    accounts: tuple[Account, ...]
    contacts: tuple[Contact, ...]
    help: str = ""
    """The contact to ask when something is unclear: stands at the foot of every e-mail."""
    routes: tuple[Route, ...]
    stage_titles: dict[Stage, str]
    """Who signs at each stage: 责任编辑, 处室负责人, 分管厅领导."""
    topics: dict[Platform, tuple[str, ...]] = {}
    """What every story carries on a platform, without marks."""
    live: tuple[Live, ...] = ()
    words: WordLists = WordLists()

    def rules(self, kind: Kind) -> KindRules:
        return next(rules for rules in self.kinds if rules.kind == kind)

    def handling(self, kind: Open[Kind]) -> Handling:
        """A report of a kind that is not known yet is filed, and routed to nobody: an editor may draft it by hand."""
        return Handling() if isinstance(kind, Unknown) else self.rules(kind)

    def category(self, key: str) -> Category | None:
        return next((category for category in self.categories if category.key == key), None)

    def unit(self, code: str) -> Unit | None:
        return next((unit for unit in self.units if unit.code == code), None)

    def contact(self, key: str) -> Contact | None:
        return next((contact for contact in self.contacts if contact.key == key), None)

    def account(self, key: str) -> Account | None:
        return next((account for account in self.accounts if account.key == key), None)

    def deadline_of(self, kind: Kind) -> Deadline | None:
        return next((deadline for deadline in self.deadlines if kind in deadline.kinds), None)
