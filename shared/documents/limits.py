"""How much a body may hold, of a report and of its preview."""

from collections.abc import Sequence

from shared.contracts.submissions import Block

LONGEST_BODY = 50_000
"""Characters of text. A summary of a year is about 20,000; more is a book, and belongs in an attachment."""

MOST_PARAGRAPHS = 2_000
"""A summary of a year has some 300; a list of more belongs in a table, and that in an attachment."""

LONGEST_SOURCE = 500_000
"""Characters of HTML or Markdown as sent: Word's HTML is mostly marks around the text."""


def too_much(blocks: Sequence[Block]) -> str | None:
    """In Chinese: what there is too much of, and the remedy."""
    length = sum(len(block.text) for block in blocks)
    if length > LONGEST_BODY:
        return f"正文最多 {LONGEST_BODY} 个字，现有 {length} 个，请删减，或把详细材料作为附件。"
    if len(blocks) > MOST_PARAGRAPHS:
        return f"正文最多 {MOST_PARAGRAPHS} 段，现有 {len(blocks)} 段，请合并零散的段落，或把名单、表格作为附件。"
    return None
