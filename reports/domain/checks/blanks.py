"""Texts that say nothing, and texts that say the same but for their marks."""

import unicodedata

#: With whatever marks around them: 无。 is 无, "-" and "/" are blanks.
_NOTHING = frozenset({"", "无", "暂无", "没有", "0"})
#: A longer text says something.
_LONGEST = 40


def words_alone(text: str) -> str:
    """The text without blanks and punctuation, in plain forms."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def says_nothing(text: str) -> bool:
    """Whether a reason or a problem is a blank, a dash or 无: 无。, 暂无；, —."""
    return len(text.strip()) <= _LONGEST and words_alone(text) in _NOTHING
