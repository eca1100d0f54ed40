from datetime import UTC, date, datetime

import pytest

from shared.contracts import words
from shared.identity import Role
from shared.web.filters import filesize, label, local_date, local_time, proof_label, tone


@pytest.mark.parametrize(
    "enum",
    [
        words.Kind, words.ContentType, words.SubmissionState, words.DraftState, words.Stage, words.Verdict,
        words.Consent, words.AiUse, words.FileRole, Role,
    ],
)  # fmt: skip
def test_every_word_has_a_chinese_name_as_enum_and_as_text(enum: type[words.Kind]):
    for word in enum:
        assert label(word) != word.value
        assert label(word.value) != word.value


@pytest.mark.parametrize(
    ("word", "name"),
    [
        (words.Kind.HIGHLIGHT, "活动亮点"),
        (words.DraftState.AWAITING_FINAL_REVIEW, "待终审"),
        (words.SubmissionState.RETURNED, "退回修改"),
        (words.ContentType.TOUTIAO_MICRO, "微头条"),
        (words.Verdict.HOLD, "备用"),
        ("first", "初审"),
        ("something else", "something else"),
        (None, "None"),
    ],
)
def test_words_are_called_as_the_users_call_them(word: object, name: str):
    assert label(word) == name


def test_a_proof_is_called_by_its_stage():
    assert [proof_label(stage) for stage in ("first", "second", "final")] == ["一校", "二校", "三校"]


@pytest.mark.parametrize("enum", [words.DraftState, words.SubmissionState])
def test_every_state_has_a_colour_of_its_own_kind(enum: type[words.DraftState]):
    quiet = {"held", "superseded", "filed"}
    for state in enum:
        assert (tone(state) == "calm") == (state.value in quiet), state


def test_times_are_those_of_the_users_clock():
    moment = datetime(2022, 12, 30, 16, 30, tzinfo=UTC)
    assert local_time(moment) == "2022-12-31 00:30"
    assert local_time(None) == ""
    assert local_date(moment) == "12月31日"
    assert local_date(date(2022, 12, 5)) == "12月5日"
    assert local_date(None) == ""


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (20_000, "20 KB"), (1_500_000, "1.4 MB"), (600 * 2**20, "600 MB"),
     (5 * 2**30, "5.0 GB")],
)  # fmt: skip
def test_sizes_can_be_read(size: int, text: str):
    assert filesize(size) == text
