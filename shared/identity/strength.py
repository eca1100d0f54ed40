"""Whether a password can be guessed: by lists of common ones, by patterns, by what is known of its account."""

from collections.abc import Iterable

from zxcvbn import zxcvbn

SHORTEST = 10
LONGEST = 200
JUDGED = 72
"""Characters that are looked at: the time grows with them, and no longer one is weak for what comes after."""
SAFE = 3
"""Of zxcvbn's 0 to 4: more than 10⁸ guesses, too many for a login that is slowed down."""
EVERYBODYS = ("lianbo", "联播", "woaini", "mima", "zhongguo", "shandong", "520", "1314", "password")

TOO_EASY = (
    "这个密码太容易猜到（常用密码、重复或连续的字符、账号或单位名称都不行），请换一个，例如几个不相干的词连在一起。"
)


def weakness(password: str, own_words: Iterable[str]) -> str:
    """What is wrong with it, with the remedy, in Chinese; empty where nothing is."""
    if len(password) < SHORTEST:
        return f"密码至少 {SHORTEST} 位，现有 {len(password)} 位，请加长。"
    if len(password) > LONGEST:
        return f"密码最多 {LONGEST} 位。"
    words = [word for word in (*own_words, *EVERYBODYS) if word]
    if zxcvbn(password[:JUDGED], user_inputs=words)["score"] < SAFE:
        return TOO_EASY
    return ""
