"""What must be said is asked for, and kept without numbers of persons."""

import pytest

from core.exceptions import PortalError
from core.free_text import REASON_AT_LEAST, require_reason, require_text
from tests.town import identity


@pytest.mark.parametrize("words", ["", "  \n\t", "\x00\x07"])
def test_nothing_is_no_text(words):
    with pytest.raises(PortalError, match="Say why"):
        require_text(words, "Say why.")


def test_a_text_is_kept_clean():
    assert require_text("  核查属实 \x00", "Say why.") == "核查属实"
    assert identity(1) not in require_text(f"号码{identity(1)}有误", "Say why.")


@pytest.mark.parametrize("words", ["", "有误", " 有 误 ", "有误\x00\x00\x00\x00"])
def test_a_reason_is_more_than_a_word(words):
    with pytest.raises(PortalError, match="in a sentence"):
        require_reason(words, "Give the reason in a sentence.")


def test_a_short_sentence_is_a_reason():
    words = "名册传错"
    assert len(words) == REASON_AT_LEAST
    assert require_reason(f" {words} ", "Give the reason in a sentence.") == words
