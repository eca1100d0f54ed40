"""Texts that are made to be slow: whoever sends them must hold up nobody else."""

MARKS = "《》“”（(#＃@、，。…—1%·：；字\u3000<"
PAIRS = (
    "《a》", "“字”", "（一）", "1,", "1-", "一、", "字。", "12月6日", "13800000000 ", "http://a.cn/ ", "#a# ", "@a ",
    "一是字。", "王，", "第1条", "1.2.", "a ", "\N{MAN}\u200d\N{WOMAN}",
)  # fmt: skip
CHARACTERS = 20_000


def texts() -> list[str]:
    """Forty: of one mark each, of one pair each, of lines as short as they may be."""
    repeated = [(mark * CHARACTERS)[:CHARACTERS] for mark in (*MARKS, *PAIRS)]
    return [*repeated[:39], "字\n" * 1999 + "字"]
