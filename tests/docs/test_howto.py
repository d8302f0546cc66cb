"""The how-tos are complete, count what they name, and what they ask for is asked of the code too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intake.sheets import all_sheets
from matching.models import REGISTRIES
from seeding.plans import KEEPERS
from tests.matching import test_rule_cases
from tests.portal import test_published_rows_stay
from tests.test_repository import READMES, documents


ROOT = Path(__file__).resolve().parents[2]
HOWTO = ROOT / "docs/howto.md"
# The seed brings them by a way of its own.
_APART = {"deaths"}
_MANY = {"two": 2, "both": 2, "three": 3}
_WHOLE = re.compile(r"\b(?:is|in) (?:one|a single) (?:class|file)\b|是一个(?:类|文件)")


def lists() -> dict[str, str]:
    """Every how-to by its heading."""
    _begin, *parts = re.split(r"^## (.+)\n", HOWTO.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def touched(text: str) -> tuple[int, int]:
    """How many files a how-to says that it touches, and how many it names."""
    said = re.search(r"^Touches (\d+) files?\b[^:]*: (.+?)\.(?: |$)", text, re.MULTILINE)
    assert said is not None
    named = re.sub(r" \([^)]*\)", "", said[2])
    items = re.split(r", and |, | and ", named)
    return int(said[1]), sum(_MANY.get(item.split()[0], 1) for item in items)


def test_there_are_seven():
    assert list(lists()) == [
        "A kind of sheet", "A registry", "A rule", "A public page", "An act at the desk", "An app",
        "A migration",
    ]  # fmt: skip


@pytest.mark.parametrize("name", lists())
def test_it_counts_the_files_that_it_names(name):
    said, named = touched(lists()[name])
    assert said == named


@pytest.mark.parametrize("name", lists())
def test_it_has_steps_and_a_command_that_proves_it(name):
    steps = re.findall(r"^(\d+)\. ", lists()[name], re.MULTILINE)
    assert steps == [str(number) for number in range(1, len(steps) + 1)]
    assert len(steps) > 3
    (commands,) = re.findall(r"^```sh\n(.+?)^```", lists()[name], re.MULTILINE | re.DOTALL)
    assert all(re.match(r"script/(?:test|lint)\b", line) for line in commands.splitlines())


@pytest.mark.parametrize("name", lists())
def test_the_tests_that_prove_it_exist(name):
    named = re.findall(r"(?<![\w`])tests/[\w/.]+", lists()[name])
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_nobody_is_promised_less_work():
    """That something is one class or one file was said where it touched many."""
    promised = [
        f"{path.name}: {found[0]}"
        for path in documents()
        if (found := _WHOLE.search(path.read_text(encoding="utf-8")))
    ]
    assert promised == []


@pytest.mark.parametrize("path", [*READMES, ROOT / "CONTRIBUTING.md", ROOT / "docs/README.md"])
def test_newcomers_find_it(path):
    assert "howto.md" in path.read_text(encoding="utf-8")


def test_every_registry_has_a_keeper_in_the_city():
    """Without one its planted lines are left out in silence: seeding/plans.py."""
    assert set(REGISTRIES) - _APART - set(KEEPERS) == set()


def test_every_registry_has_a_usual_line_for_the_cases():
    """Without one its cases end in a KeyError: tests/matching/test_rule_cases.py."""
    assert set(REGISTRIES) - set(test_rule_cases._REGISTRY_DEFAULTS) == set()


def test_every_table_of_a_published_sheet_is_kept_by_triggers():
    """A table without any is not missed by the tests of triggers themselves."""
    published = {sheet.table for sheet in all_sheets() if not sheet.confidential}
    assert published - set(test_published_rows_stay.TABLES) == set()
