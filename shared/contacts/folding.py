"""What a Chinese keyboard makes of letters, digits and marks, as the plain ones that were meant."""

import unicodedata


def folded(text: str) -> str:
    """Ｊ as J, （ as (, ＠ as @; without what nobody sees, and with single spaces."""
    seen = (char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return " ".join("".join(seen).split())
