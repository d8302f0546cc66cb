"""Every act that the code records has words, and the trail shows them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

import pytest

from accounts.choices import Role
from accounts.models import User
from auditing.services import record
from auditing.wording import words_of
from clues.choices import Act
from core.gathering import modules_named
from intake.models import RowCorrection
from tests.visitors import signed_in


ROOT = Path(__file__).resolve().parents[2]
# Parts of an action that are worked out: what they may be.
COMPUTED = {
    ("clues/services/recording.py", "act"): Act.values,
    ("intake/services/correcting.py", "correction._meta.app_label"): sorted(
        {model._meta.app_label for model in apps.get_models() if issubclass(model, RowCorrection)}
    ),
}
# Recorded by older versions; their lines stand.
ONCE = {"villages.keep-line"}


def sources() -> list[Path]:
    return [
        path
        for app in settings.OWN_APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    ]


def named(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


class Actions:
    """The actions that one file records, whichever way it puts them together."""

    def __init__(self, path: Path, text: str = "") -> None:
        self.path = str(path.relative_to(ROOT))
        self.tree = ast.parse(text or path.read_text(encoding="utf-8"))
        self.calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]

    def found(self) -> set[str]:
        return {
            action
            for around in ast.walk(self.tree)
            if isinstance(around, ast.FunctionDef)
            for call in ast.walk(around)
            if isinstance(call, ast.Call) and named(call) == "record"
            for keyword in call.keywords
            if keyword.arg == "action"
            for action in self.said(keyword.value, around)
        }

    def said(self, node: ast.AST, around: ast.FunctionDef) -> Iterator[str]:
        if (self.path, ast.unparse(node)) in COMPUTED:
            yield from COMPUTED[self.path, ast.unparse(node)]
        elif isinstance(node, ast.Constant):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from self.said(node.body, around)
            yield from self.said(node.orelse, around)
        elif isinstance(node, ast.JoinedStr):
            found = [""]
            for part in node.values:
                value = part.value if isinstance(part, ast.FormattedValue) else part
                found = [begun + more for begun in found for more in self.said(value, around)]
            yield from found
        elif isinstance(node, ast.Subscript):
            table = next(
                one.value
                for one in self.tree.body
                if isinstance(one, ast.Assign | ast.AnnAssign)
                and ast.unparse(node.value) in ast.unparse(one).partition("=")[0]
            )
            for value in table.values:
                yield from self.said(value, around)
        elif isinstance(node, ast.Name):
            yield from self.given(node.id, around)
        else:
            raise AssertionError(f"{self.path}:{node.lineno} records what no test can read")

    def given(self, name: str, function: ast.FunctionDef) -> Iterator[str]:
        """What callers in this file give for a parameter."""
        names = [one.arg for one in function.args.args]
        assert name in names, f"{self.path}: say what {name} may be"
        given = [
            (one.args[names.index(name)], around)
            for around in ast.walk(self.tree)
            if isinstance(around, ast.FunctionDef)
            for one in ast.walk(around)
            if isinstance(one, ast.Call) and named(one) == function.name
        ]
        assert given, f"{self.path}: nobody calls {function.name}"
        for value, around in given:
            yield from self.said(value, around)


def recorded() -> dict[str, str]:
    """Every action with the file that records it."""
    return {action: str(path) for path in sources() for action in Actions(path).found()}


def worded() -> set[str]:
    return {action for module in modules_named("acts") for action in module.ACTS}


def test_every_recorded_act_has_words():
    actions = recorded()
    assert len(actions) > 80
    assert {"clues.take", "funds.keep-row", "admin.add", "accounts.recall-staff-change"} <= set(actions)  # fmt: skip
    assert {one: where for one, where in actions.items() if one not in worded()} == {}


def test_no_words_are_left_over():
    assert worded() - set(recorded()) == ONCE


def test_an_act_belongs_to_one_app_that_says_its_words():
    brought = [
        (action, module.__name__) for module in modules_named("acts") for action in module.ACTS
    ]
    assert len(brought) == len(worded())
    for action, module in brought:
        # The administration's lists are auditing's.
        app = {"admin": "auditing"}.get(action.partition(".")[0], action.partition(".")[0])
        assert module == f"{app}.acts", action


@pytest.mark.parametrize(
    "line",
    [
        'record(action="x.new-act", by=by)',
        'record(action="x.new-act" if by else "x.other", by=by)',
        "auditing.record(action=f\"x.{'new-act'}\", by=by)",
    ],
)
def test_the_search_finds_an_act_however_it_is_written(line):
    text = f"def act(by):\n    {line}\n"
    assert "x.new-act" in Actions(ROOT / "core/apps.py", text).found()


def test_the_search_refuses_what_it_cannot_read():
    text = "def act(by):\n    record(action=name_of(by), by=by)\n"
    with pytest.raises(AssertionError, match="no test can read"):
        Actions(ROOT / "core/apps.py", text).found()


def test_unknown_acts_keep_their_own_name():
    assert words_of("gone.long-ago") == "gone.long-ago"


def test_the_trail_says_every_act_in_words(town, settings):
    settings.PAGE_SIZE = settings.PAGE_SIZE_MAX = len(worded()) + 10
    User.objects.filter(pk=town.users[Role.AUDITOR].pk).update(region_code="350100000000")
    auditor = User.objects.get(pk=town.users[Role.AUDITOR].pk)
    for action in worded():
        record(action=action, by=auditor)
    answer = signed_in(auditor).get(reverse("portal:trail"))
    page = {line.action: told for line, _person, _clue, told in answer.context["lines"]}
    with translation.override("zh-hans"):
        assert {one: page[one] for one in worded()} == {one: words_of(one) for one in worded()}
    assert not [told for told in page.values() if "." in told]
    assert str(escape(page["accounts.sign-in"])) in answer.content.decode()
