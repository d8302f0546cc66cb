"""No document names a path, a dotted name, a test or an option that is gone."""

from __future__ import annotations

import importlib
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import get_commands, load_command_class

import pytest

from portal.celery import app as celery
from tests.test_repository import documents


ROOT = Path(__file__).resolve().parents[2]
EVERY_DOCUMENT = pytest.mark.parametrize(
    "path", documents(), ids=lambda path: str(path.relative_to(ROOT))
)
_SPAN = re.compile(r"`([^`\n]+)`")
_BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_DOTTED = re.compile(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)(?:\([^)]*\))?")
_PATH = re.compile(r"\.?[A-Za-z_][\w.-]*(?:/[\w.*{},-]+)+/?")
_TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
_FILE = re.compile(
    r"\.(?:conf|css|csv|docx|env|html|in|js|json|jsonl|log|md|mo|po|png|py|sh|sql|sqlite|toml|txt|xls|xlsx|xml|yml|zip)$"
)
_SCRIPT = re.compile(r"^\s*(?:\w+=\S+ )*((?:script|\.ci)/[a-z]+)(.*)$", re.MULTILINE)
_COMMAND = re.compile(r"manage\.py ([a-z_]{3,})(.*)$", re.MULTILINE)
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
# Begins of paths that are none of the sources: addresses, what is made, what stands elsewhere.
_MADE = ("var/", ".venv/", "media/", "postgres/", "application/", "text/", "image/", "runs/")
_TOP = {path.name for path in ROOT.iterdir()}
# Names of the outside world that documents speak of.
_ELSEWHERE = {"transaction.on_commit", "django_otp", "n.a"}


def code_of(path: Path) -> str:
    """All that a document writes as code, a line for each."""
    text = path.read_text(encoding="utf-8")
    blocks = _BLOCK.findall(text)
    return "\n".join([*_SPAN.findall(_BLOCK.sub("", text)), *blocks])


def spans(path: Path) -> set[str]:
    return set(_SPAN.findall(_BLOCK.sub("", path.read_text(encoding="utf-8"))))


@cache
def modules() -> dict[str, list[str]]:
    """Dotted modules of ours by their last part."""
    found: dict[str, list[str]] = {}
    for top in sorted(_TOP):
        if not (ROOT / top / "__init__.py").exists():
            continue
        for file in (ROOT / top).rglob("*.py"):
            parts = file.relative_to(ROOT).with_suffix("").parts
            parts = parts[:-1] if parts[-1] == "__init__" else parts
            found.setdefault(parts[-1], []).append(".".join(parts))
    return found


@cache
def classes() -> dict[str, list[str]]:
    """Modules of ours by the classes that stand in them."""
    found: dict[str, list[str]] = {}
    for names in modules().values():
        for name in names:
            file = ROOT / (name.replace(".", "/") + ".py")
            if not file.exists():
                file = ROOT / name.replace(".", "/") / "__init__.py"
            for made in re.findall(r"^class (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE):
                found.setdefault(made, []).append(name)
    return found


def leads(start: Any, parts: list[str]) -> bool:
    for part in parts:
        if not hasattr(start, part):
            fields = getattr(start, "__dataclass_fields__", {}) | getattr(
                start, "__annotations__", {}
            )
            return part in fields
        start = getattr(start, part)
    return True


def module_leads(name: str, parts: list[str]) -> bool:
    """Through submodules as far as there are any, then through attributes."""
    start = importlib.import_module(name)
    for place, part in enumerate(parts):
        try:
            start = importlib.import_module(f"{name}.{part}")
        except ModuleNotFoundError:
            return leads(start, parts[place:])
        name = f"{name}.{part}"
    return True


def is_there(dotted: str) -> bool:
    first, *rest = dotted.split(".")
    return (
        dotted in _ELSEWHERE
        or dotted in celery.tasks
        or dotted.lower() in {model._meta.label_lower for model in apps.get_models()}
        or any(module_leads(name, rest) for name in modules().get(first, ()))
        or any(
            leads(getattr(importlib.import_module(name), first), rest)
            for name in classes().get(first, ())
        )
        or elsewhere(first, rest)
    )


def elsewhere(first: str, rest: list[str]) -> bool:
    """Of a library."""
    try:
        return module_leads(first, rest)
    except ImportError:
        return False


@EVERY_DOCUMENT
def test_dotted_names_lead_somewhere(path):
    celery.loader.import_default_modules()
    named = {
        found[1]
        for span in spans(path)
        if (found := _DOTTED.fullmatch(span)) and not _FILE.search(found[1])
    }
    assert sorted(name for name in named if not is_there(name)) == []


@pytest.mark.parametrize(
    "gone", ["funds.services.gone", "Payment.objects.gone", "gone.receive", "funds.Gone"]
)
def test_a_dotted_name_that_is_gone_is_found(gone):
    assert not is_there(gone)


@EVERY_DOCUMENT
def test_paths_exist(path):
    named = {span for span in spans(path) if _PATH.fullmatch(span)}
    # Of a program of the portal's tree, or beside the document.
    ours = {
        span for span in named
        if span.split("/")[0] in _TOP and not span.startswith(_MADE) and "{" not in span
    }  # fmt: skip
    gone = [span for span in ours if not list(ROOT.glob(span.rstrip("/")))]
    assert sorted(gone) == []


@EVERY_DOCUMENT
def test_tests_exist(path):
    for file, name in _TEST.findall(path.read_text(encoding="utf-8")):
        assert (ROOT / file).is_file(), file
        assert re.search(rf"^ *def {name}\(", (ROOT / file).read_text(), re.MULTILINE), name


@EVERY_DOCUMENT
def test_options_are_options_of_their_command(path):
    for command, rest in _COMMAND.findall(code_of(path)):
        if command in get_commands():
            parser = load_command_class(get_commands()[command], command).create_parser("", command)
            known = {option for action in parser._actions for option in action.option_strings}
            assert set(_OPTION.findall(rest)) <= known, command


@EVERY_DOCUMENT
def test_options_are_options_of_their_script(path):
    for script, rest in _SCRIPT.findall(code_of(path)):
        options = set(_OPTION.findall(rest.partition(";")[0].partition("#")[0]))
        if not options:
            continue
        assert os.access(ROOT / script, os.X_OK), script
        sources = [ROOT / script, *ROOT.glob(f"{script}.py")]
        if script == "script/bench":
            sources += (ROOT / "benchmarks").rglob("*.py")
        if script == "script/test":
            sources += [ROOT / "tests/conftest.py"]
        text = "\n".join(source.read_text(encoding="utf-8") for source in sources)
        assert {option for option in options if option not in text} == set(), script
