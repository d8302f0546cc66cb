"""Names that are kept in Chinese and, where somebody wrote it, in English."""

from __future__ import annotations

from django.utils.translation import get_language


def in_language(chinese: str, english: str) -> str:
    """The name in the reader's language; the Chinese one where there is no other."""
    if english and not (get_language() or "zh").startswith("zh"):
        return english
    return chinese
