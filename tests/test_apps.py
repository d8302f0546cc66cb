"""An app is known everywhere it has to be, and what it brings is found from the settings."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import clear_url_caches

import pytest

from accounts.choices import Role
from auditing.wording import words_of
from tests.visitors import enter


ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {path.parent.name for path in ROOT.glob("*/apps.py")}
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {one["id"]: one for one in CONFIG["tool"]["importlinter"]["contracts"]}
# Not built of views, services and models like the others: see the contract.
NO_LAYERS_INSIDE = {"core", "auditing", "accounts", "seeding", "portal"}
NO_CELERY = ("models", "selectors", "services", "engine", "rules")


def script_messages():
    spec = importlib.util.spec_from_file_location("script_messages", ROOT / "script/messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def layered() -> set[str]:
    layers = CONTRACTS["app-layers"]["layers"]
    return {app for layer in layers for app in re.split(r" [|:] ", layer)}


def without_celery() -> set[str]:
    return set(CONTRACTS["no-celery-below-tasks"]["source_modules"])


def below_tasks(apps: set[str]) -> set[str]:
    return {
        f"{app}.{part}"
        for app in apps
        for part in NO_CELERY
        if (ROOT / app / part).is_dir() or (ROOT / app / f"{part}.py").exists()
    }


# What each list must hold for these apps, and what it holds.
LISTS = {
    "settings": (lambda apps: apps, lambda: set(settings.OWN_APPS)),
    "import-linter": (
        lambda apps: apps,
        lambda: set(CONFIG["tool"]["importlinter"]["root_packages"]),
    ),
    "layers of apps": (lambda apps: apps, layered),
    "layers inside an app": (
        lambda apps: apps - NO_LAYERS_INSIDE,
        lambda: set(CONTRACTS["inside-an-app"]["containers"]),
    ),
    "no Celery below tasks": (below_tasks, without_celery),
    "coverage": (lambda apps: apps, lambda: set(CONFIG["tool"]["coverage"]["run"]["source"])),
    "tests": (
        lambda apps: apps,
        lambda: {path.parent.name for path in (ROOT / "tests").glob("*/__init__.py")},
    ),
}


# What a list holds that is no app.
BESIDE = {"tests": {"docs", "functional", "hostile"}, "coverage": {"templates"}}


def forgotten(name: str, apps: set[str]) -> set[str]:
    wanted, held = LISTS[name]
    return wanted(apps) - held()


@pytest.mark.parametrize("name", LISTS)
def test_every_app_is_in_the_list(name):
    assert forgotten(name, FOLDERS) == set()


@pytest.mark.parametrize("name", [name for name in LISTS if name != "no Celery below tasks"])
def test_the_list_names_no_app_that_is_gone(name):
    _wanted, held = LISTS[name]
    assert held() - BESIDE.get(name, set()) <= FOLDERS


@pytest.mark.parametrize("name", [name for name in LISTS if name != "no Celery below tasks"])
def test_a_list_that_forgets_an_app_is_found(name):
    assert forgotten(name, FOLDERS | {"throwaway"}) == {"throwaway"}


def test_a_module_that_may_import_celery_unseen_is_found(monkeypatch):
    shorter = [one for one in without_celery() if one != "clues.models"]
    monkeypatch.setitem(CONTRACTS["no-celery-below-tasks"], "source_modules", shorter)
    assert forgotten("no Celery below tasks", FOLDERS) == {"clues.models"}


def test_every_address_list_of_the_api_is_served():
    text = (ROOT / "portal/api_urls.py").read_text(encoding="utf-8")
    for path in ROOT.glob("*/api_urls.py"):
        if path.parent.name != "portal":
            assert f'"{path.parent.name}.api_urls"' in text


THROWAWAY = {
    "__init__.py": "",
    "apps.py": """
from django.apps import AppConfig

class ThrowawayConfig(AppConfig):
    name = "throwaway"
""",
    "acts.py": """
from django.utils.translation import gettext_lazy as _

ACTS = {"throwaway.toss": _("tossed a coin that nobody translated")}
""",
    "desk.py": """
from django.urls import reverse
from core.desk_page import Block, Link, Place

def links(user):
    yield Link(55, reverse("throwaway:coins"), "Coins of the house", "throwaway:")

def blocks(user):
    yield Block(Place.WORK, 55, "throwaway/_desk_coins.html", {"coins": 7})
""",
    "urls_desk.py": """
from django.http import HttpResponse
from django.urls import path
from accounts.permissions import Permission, requires

@requires(Permission.USE_DESK)
def coins(request):
    return HttpResponse("all coins")

app_name = "throwaway"
urlpatterns = [path("coins/", coins, name="coins")]
""",
    "templates/throwaway/_desk_coins.html": '{% load i18n %}<p>{{ data.coins }} {% translate "coins wait untranslated" %}</p>',
}


@pytest.fixture
def throwaway(tmp_path, monkeypatch):
    """An app of its own folder, named in the settings and nowhere else."""
    for name, text in THROWAWAY.items():
        path = tmp_path / "throwaway" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with override_settings(
        OWN_APPS=[*settings.OWN_APPS, "throwaway"],
        INSTALLED_APPS=[*settings.INSTALLED_APPS, "throwaway"],
        ROOT_URLCONF="tests.throwaway_urls",
    ):
        # The site's addresses, read anew as they would be at a start with this app.
        spec = importlib.util.spec_from_file_location(
            "tests.throwaway_urls", ROOT / "portal/urls.py"
        )
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "tests.throwaway_urls", module)
        spec.loader.exec_module(module)
        clear_url_caches()
        yield tmp_path
    clear_url_caches()
    for name in [name for name in sys.modules if name.split(".")[0] == "throwaway"]:
        del sys.modules[name]


def test_a_new_app_is_served_and_shown_at_the_desk(town, throwaway):
    client = enter(Client(), town.users[Role.REVIEWER])
    page = client.get("/desk/").content.decode()
    assert '<a href="/desk/coins/">Coins of the house</a>' in page
    assert "7 coins wait untranslated" in page
    assert client.get("/desk/coins/").content == b"all coins"
    assert Client().get("/desk/coins/").status_code == 302


def test_the_acts_of_a_new_app_have_its_words(throwaway):
    assert words_of("throwaway.toss") == "tossed a coin that nobody translated"
    assert render_to_string("throwaway/_desk_coins.html", {"data": {"coins": 7}})


def test_a_new_app_with_an_untranslated_message_is_found(throwaway):
    messages = script_messages()
    messages.ROOT = throwaway
    found = {message.id for message in messages.extract() if message.id}
    assert {"tossed a coin that nobody translated", "coins wait untranslated"} <= found
