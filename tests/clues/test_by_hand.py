"""What somebody told is opened by an inspector, and goes its way like any other matter."""

from django.urls import reverse

import pytest

from auditing.models import AuditEvent
from clues import services
from clues.models import Clue
from clues.services.papers import dossier
from core.exceptions import NotAllowed, PortalError
from tests.town import DAXI, FUQI, identity
from tests.visitors import signed_in


TOLD = {
    "came": "call", "words": "有人说他家早就不住村里，低保还在领", "place": "浮岐村委会",
    "severity": "medium", "name": "某甲",
}  # fmt: skip


def test_an_inspector_opens_it_and_works_on_it(desk):
    by, number = desk.users["county"], identity(5)
    browser = signed_in(by)
    answer = browser.post(reverse("clues:open"), TOLD | {"number": number, "amount": "1200"})
    clue = Clue.objects.get(source="by-hand")
    assert answer.url == clue.get_absolute_url()
    assert (clue.region_code, clue.shown_grade, clue.amount) == (FUQI, "told", 1200)
    page = browser.get(answer.url).content.decode()
    assert TOLD["words"] in page
    assert "by-hand" not in page.replace("by-hand/", "")
    assert number not in page + str(AuditEvent.objects.values_list("detail"))
    assert browser.post(reverse("clues:search"), {"number": number}).url == answer.url
    assert clue.named == "某甲"
    # A night of any rule leaves it alone.
    desk.found(desk.hit(1))
    clue.refresh_from_db()
    assert clue.status == "suspected"
    with pytest.raises(PortalError):
        services.send_to_check(clue=clue, by=by)
    with pytest.raises(PortalError):
        services.explain(clue=clue, by=by, finding="allowed", words="可以")
    services.send_to_check(clue=clue, by=by, office=desk.offices["police"])
    assert dossier(clue=clue, by=by).startswith(b"PK")


@pytest.mark.parametrize(
    "wrong",
    [{"place": "大喜村委会"}, {"place": "没有这里"}, {"number": "350199"}, {"came": ""},
     {"words": " "}, {"severity": ""}, {"amount": "-1"}],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_field(desk, wrong):
    browser = signed_in(desk.users["county"])
    answer = browser.post(reverse("clues:open"), TOLD | wrong)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == list(wrong)
    assert not Clue.objects.exists()


def test_nobody_else_opens_one_and_nobody_elsewhere(desk):
    for name in ("auditor", "town", "bureau"):
        assert signed_in(desk.users[name]).post(reverse("clues:open"), TOLD).status_code == 403
    with pytest.raises(NotAllowed):
        services.open_by_hand(
            by=desk.users["county"], came="call", region=DAXI, words="有人说", severity="low"
        )
