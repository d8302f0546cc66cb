"""What the documents on security name exists: tests, modules, and every item of the standard once."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
SECURITY, ASVS = ROOT / "docs/security.md", ROOT / "docs/asvs.md"
DOCUMENTS = pytest.mark.parametrize("path", [SECURITY, ASVS], ids=lambda path: path.name)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_PATH = re.compile(r"`([a-z_.]+(?:/[\w.-]+)+/?|[a-z-]+\.(?:txt|yml|toml|md))`")
STATES = ("held", "partly", "not", "n.a.")
# Chapter and section of OWASP ASVS 4.0.3 with the last parts of the numbers of level 1 or 2.
ITEMS = """
1.1:1-7 1.2:1-4 1.4:1,4,5 1.5:1-4 1.6:1-4 1.7:1-2 1.8:1-2 1.9:1-2 1.10:1 1.11:1-2 1.12:2 1.14:1-6
2.1:1-12 2.2:1-3 2.3:1-3 2.4:1-5 2.5:1-7 2.6:1-3 2.7:1-6 2.8:1-7 2.9:1-3 2.10:1-4
3.1:1 3.2:1-4 3.3:1-4 3.4:1-5 3.5:1-3 3.7:1
4.1:1-3,5 4.2:1-2 4.3:1-3
5.1:1-5 5.2:1-8 5.3:1-10 5.4:1-3 5.5:1-4
6.1:1-3 6.2:1-6 6.3:1-2 6.4:1-2
7.1:1-4 7.2:1-2 7.3:1,3,4 7.4:1-3
8.1:1-4 8.2:1-3 8.3:1-8
9.1:1-3 9.2:1-4
10.2:1-2 10.3:1-3
11.1:1-8
12.1:1-3 12.2:1 12.3:1-6 12.4:1-2 12.5:1-2 12.6:1
13.1:1,3-5 13.2:1-3,5,6 13.3:1-2 13.4:1-2
14.1:1-4 14.2:1-6 14.3:2-3 14.4:1-7 14.5:1-4
"""


@lru_cache(maxsize=256)
def names_in(file: Path) -> frozenset[str]:
    """The names of the tests of a file, inside classes too."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))


def items() -> list[str]:
    found = []
    for section, numbers in (word.split(":") for word in ITEMS.split()):
        for part in numbers.split(","):
            first, _dash, last = part.partition("-")
            found += [f"{section}.{n}" for n in range(int(first), int(last or first) + 1)]
    return found


def rows(path: Path) -> list[list[str]]:
    """The cells of every line of the tables, without headings."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if not set(row[0]) <= {"-", ":"} and row[0] not in {"promise", "number"}]  # fmt: skip


@DOCUMENTS
def test_every_test_that_is_named_exists(path):
    named = _TEST.findall(path.read_text(encoding="utf-8"))
    assert len(named) > 40
    missing = {
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file() or name not in names_in(ROOT / file)
    }
    assert missing == set()


@DOCUMENTS
def test_every_path_that_is_named_exists(path):
    named = set(_PATH.findall(path.read_text(encoding="utf-8")))
    assert len(named) > 20
    assert {each for each in named if not (ROOT / each).exists()} == set()


def test_every_promise_names_its_module_and_its_test():
    promises = rows(SECURITY)
    assert len(promises) > 40
    for promise, module, test in promises:
        assert _PATH.fullmatch(module), promise
        assert _TEST.fullmatch(test), promise


def test_every_item_of_the_standard_stands_once():
    assert [row[0] for row in rows(ASVS)] == items()


def test_every_item_says_what_holds_it_or_what_is_missing():
    for number, words, state, where, test, missing in rows(ASVS):
        assert words, number
        assert state in STATES, number
        assert test, number
        if state == "held":
            assert where, number
            assert test == "by reading" or _TEST.search(test), number
        else:
            assert missing, f"{number} is {state} and does not say why"


def test_the_counts_at_the_top_are_those_of_the_table():
    counted = Counter(row[2] for row in rows(ASVS))
    told = re.findall(r"\*\*(\d+)\*\* (held|partly|not|n\.a\.)", ASVS.read_text(encoding="utf-8"))
    assert told == [(str(counted[state]), state) for state in STATES]
