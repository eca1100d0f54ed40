"""Powers without a character, references to notes and marks of a page stand in no draft unnoticed."""

import pytest

from services.publisher.stories.finding import Level
from tests.unit.publisher.drafting.findings.test_examine import noticed


@pytest.mark.parametrize(
    ("text", "rule", "found"),
    [
        ("投入10^(2.5)元。", "text.raised", "^(2.5)"),
        ("总量X_(总)不变。", "text.raised", "_(总)"),
        ("投入10^4元。", "text.raised", "^4"),
        ("见注[3]。", "text.reference", "[3]"),
        ("见注[1-3]。", "text.reference", "[1-3]"),
        ("被批注[a1]的话。", "text.reference", "[a1]"),
        ("<p>市民来到图书馆。", "text.markup", "<p>"),
        ("投入10<sup>4元。", "text.markup", "<sup>"),
        ("<span style='mso-hide:all'>藏", "text.markup", "<span style='mso-hide:all'>"),
        ("市民&nbsp;来到图书馆。", "text.markup", "&nbsp;"),
    ],
)
def test_it_blocks_until_an_editor_has_looked(text: str, rule: str, found: str):
    finding = noticed(text=text)[rule]
    assert finding.level is Level.BLOCK
    assert text[finding.start : finding.end] == found


@pytest.mark.parametrize(
    "text",
    [
        "投入10⁴元，面积500m²，CO₂下降5%。",
        "鲁教职字[2022]5号文件要求办好读书节。",
        "表情(^_^)和【快讯】，3<5，a_b。",
        "《社区<课堂>》开课，学员86人。",
        "[1] 张三",
        "AT&T与R&D。",
    ],
)
def test_what_is_meant_stays_quiet(text: str):
    assert not {"text.raised", "text.reference", "text.markup"} & set(noticed(text=text))
