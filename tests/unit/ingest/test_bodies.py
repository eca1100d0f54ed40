"""A body given back for editing is read as the blocks that it was."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.ingest.domain.body import as_markdown, as_text
from shared.contracts.submissions import Block
from shared.contracts.words import BlockKind
from shared.documents import BodyForm, read_body

KINDS = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.SUBHEADING, BlockKind.QUOTE, BlockKind.ITEM)

words = st.text(
    st.one_of(st.sampled_from("*_`#>-+=[]()!<&~|\\.1:/：，。"), st.characters(categories=["L", "N", "P"])), min_size=1
)


@given(st.lists(st.builds(Block, kind=st.sampled_from(KINDS), text=words), max_size=5))
@example([Block(kind=BlockKind.PARAGRAPH, text="1. 不是列表"), Block(kind=BlockKind.PARAGRAPH, text="---")])
@settings(max_examples=50)
def test_blocks_given_back_for_editing_are_read_as_the_same_blocks(blocks: list[Block]):
    assert list(read_body(BodyForm.MARKDOWN, as_markdown(blocks)).blocks) == blocks


def test_plain_blocks_given_back_as_text_are_read_as_the_same_blocks():
    blocks = read_body(BodyForm.TEXT, "一\n二").blocks
    assert read_body(BodyForm.TEXT, as_text(blocks)).blocks == blocks
