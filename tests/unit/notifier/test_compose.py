"""A mail's headers are what RFC 2047 asks for, whatever stands in them."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.notifier.emails.compose import Sender, compose
from tests.unit.notifier.scenes import NOON

WORDS = st.text(alphabet="联播济南市全民终身学习活动周，。“”：😀é abc019=?_", min_size=1, max_size=130)
LONG = "【线索】济南市历下区 2022 年全民终身学习活动周启动仪式暨“智慧助老” 优秀案例 、项目展示交流活动在泉城广场举行"


def headers(*, subject: str = "联播", name: str = "联播") -> bytes:
    mail = compose(
        sender=Sender(name, "lianbo@example.org"),
        id_="0" * 36,
        to="jinan@xn--fsqu00a.xn--fiqs8s",
        subject=subject,
        text="正文",
        html="<p>正文</p>",
        date=NOON,
    )
    return mail.content.partition(b"\r\n\r\n")[0]


def one_line(text: str) -> str:
    return " ".join(text.split()) or "联播"


@given(WORDS, WORDS)
@example(LONG, LONG)
@example("济" * 60, "南" * 60)
def test_no_encoded_word_has_more_than_75_characters(subject: str, name: str):
    said = headers(subject=one_line(subject), name=one_line(name))
    assert [word for word in re.findall(rb"=\?utf-8\?\S*\?=", said) if len(word) > 75] == []
    assert max(map(len, said.split(b"\r\n"))) <= 76


@given(WORDS)
@example(LONG)
@example("=?utf-8?q?a?=")
def test_a_subject_is_read_as_it_was_written(subject: str):
    assert message_from_bytes(headers(subject=one_line(subject)), policy=default)["Subject"] == one_line(subject)


@pytest.mark.parametrize("name", ["联播", "Lianbo, Jinan", LONG])
def test_the_sender_keeps_name_and_address(name: str):
    said = re.search(rb"^From: ([^\r]*(?:\r\n [^\r]*)*)", headers(name=name), re.MULTILINE)
    assert said
    assert str(make_header(decode_header(said[1].decode()))) == f"{name} <lianbo@example.org>"


def test_the_address_stands_as_it_is():
    assert b"\r\nTo: jinan@xn--fsqu00a.xn--fiqs8s\r\n" in headers()
