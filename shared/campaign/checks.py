"""What no single field shows: where parts of a campaign contradict each other."""

from collections.abc import Iterable, Sequence

from shared.campaign.fault import Fault
from shared.campaign.mail import OF_DRAFTS, RECIPIENT_WORDS, TEMPLATES
from shared.campaign.model import Campaign, Route
from shared.contracts.catalogue import EVENTS
from shared.contracts.words import Kind, Stage


def contradictions(campaign: Campaign) -> list[Fault]:
    return [
        *_calendar(campaign),
        *_kinds(campaign),
        *_doubles("campaign.toml", "categories[{}].key", [each.key for each in campaign.categories]),
        *_doubles("campaign.toml", "categories[{}].title", [each.title for each in campaign.categories]),
        *_quotas(campaign),
        *_stages(campaign),
        *_doubles("units.toml", "units[{}].code", [unit.code for unit in campaign.units]),
        *_doubles("units.toml", "units[{}].login", [unit.login for unit in campaign.units]),
        *_doubles("contacts.toml", "contacts[{}].key", [contact.key for contact in campaign.contacts]),
        *_contacts(campaign),
        *_doubles("accounts.toml", "accounts[{}].key", [account.key for account in campaign.accounts]),
        *(fault for place, route in enumerate(campaign.routes, 1) for fault in _route(place, route, campaign)),
        *_live(campaign),
        *_words(campaign),
    ]


def _calendar(campaign: Campaign) -> Iterable[Fault]:
    for name in ("starts", "ends", "ceremony"):
        date = getattr(campaign, name)
        if date.on is None and not date.text:
            yield Fault("campaign.toml", name, "日期未定时请写 text，如“12月上旬”；定下来后写 on")
    if campaign.starts.on and campaign.ends.on and campaign.starts.on > campaign.ends.on:
        yield Fault("campaign.toml", "ends.on", "早于开始日期，请核对")
    yield from _doubles("campaign.toml", "deadlines[{}].key", [deadline.key for deadline in campaign.deadlines])
    known = {rules.kind for rules in campaign.kinds}
    seen: set[Kind] = set()
    for place, deadline in enumerate(campaign.deadlines, 1):
        field = f"deadlines[{place}].kinds"
        for kind in deadline.kinds:
            if kind not in known:
                yield Fault("campaign.toml", field, f"{kind} 没有在 kinds 中列出，请补上或删除")
            if kind in seen:
                yield Fault("campaign.toml", field, f"{kind} 已有另一个截止日期，请只留一个")
            seen.add(kind)
        if deadline.remind_days_before and not deadline.kinds:
            yield Fault("campaign.toml", f"deadlines[{place}].remind_days_before", "没有 kinds 就没有可催报的，请删除")


def _kinds(campaign: Campaign) -> Iterable[Fault]:
    yield from _doubles("campaign.toml", "kinds[{}].kind", [str(rules.kind) for rules in campaign.kinds])
    for kind in set(Kind) - {rules.kind for rules in campaign.kinds}:
        yield Fault("campaign.toml", "kinds", f"缺少 {kind}，请补上")
    for place, rules in enumerate(campaign.kinds, 1):
        for office in rules.offices:
            if campaign.contact(office) is None:
                yield Fault("campaign.toml", f"kinds[{place}].offices", f"contacts.toml 中没有 {office}")


def _quotas(campaign: Campaign) -> Iterable[Fault]:
    types = {unit.type for unit in campaign.units}
    yield from _doubles("campaign.toml", "quotas[{}]", [f"{quota.unit_type} {quota.kind}" for quota in campaign.quotas])
    for place, quota in enumerate(campaign.quotas, 1):
        if quota.unit_type not in types:
            message = f"units.toml 中没有 {quota.unit_type} 类单位，可用：{'、'.join(sorted(types))}"
            yield Fault("campaign.toml", f"quotas[{place}].unit_type", message)
        if quota.at_least > quota.at_most:
            yield Fault("campaign.toml", f"quotas[{place}].at_most", "小于 at_least，请核对")
        if quota.elderly_care_at_least > quota.at_most:
            yield Fault("campaign.toml", f"quotas[{place}].elderly_care_at_least", "大于 at_most，请核对")


def _stages(campaign: Campaign) -> Iterable[Fault]:
    for stage in Stage:
        if not campaign.stage_titles.get(stage):
            yield Fault("campaign.toml", f"stage_titles.{stage}", "缺少这一审签字人的职务，请补上")


def _contacts(campaign: Campaign) -> Iterable[Fault]:
    if campaign.help and campaign.contact(campaign.help) is None:
        yield Fault("campaign.toml", "help", f"contacts.toml 中没有 {campaign.help}")
    for place, contact in enumerate(campaign.contacts, 1):
        if contact.key in RECIPIENT_WORDS:
            yield Fault("contacts.toml", f"contacts[{place}].key", f"{contact.key} 另有含义，请换一个")
        if not contact.email and not contact.phone:
            yield Fault("contacts.toml", f"contacts[{place}]", "邮箱和电话至少写一个")


def _route(place: int, route: Route, campaign: Campaign) -> Iterable[Fault]:
    if route.event not in EVENTS:
        yield _in_route(place, "event", f"没有 {route.event} 这种事件，可用：{'、'.join(EVENTS)}")
    if route.template not in TEMPLATES:
        yield _in_route(place, "template", f"没有 {route.template} 这份邮件，可用：{'、'.join(TEMPLATES)}")
    elif route.event in EVENTS and route.event not in TEMPLATES[route.template]:
        right = "、".join(sorted(TEMPLATES[route.template]))
        yield _in_route(place, "template", f"{route.template} 说的不是 {route.event}，只用于：{right}")
    if route.content_types and not (route.event.startswith("draft.") or route.template in OF_DRAFTS):
        yield _in_route(place, "content_types", "只能用于 draft. 开头的事件和 withheld 邮件，请删除")
    if route.verdicts and route.event != "draft.reviewed":
        yield _in_route(place, "verdicts", "只能用于 draft.reviewed，请删除")
    yield from _recipients(place, route, campaign)


def _recipients(place: int, route: Route, campaign: Campaign) -> Iterable[Fault]:
    if not route.to:
        yield _in_route(place, "to", "没有收件人，请补上")
    for name in route.to:
        if name not in RECIPIENT_WORDS and campaign.contact(name) is None:
            yield _in_route(place, "to", f"contacts.toml 中没有 {name}，也不是 {'、'.join(RECIPIENT_WORDS)}")
        if route.event in EVENTS and route.event not in RECIPIENT_WORDS.get(name, EVENTS):
            right = "、".join(sorted(RECIPIENT_WORDS[name]))
            yield _in_route(place, "to", f"{route.event} 没有 {name}，只用于：{right}")


def _in_route(place: int, field: str, message: str) -> Fault:
    return Fault("routes.toml", f"routes[{place}].{field}", message)


def _live(campaign: Campaign) -> Iterable[Fault]:
    for place, live in enumerate(campaign.live, 1):
        for field in ("url", "replay_url"):
            if (url := getattr(live, field)) and not url.startswith(("https://", "http://")):
                yield Fault("campaign.toml", f"live[{place}].{field}", "应为 https:// 开头的网址")


def _words(campaign: Campaign) -> Iterable[Fault]:
    words = campaign.words
    for name in ("fixed_phrases", "sensitive_terms", "superlatives", "leaders"):
        terms: tuple[str, ...] = getattr(words, name)
        yield from _doubles(f"words/{name}.toml", "terms[{}]", terms)
        for place, term in enumerate(terms, 1):
            if not term.strip():
                yield Fault(f"words/{name}.toml", f"terms[{place}]", "不能为空，请删除")
    for wrong, right in words.wrong_terms.items():
        if not wrong.strip() or wrong == right:
            yield Fault("words/wrong_terms.toml", f"terms.{wrong}", "误写为空或与应写相同，请删除")


def _doubles(file: str, field: str, values: Sequence[str]) -> Iterable[Fault]:
    seen: set[str] = set()
    for place, value in enumerate(values, 1):
        if value in seen:
            yield Fault(file, field.format(place), f"“{value}”重复，请改或删除")
        seen.add(value)
