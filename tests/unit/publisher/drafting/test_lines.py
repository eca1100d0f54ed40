import pytest

from services.publisher.drafting.lines import lines_of, told, untold
from shared.contracts.words import BlockKind
from tests.contracts.stories import story


@pytest.mark.parametrize(
    "line", ["一、活动主题和时间", "（二）扎实开展智慧助老", "(三)做法", "3.经验与启示", "第一章 总则"]
)
def test_a_numbered_line_without_a_full_stop_is_a_heading(line: str):
    assert lines_of(story(body=line))[0].is_heading


@pytest.mark.parametrize(
    "line", ["一、深入学习。各地要按部署开展。", "一个老人学会了扫码", "12.5%的居民参加", "（二）要求：", "二胡班开课"]
)
def test_a_line_that_tells_something_is_none(line: str):
    assert not lines_of(story(body=line))[0].is_heading


def test_headings_are_left_untold_where_there_is_more():
    source = story(body="活动概况\n济南启动读书节。\n一、做法\n市民来到图书馆。", kinds=(BlockKind.HEADING,))
    assert [line.text for line in told(source)] == ["济南启动读书节。", "市民来到图书馆。"]
    assert [(line.text, line.block) for line in untold(source)] == [("活动概况", 0), ("一、做法", 2)]


def test_a_report_of_headings_alone_is_told_by_them():
    source = story(body="一、做法\n二、经验")
    assert [line.text for line in told(source)] == ["一、做法", "二、经验"]
    assert untold(source) == []
