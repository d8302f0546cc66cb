"""The desk's way around and first page, put together from what the apps bring."""

from __future__ import annotations

from collections import Counter

from django.template.loader import get_template
from django.urls import reverse

import pytest

from accounts.choices import OfficeKind, Role
from accounts.models import User
from core.desk_page import AWAITED, Block, Place, blocks_for
from core.gathering import modules_named
from tests.town import payment
from tests.visitors import signed_in


DESK = "portal:desk"
# In the order in which they stand beside one another.
SECTIONS = {
    Role.UPLOADER: ["intake:batch-list", "funds-desk:correction-list", "intake:redaction-list", "clues:check-list"],
    Role.REVIEWER: ["intake:batch-list", "funds-desk:correction-list", "intake:redaction-list", "clues:check-list"],
    Role.INSPECTOR: ["intake:batch-list", "funds-desk:correction-list", "intake:redaction-list", "complaints-desk:list", "clues:clue-list", "matching:run-list", "matching:registries", "publication-desk:log"],
    Role.ADMINISTRATOR: ["intake:batch-list", "funds-desk:correction-list", "intake:redaction-list", "complaints-desk:offices", "matching:run-list", "portal:trail", "publication-desk:log", "accounts:staff-list", "admin:index", "funds-desk:loosening-list"],
    Role.AUDITOR: ["intake:batch-list", "funds-desk:correction-list", "intake:redaction-list", "complaints-desk:names", "clues:clue-list", "matching:run-list", "portal:trail", "publication-desk:log"],
}  # fmt: skip


def sections(user: User) -> list[str]:
    return [link.address for link in signed_in(user).get(reverse(DESK)).context["desk_links"]]


@pytest.mark.parametrize("role", Role.values)
def test_every_role_finds_its_sections_in_order(town, role):
    assert sections(town.users[role]) == [reverse(name) for name in SECTIONS[role]]


def test_offices_that_keep_books_find_vouchers_and_boards(town):
    town.office.kind = OfficeKind.TOWNSHIP
    town.office.save()
    found = sections(town.users[Role.UPLOADER])
    first = SECTIONS[Role.UPLOADER]
    added = [*first[:3], "villages-desk:voucher-list", "villages-desk:posting-list", *first[3:]]
    assert found == [reverse(name) for name in added]


@pytest.mark.parametrize("role", Role.values)
def test_nothing_stands_at_the_same_place_as_another(town, role):
    """Else their order would hang on that of the apps."""
    town.publish(payment(1))
    user = town.users[role]
    links = [link.order for module in modules_named("desk") for link in module.links(user)]
    assert len(links) == len(set(links))
    blocks = Counter(
        (place, block.order) for place, found in blocks_for(user).items() for block in found
    )
    assert blocks
    assert max(blocks.values()) == 1


@pytest.mark.parametrize(
    ("role", "places"),
    [
        (Role.UPLOADER, {Place.ACTIONS, Place.OVERVIEWS}),
        (Role.REVIEWER, {Place.OVERVIEWS}),
        (Role.INSPECTOR, {Place.OVERVIEWS}),
        (Role.ADMINISTRATOR, {Place.ACTIONS, Place.OVERVIEWS}),
        (Role.AUDITOR, {Place.OVERVIEWS}),
    ],
)
def test_an_empty_desk_has_no_empty_blocks(town, role, places):
    found = blocks_for(town.users[role])
    assert {place for place, blocks in found.items() if blocks} == places
    assert list(found) == list(Place)


@pytest.mark.parametrize(
    ("role", "queries"),
    [
        (Role.UPLOADER, 12),
        (Role.REVIEWER, 17),
        (Role.INSPECTOR, 21),
        (Role.ADMINISTRATOR, 14),
        (Role.AUDITOR, 15),
    ],
)
def test_the_desk_costs_so_many_queries(town, role, queries, django_assert_num_queries):
    browser = signed_in(town.users[role])
    browser.get(reverse(DESK))
    with django_assert_num_queries(queries):
        browser.get(reverse(DESK))


@pytest.mark.parametrize("place", AWAITED)
def test_who_has_something_to_decide_is_not_told_that_nothing_waits(town, place, monkeypatch):
    reviewer = town.users[Role.REVIEWER]
    nothing = "没有等您办的事。"
    assert signed_in(reviewer).get(reverse(DESK)).context["awaited"] is False

    def bring(user):
        return [Block(place, 99, "intake/_desk_upload.html", {})]

    monkeypatch.setattr("funds.desk.blocks", bring)
    answer = signed_in(reviewer).get(reverse(DESK))
    assert answer.context["awaited"] is True
    assert nothing not in answer.content.decode()
    assert reverse("intake:upload") in answer.content.decode()


def test_every_template_of_a_block_exists():
    """Also of those that no test brings about."""
    from pathlib import Path

    root = Path(__file__).resolve().parents[2] / "templates"
    names = [str(path.relative_to(root)) for path in root.glob("*/_desk_*.html")]
    code = "".join(
        Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules_named("desk")
    )
    assert len(names) > 10
    for name in names:
        assert get_template(name)
        assert f'"{name}"' in code or name == "parts/_desk_nav.html", f"{name} is used by no block"


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("place", [place for place in Place if place != Place.ACTIONS])
def test_whatever_an_app_brings_stands_on_the_page(town, place, role, monkeypatch):
    """Whoever looks: a block is never left out because of who it is for."""
    block = Block(place, 1, "clues/_desk_tasks.html", {"count": 777})
    monkeypatch.setattr(
        "portal.views.blocks_for",
        lambda user: {each: [block] if each == place else [] for each in Place},
    )
    assert "777" in signed_in(town.users[role]).get(reverse(DESK)).content.decode()
