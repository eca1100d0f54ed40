"""What nobody sees is taken out once, and said."""

from services.ingest.domain.tidying import Tidying
from shared.contracts.submissions import Block
from shared.contracts.words import BlockKind


def paragraphs(*texts: str) -> list[Block]:
    return [Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts]


def test_a_report_loses_what_nobody_sees_and_there_is_an_account_of_it():
    tidying = Tidying()
    assert tidying.line("\u202e 社区\u200b课堂  开课 ") == "社区课堂 开课"
    assert tidying.body(paragraphs("市民\u200b来到\u2066图书馆\x07。", "\u200b", "家：👨\u200d👩\u200d👧。")) == tuple(
        paragraphs("市民来到图书馆。", "家：👨\u200d👩\u200d👧。")
    )
    assert {said.what: said.times for said in tidying.said()} == {"方向控制符": 2, "零宽字符": 3, "控制字符": 1}


def test_of_a_clean_report_there_is_nothing_to_say():
    tidying = Tidying()
    assert tidying.body(paragraphs("市民来到图书馆。")) == tuple(paragraphs("市民来到图书馆。"))
    assert tidying.line("社区课堂开课") == "社区课堂开课"
    assert tidying.said() == ()
