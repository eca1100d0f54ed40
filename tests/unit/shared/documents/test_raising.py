"""10<sup>4</sup> is 10⁴, never 104; and what has no character is written so that nobody misreads it."""

import json
from pathlib import Path

import pytest

from shared.documents import BodyForm, read_body

CASES = Path(__file__).parent / "cases"


def read(source: str) -> str:
    return "\n".join(block.text for block in read_body(BodyForm.HTML, source).blocks)


def test_powers_and_references_of_the_case():
    report = json.loads((CASES / "superscript.json").read_text("utf-8"))
    assert read(report["body_html"]) == "投入10⁴元，面积500m²，见注[3]。"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("10<sup>-3</sup>", "10⁻³"),
        ("10<sup>−3</sup>", "10⁻³"),
        ("10<sup><b>1</b><i>2</i></sup>", "10¹²"),
        ("10<sup> n + 1 </sup>", "10ⁿ⁺¹"),
        ("10<span style='vertical-align:super;font-size:8pt'>4</span>", "10⁴"),
        ("10<sup><span style='vertical-align:super'>4</span></sup>", "10⁴"),
        ("CO<sub>2</sub>", "CO₂"),
        ("H<span style='vertical-align:sub'>2</span>O", "H₂O"),
        ("1<sup>st</sup>", "1ˢᵗ"),
        ("联播<sup>TM</sup>，联播<sup>®</sup>", "联播™，联播®"),
        ("<sup>1</sup>/<sub>2</sub>", "¹/₂"),
        ("10<sup>2.5</sup>", "10^(2.5)"),
        ("10<sup>2<sup>3</sup></sup>", "10^(2³)"),
        ("甲<sup>①</sup>", "甲^(①)"),
        ("X<sub>总</sub>", "X_(总)"),
        ("见注<sup>[1,2]</sup>", "见注[1,2]"),
        ("见注<a href='#_ftn1'><span class=MsoFootnoteReference>[1]</span></a>", "见注[1]"),
        ("10<sup></sup>0", "100"),
        ("10<sup><del>4</del>5</sup>", "10⁵"),
        ("10<sup><p>4</p></sup>", "10\n4"),
    ],
)
def test_raised_and_lowered(source: str, text: str):
    assert read(source) == text
