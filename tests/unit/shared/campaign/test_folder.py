# ruff: noqa: E501  a table of mistakes reads best with one a line
"""A campaign's folder is checked whole: every mistake at once, with file, field and remedy."""

import os
import re
import shutil
from pathlib import Path

import pytest

from shared.campaign.fault import CampaignError
from shared.campaign.folder import load_campaign
from shared.contracts.words import Kind

SAMPLE = Path("deploy/campaigns/2022-lifelong-learning-week")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "campaign"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(folder: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(CampaignError) as raised:
        load_campaign(folder)
    return [(fault.file, fault.field, fault.message) for fault in raised.value.faults]


def test_the_sample_says_what_the_notice_says():
    campaign = load_campaign(SAMPLE)
    assert campaign.theme == "学习贯彻二十大，终身学习向未来"
    assert (campaign.ceremony.on, campaign.ceremony.text, campaign.ceremony_place) == (None, "12月上旬", "烟台市")
    deadline = campaign.deadline_of(Kind.CASE)
    assert deadline is not None
    assert str(deadline.on) == "2022-12-30"
    assert campaign.deadline_of(Kind.SUMMARY) == deadline
    assert campaign.deadline_of(Kind.HIGHLIGHT) is None
    assert {rules.kind for rules in campaign.kinds if rules.drafts} == {Kind.HIGHLIGHT, Kind.CASE}


def test_the_cities_stand_in_the_order_of_their_codes():
    cities = [unit for unit in load_campaign(SAMPLE).units if unit.type == "city"]
    assert len(cities) == 16
    assert [unit.code for unit in cities] == sorted(unit.code for unit in cities)
    assert (cities[0].short_name, cities[5].login, cities[-1].name) == ("济南", "yantai", "菏泽市")


def test_one_contact_has_only_a_phone():
    contacts = load_campaign(SAMPLE).contacts
    assert [contact.key for contact in contacts if not contact.email] == ["association"]
    assert all(contact.phone for contact in contacts)


def test_the_samples_addresses_lead_nowhere():
    assert all(contact.email.endswith("@example.org") for contact in load_campaign(SAMPLE).contacts if contact.email)


ONE_CHANGE = [
    # file, from, to, then the fault's file, field and a part of its remedy
    ("campaign.toml", 'theme = "', 'thema = "', "campaign.toml", "theme", "必填"),
    ("campaign.toml", 'theme = "', 'thema = "', "campaign.toml", "thema", "没有这一项"),
    ("campaign.toml", 'key = "2022-', 'key = "二〇二二-', "campaign.toml", "key", "小写字母"),
    ("campaign.toml", 'title = "启动仪式"', 'title = " "', "campaign.toml", "categories[2].title", "不能为空"),
    ("campaign.toml", "on = 2022-12-30", 'on = "年底"', "campaign.toml", "deadlines[2].on", "应为日期"),
    ("campaign.toml", 'ceremony = { text = "12月上旬" }', "ceremony = {}", "campaign.toml", "ceremony", "text"),
    ("campaign.toml", 'kind = "summary"', 'kind = "report"', "campaign.toml", "kinds[3].kind", "只能是：highlight"),
    ("campaign.toml", 'kinds = ["summary", "case"]', 'kinds = ["case", "case"]', "campaign.toml", "deadlines[2].kinds", "只留一个"),
    ("campaign.toml", "remind_days_before = [7", "remind_days_before = [-7", "campaign.toml", "deadlines[2].remind_days_before[1]", "太小"),
    ("campaign.toml", 'offices = ["station"]', 'offices = ["statoin"]', "campaign.toml", "kinds[1].offices", "没有 statoin"),
    ("campaign.toml", 'key = "ceremony"', 'key = "reading"', "campaign.toml", "categories[5].key", "重复"),
    ("campaign.toml", 'unit_type = "college"', 'unit_type = "school"', "campaign.toml", "quotas[3].unit_type", "没有 school 类单位"),
    ("campaign.toml", "at_most = 2", "at_most = 0", "campaign.toml", "quotas[1].at_most", "小于 at_least"),
    ("campaign.toml", "at_least = 1", "at_least = -1", "campaign.toml", "quotas[1].at_least", "太小"),
    ("campaign.toml", "at_least = 1", "at_least = true", "campaign.toml", "quotas[1].at_least", "应为整数"),
    ("campaign.toml", 'final = "分管厅领导"', "", "campaign.toml", "stage_titles.final", "缺少"),
    ("campaign.toml", "weibo = [", "wiebo = [", "campaign.toml", "topics.wiebo", "只能是"),
    ("campaign.toml", "at_least = 1", "at_least = -1", "campaign.toml", "quotas[1].at_least", "太小"),
    ("campaign.toml", 'channel = "山东', 'url = "javascript:1"\nchannel = "山东', "campaign.toml", "live[1].url", "https://"),
    ("campaign.toml", 'help = "zhidao"', 'help = "nobody"', "campaign.toml", "help", "没有 nobody"),
    ("campaign.toml", "[topics]", "[topics", "campaign.toml", "", "TOML 写法有误"),
    ("units.toml", 'code = "370200"', 'code = "370100"', "units.toml", "units[2].code", "重复"),
    ("units.toml", 'type = "city"', 'type = "town"', "units.toml", "units[1].type", "只能是：city、county、college"),
    ("units.toml", 'login = "jinan"', 'login = "济南"', "units.toml", "units[1].login", "小写字母"),
    ("units.toml", 'login = "jinan"', f'login = "{65 * "x"}"', "units.toml", "units[1].login", "最多64个字"),
    ("units.toml", 'code = "370200"', f'code = "{65 * "7"}"', "units.toml", "units[2].code", "最多64个字母、数字"),
    ("units.toml", 'code = "370200"', f'code = "{8 * "青"}"', "units.toml", "units[2].code", "一个汉字按9个计"),
    ("contacts.toml", 'key = "association"', f'key = "{65 * "x"}"', "contacts.toml", "contacts[2].key", "最多64个字"),
    ("units.toml", "[[units]]", "[[unit]]", "units.toml", "unit", "此文件只写 units"),
    ("contacts.toml", 'email = "minji@example.org"', 'email = "minji"', "contacts.toml", "contacts[1].email", "邮箱不完整"),
    ("contacts.toml", 'email = "minji@example.org"', 'email = "a@b.cn\\r\\nBcc: c@d.cn"', "contacts.toml", "contacts[1].email", "只能填一个邮箱"),
    ("contacts.toml", 'email = "minji@example.org"', 'email = "minji@example.org。"', "contacts.toml", "contacts[1].email", "末尾多了"),
    ("contacts.toml", 'phone = "0531-0000 0002"', 'phone = "不详"', "contacts.toml", "contacts[2].phone", "读不出电话"),
    ("contacts.toml", 'phone = "0531-0000 0002"', "", "contacts.toml", "contacts[2]", "至少写一个"),
    ("contacts.toml", 'key = "association"', 'key = "submitter"', "contacts.toml", "contacts[2].key", "另有含义"),
    ("accounts.toml", 'platform = "douyin"', 'platform = "tiktok"', "accounts.toml", "accounts[1].platform", "只能是：douyin、"),
    ("routes.toml", 'event = "story.filed"', 'event = "story.field"', "routes.toml", "routes[4].event", "没有 story.field 这种事件"),
    ("routes.toml", 'template = "filed"', 'template = "field"', "routes.toml", "routes[4].template", "没有 field 这份邮件"),
    ("routes.toml", 'template = "filed"', 'template = "lead"', "routes.toml", "routes[4].template", "lead 说的不是 story.filed"),
    ("routes.toml", 'to = ["station"]', 'to = ["statoin"]', "routes.toml", "routes[2].to", "没有 statoin"),
    ("routes.toml", 'to = ["station"]', "to = []", "routes.toml", "routes[2].to", "没有收件人"),
    ("routes.toml", 'to = ["station"]', 'to = ["signers"]', "routes.toml", "routes[2].to", "没有 signers"),
    ("routes.toml", 'kinds = ["highlight"]', 'verdicts = ["pass"]', "routes.toml", "routes[2].verdicts", "只能用于 draft.reviewed"),
    ("routes.toml", 'kinds = ["highlight"]', 'content_types = ["tv.item"]', "routes.toml", "routes[2].content_types", "只能用于 draft."),
    ("words/superlatives.toml", '"国家级", ', '"国家级", "国家级", ', "words/superlatives.toml", "terms[2]", "重复"),
    ("words/leaders.toml", 'terms = ["', 'terms = [7, "', "words/leaders.toml", "terms[1]", "应为文字"),
    ("words/wrong_terms.toml", '= "终身学习"', '= "终生学习"', "words/wrong_terms.toml", "terms.终生学习", "相同"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "where", "field", "remedy"), ONE_CHANGE)
def test_one_mistake_is_named_with_its_remedy(
    folder: Path, file: str, old: str, new: str, where: str, field: str, remedy: str
):
    edit(folder, file, old, new)
    messages = [message for in_file, name, message in faults(folder) if (in_file, name) == (where, field)]
    assert [message for message in messages if remedy in message] != []


def test_contacts_are_read_as_people_write_them(folder: Path):
    edit(folder, "contacts.toml", 'email = "minji@example.org"', 'email = "ｍｉｎｊｉ＠example.org"')
    edit(folder, "contacts.toml", 'phone = "0531-0000 0001"', 'phone = "（0531）00000001—8012"')
    minji = load_campaign(folder).contact("minji")
    assert minji
    assert (minji.email, minji.phone) == ("minji@example.org", "0531-00000001转8012")


def test_every_mistake_is_told_at_once(folder: Path):
    edit(folder, "units.toml", 'code = "370300"', 'code = "370200"')
    edit(folder, "units.toml", 'type = "city"', 'type = "town"')
    edit(folder, "contacts.toml", 'email = "zhidao@example.org"', "email = 5")
    edit(folder, "routes.toml", 'to = ["submitter"]', "")
    edit(folder, "routes.toml", 'to = ["station"]', 'to = ["nobody"]')
    edit(folder, "campaign.toml", 'first = "责任编辑"', "")
    (folder / "words" / "jokes.toml").write_text("terms = []", encoding="utf-8")
    assert {(file, field) for file, field, _ in faults(folder)} == {
        ("units.toml", "units[1].type"),
        ("units.toml", "units[3].code"),
        ("contacts.toml", "contacts[3].email"),
        ("routes.toml", "routes[1].to"),
        ("routes.toml", "routes[2].to"),
        ("campaign.toml", "stage_titles.first"),
        ("words/jokes.toml", ""),
    }


def test_entries_keep_their_numbers_beside_a_broken_one(folder: Path):
    edit(folder, "routes.toml", 'event = "submission.received"\n', "")
    edit(folder, "routes.toml", 'to = ["station"]', 'to = ["nobody"]')
    assert {field for _, field, _ in faults(folder)} == {"routes[1].event", "routes[2].to"}


def test_a_missing_file_does_not_hide_the_mistakes_of_the_others(folder: Path):
    (folder / "contacts.toml").unlink()
    edit(folder, "accounts.toml", 'platform = "tv"', 'platform = "radio"')
    assert {(file, field) for file, field, _ in faults(folder)} == {
        ("contacts.toml", ""),
        ("accounts.toml", "accounts[4].platform"),
    }


def test_a_missing_folder_is_one_clear_fault(tmp_path: Path):
    assert [message for _, _, message in faults(tmp_path / "nowhere")] == [
        "没有这个文件夹或无权读取，请检查 LIANBO_CAMPAIGN"
    ]


def test_a_file_in_another_encoding_is_refused(folder: Path):
    (folder / "units.toml").write_bytes('[[units]]\nname = "济南"'.encode("gb18030"))
    assert ("units.toml", "", "不是 UTF-8 编码，请另存为 UTF-8") in faults(folder)


def test_a_file_that_cannot_be_read_is_one_fault_of_its_own(folder: Path):
    (folder / "units.toml").unlink()
    (folder / "units.toml").mkdir()  # as root a test cannot take the right to read away
    assert [(file, field) for file, field, _ in faults(folder)] == [("units.toml", "")]


def test_a_folder_that_may_not_be_looked_into_is_one_clear_fault(monkeypatch: pytest.MonkeyPatch, folder: Path):
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert [message for _, _, message in faults(folder)] == ["没有这个文件夹或无权读取，请检查 LIANBO_CAMPAIGN"]


def test_a_byte_order_mark_does_no_harm(folder: Path):
    file = folder / "routes.toml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert load_campaign(folder).routes


def test_word_lists_may_be_left_out(folder: Path):
    shutil.rmtree(folder / "words")
    assert load_campaign(folder).words.leaders == ()


def test_the_message_reads_as_a_list_to_work_through(folder: Path):
    edit(folder, "units.toml", 'code = "370200"', 'code = "370100"')
    with pytest.raises(CampaignError, match=re.escape("- units.toml units[2].code：“370100”重复，请改或删除")):
        load_campaign(folder)
