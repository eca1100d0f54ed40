"""The e-mails read well, whatever the event, and say nothing they should not."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from services.notifier.domain.addressee import Addressee
from services.notifier.domain.message import Message, new_message
from services.notifier.domain.routing import letters
from services.notifier.emails.words import TEMPLATES, EmailWords, last_day
from shared.campaign.mail import TEMPLATES as KNOWN_TEMPLATES
from shared.contracts import Event
from shared.contracts.submissions import SubmissionReceived
from shared.contracts.words import DraftState, Kind, Stage, Verdict
from tests.unit.notifier import scenes

CAMPAIGN = scenes.sample_campaign()
WORDS = EmailWords(CAMPAIGN, "https://lianbo.example.org", "联播 <lianbo@example.org>")
OWED = {"370100": ("工作总结至少1份", "典型案例至少1份")}


def messages(event: Event) -> list[Message]:
    return [
        new_message(event.event_id, letter, WORDS.subject(letter.template, letter.facts), scenes.NOON)
        for letter in letters(event, CAMPAIGN, OWED)
    ]


def written(event: Event, template: str, **more: Any) -> tuple[EmailMessage, str, str]:
    message = next(each for each in messages(event) if each.template == template)
    return opened(WORDS.write(message, Addressee("张老师", "zhang@example.org"), **more).content)


def opened(content: bytes) -> tuple[EmailMessage, str, str]:
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    return mail, text.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n")


def test_every_template_of_the_campaign_has_its_folder_and_every_folder_is_known():
    folders = {
        folder.name: {file.name for file in folder.iterdir()} for folder in TEMPLATES.iterdir() if folder.is_dir()
    }
    assert folders == {name: {"subject.txt", "body.txt", "body.html", "call.txt"} for name in KNOWN_TEMPLATES}


def test_the_scenes_use_every_template():
    assert {message.template for event in scenes.one_of_each() for message in messages(event)} == set(KNOWN_TEMPLATES)


@pytest.mark.parametrize("event", scenes.one_of_each(), ids=lambda event: event.type)
def test_every_mail_of_every_event_is_complete(event: Event):
    for message in messages(event):
        mail, text, html = opened(WORDS.write(message, Addressee("张老师", "zhang@example.org"), by="李编辑").content)
        assert re.match(r"【[^】]+】", str(mail["Subject"]))
        assert event.type == "deadline.near" or "2022-370100-0001" in str(mail["Subject"])
        for body in (text, html):
            assert "张老师" in body
            assert "本邮件由系统自动发出" in body
            assert not re.search(r"None|Undefined|\{\{|\{%|ContentType|datetime", body)
        assert "\n\n\n" not in text
        assert not re.search(r"[^\n]· ", text), "each draft on a line of its own"
        assert WORDS.spoken(message.template, message.facts)


@pytest.mark.parametrize("event", scenes.one_of_each(), ids=lambda event: event.type)
def test_text_and_html_say_the_same(event: Event):
    for message in messages(event):
        _, text, html = opened(WORDS.write(message, Addressee("张老师", "zhang@example.org"), by="李编辑").content)
        plain = re.sub(r"<[^>]+>", "", html.split("<body>")[1])
        for address in re.findall(r"https://\S+", text):
            assert address in html
        for number in re.findall(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}|\d+月\d+日", text):
            assert number in plain


def test_a_title_cannot_become_html_or_a_header():
    event = scenes.received(title='<script>alert(1)</script>"\r\nBcc: all@example.org')
    mail, text, html = written(event, "received")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<script>" in text
    assert "Bcc" not in mail
    assert "\n" not in str(mail["Subject"])


def test_a_long_title_leaves_the_number_readable():
    for message in messages(scenes.received(title="很" * 300)):
        assert len(message.subject) <= 120
        assert "2022-370100-0001" in message.subject


def test_the_same_message_is_the_same_bytes_at_every_attempt():
    event = scenes.signed_off()
    first, second = (WORDS.write(messages(event)[0], Addressee("张老师", "zhang@example.org")) for _ in range(2))
    assert first == second
    assert first.message_id == f"<{messages(event)[0].id}@example.org>"


def test_headers_say_that_nobody_wrote_it_by_hand():
    mail, _, _ = written(scenes.signed_off(), "signed_off")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == "zhang@example.org"
    assert mail["Date"] == "Mon, 05 Dec 2022 12:00:00 +0800"
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_what_has_changed_since_stands_before_everything_else():
    _, text, html = written(scenes.received(), "lead", overtaken="该稿件已撤回。")
    assert text.index("【情况已变化】该稿件已撤回。") < text.index("稿件编号")
    assert html.index("【情况已变化】该稿件已撤回。") < html.index("稿件编号")


def test_a_lead_is_marked_as_not_reviewed():
    _, text, html = written(scenes.received(), "lead")
    for body in (text, html):
        assert "未经审核，仅供选题" in body
        assert "图片1张，视频1个，文档1个" in body
        assert "12月4日" in body
        assert "历下区" in body


def test_the_reason_for_a_return_is_quoted_whole():
    _, text, html = written(scenes.returned(), "returned")
    assert "请补充活动时间。\n照片请标注拍摄者。" in text
    assert "请补充活动时间。<br>\n照片请标注拍摄者。" in html


def test_late_and_over_quota_are_said_plainly():
    _, text, _ = written(scenes.received(late=True, over_quota=True), "received")
    assert "逾期" in text
    assert "超报" in text
    _, text, _ = written(scenes.received(), "received")
    assert "逾期" not in text


def test_a_reminder_names_the_last_day_and_what_is_owed():
    mail, text, _ = written(scenes.deadline_near(), "reminder")
    assert str(mail["Subject"]).startswith("【报送提醒】")
    assert "12月30日24时截止" in text
    assert "· 工作总结至少1份\n· 典型案例至少1份\n" in text
    assert "截至12月05日12时" in text


def test_the_last_day_of_a_deadline_is_its_own_whichever_way_its_end_is_written():
    assert last_day(datetime(2022, 12, 30, 16, 0, tzinfo=UTC)) == "12月30日"
    assert last_day(datetime(2022, 12, 30, 15, 59, 59, tzinfo=UTC)) == "12月30日"


def test_whoever_edited_a_signed_draft_is_named_to_its_signers():
    _, text, _ = written(scenes.edited(), "voided", by="李编辑")
    assert "由李编辑作了修改" in text
    _, text, _ = written(scenes.reviewed(Verdict.RETURN), "voided", by="王总编")
    assert "在复审环节被退回修改" in text


def test_the_text_ends_with_whom_to_ask():
    _, text, _ = written(scenes.received(), "received")
    assert "如有疑问，请联系省社区教育指导中心，电话 0531-00000003。" in text


def test_templates_load_nothing_from_outside_and_run_nothing():
    for file in Path(TEMPLATES).rglob("*.html"):
        assert not re.search(r"<script|<img|<link|style=|onclick|javascript:", file.read_text("utf-8"))


def test_a_rejected_correction_does_not_read_like_a_rejected_report():
    mail, text, _ = written(scenes.reviewed(Verdict.REJECT, corrections=scenes.ALL), "rejected")
    assert str(mail["Subject"]).startswith("【更正未采用】")
    assert "下列平台稿的更正不予采用，已发布的原稿不变。" in text
    mail, text, _ = written(scenes.reviewed(Verdict.REJECT, corrections=scenes.ALL[:1]), "rejected")
    assert str(mail["Subject"]).startswith("【退稿】")
    assert "· 微博（更正，原稿不变）\n· 头条文章\n" in text


def test_an_editors_correction_that_is_given_up_is_news_for_those_who_signed_it_and_not_for_the_unit():
    still_out = scenes.story(DraftState.PUBLISHED, version=9)
    event = scenes.reviewed(Verdict.REJECT, story=still_out, corrections=scenes.ALL)
    assert [message.template for message in messages(event)] == ["voided"]
    assert "您审签过的更正在复审环节被退稿，已发布的原稿不变" in written(event, "voided")[1]


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (scenes.edited(), "【需重新审签】"),
        (scenes.returned(), "【需重新审签】"),
        (scenes.reviewed(Verdict.RETURN), "【需重新审签】"),
        (scenes.reviewed(Verdict.REJECT), "【签字已失效】"),
        *zip(scenes.fallen_otherwise(), ["【需重新审签】"] * 2 + ["【签字已失效】"] * 4, strict=True),
    ],
    ids=lambda value: value.type if isinstance(value, Event) else "",
)
def test_whose_signature_fell_reads_whether_to_sign_again(event: Event, said: str):
    mail, text, html = written(event, "voided", by="李<编辑>")
    assert str(mail["Subject"]).startswith(said)
    again = said == "【需重新审签】"
    assert ("不必再审签" in text, "不必再审签" in html) == (not again, not again)
    assert ("对照修改、重新审签请见" in text) == again
    assert "李<编辑>" not in html
    facts = next(message.facts for message in messages(event) if message.template == "voided")
    assert ("重新审签" in WORDS.spoken("voided", facts)) == again


def test_a_plan_that_voids_signatures_says_whose():
    assert "终审此前的校对和签字随之失效" in written(scenes.planned(voided=(Stage.FINAL,)), "planned")[1]
    assert "失效" not in written(scenes.planned(), "planned")[1]


def test_what_an_editor_did_for_a_unit_is_not_told_as_the_units_own_act():
    event = scenes.received(revision=2, entered_by=scenes.EDITOR)
    _, text, _ = written(event, "received", by="李编辑")
    assert "第1次修改稿已收到（由李编辑代录）" in text
    assert messages(event)[0].facts.by == scenes.EDITOR
    by_hand = scenes.recalled(by=scenes.EDITOR)
    _, text, _ = written(by_hand, "recalled", by="李编辑")
    assert "李编辑已代济南市撤回下列稿件" in text
    assert WORDS.spoken("recalled", messages(by_hand)[0].facts).startswith("编辑已代济南市撤回")
    _, text, _ = written(scenes.recalled(), "recalled")
    assert "济南市已撤回下列稿件" in text


@pytest.mark.parametrize("template", ["received", "arrived", "lead"])
def test_a_revisions_mail_has_the_time_of_this_sending(template: str):
    campaign_kind = Kind.CASE if template == "arrived" else Kind.HIGHLIGHT
    sent = scenes.submission(kind=campaign_kind, revision=2, late=True)
    event = SubmissionReceived(submission=sent, occurred_at=datetime(2022, 12, 6, 6, 30, tzinfo=UTC))
    for body in written(event, template)[1:]:
        assert "时间：2022-12-06 14:30" in body
        assert "时间：2022-12-05" not in body
    if template == "received":
        assert "首次报送时间（2022-12-05 12:00）晚于截止日期" in written(event, template)[1]


def test_a_correction_says_what_it_replaces_and_where_that_stands():
    drafts = tuple(
        draft.model_copy(update={"url": "https://weibo.com/1/abc"} if draft.content_type == "weibo.status" else {})
        for draft in scenes.released().story.drafts
    )
    event = scenes.released(corrections=scenes.ALL, drafts=drafts)
    station, office = [message for message in messages(event) if message.template == "released"]
    mail, text, html = opened(WORDS.write(office, Addressee("李老师", "li@example.org")).content)
    assert str(mail["Subject"]).startswith("【更正发布包已备好】")
    assert "· 微博（更正，替换已发布的 https://weibo.com/1/abc）\n" in text
    assert "· 头条文章（更正，替换此前的发布包，其发布网址尚未登记）\n" in text
    for body in (text, html):
        assert "请勿与原稿并存" in body
    assert "更正" in WORDS.spoken("released", office.facts)
    mail, text, _ = opened(WORDS.write(station, Addressee("台", "tv@example.org")).content)
    assert str(mail["Subject"]).startswith("【电视台供稿更正】")
    assert "· 电视台供稿（更正，替换此前的供稿）\n" in text
    assert "更正" not in written(scenes.released(), "released")[1]


def test_an_office_is_led_to_a_page_that_it_may_open():
    story = scenes.released().story.id
    office = next(m for m in messages(scenes.released()) if m.recipient == "contact:zhidao")
    _, text, html = opened(WORDS.write(office, Addressee("李老师", "li@example.org")).content)
    for body in (text, html):
        assert f"https://lianbo.example.org/office/stories/{story}" in body
        assert "/desk/" not in body
