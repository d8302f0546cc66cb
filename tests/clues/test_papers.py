"""Dossier, letter of transfer and visit pack: everything needed, no number of anybody."""

import io
from datetime import UTC, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

import docx
import pytest
import time_machine

from auditing.models import SensitiveAccess
from clues import services
from clues.choices import Form
from clues.models import Clue
from matching.rules.guidance import rule_questions
from matching.services import run_crosscheck
from tests.clues.test_acts import PDF
from tests.town import identity, payment
from tests.visitors import signed_in


@pytest.fixture
def found(desk):
    desk.town.publish(payment(1, "陈秀英", village="浮岐村3组"), payment(2, "林国栋"))
    desk.town.deaths(("陈秀英", identity(1), "2025-05-03"), ("林国栋", identity(2), "2025-06-01"))
    run_crosscheck(codes=["paid-after-death"])
    return Clue.objects.get(facts__name="陈秀英")


def text_of(content):
    paper = docx.Document(io.BytesIO(content))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


def test_the_dossier_tells_everything_but_the_number(desk, found):
    services.register(clue=found, by=desk.users["county"], words="核查属实")
    browser = signed_in(desk.users["county"])
    answer = browser.post(reverse("clues:dossier", args=[found.number]))
    assert answer["Content-Disposition"].startswith("attachment")
    text = text_of(answer.content)
    found.refresh_from_db()
    for word in ("陈秀英", found.register_number, "核查属实", "2025年5月3日", "¥100.00"):
        assert word in text
    assert identity(1) not in text
    assert found.groups["person"] not in text
    assert found.history.last().act == "paper"
    assert SensitiveAccess.objects.filter(subject=f"clue:{found.number}").exists()


def test_the_dossier_tells_what_was_asked_done_and_laid_to_it(desk, found):
    """At the times of the portal's own zone, which a paper does not know by itself."""
    by = desk.users["county"]
    with time_machine.travel(datetime(2026, 6, 1, 20, 30, tzinfo=UTC), tick=False):
        services.attach(clue=found, by=by, name="谈话.pdf", data=PDF)
    check = services.send_to_check(
        clue=found, by=by, office=desk.offices["police"], question="何时去世"
    )
    services.answer_check(check=check, by=desk.users["police"], finding="true", words="五月三日")
    services.register(clue=found, by=by, words="核查属实")
    services.assign(clue=found, by=by, to=by)
    services.dispose(clue=found, by=by, disposal="verification", words="初核")
    services.extend(clue=found, by=by, words="证人外出")
    services.record_outcome(
        clue=found, by=by, name="张某", post="会计", person_kind="village-manager", form=2,
        measure="admonished", filed=True, decided_on=timezone.localdate(),
    )  # fmt: skip
    services.record_recovery(clue=found, by=by, owed_by="陈某", due=Decimal(300))
    services.record_rectification(clue=found, by=by, what="按月比对", unit="长乐区民政局")
    paper = signed_in(by).post(reverse("clues:dossier", args=[found.number])).content
    text = text_of(paper)
    for word in ("谈话.pdf", "2026年6月2日 04:30", "何时去世", "五月三日", "按月比对", "长乐区民政局",
                 rule_questions()["paid-after-death"]):  # fmt: skip
        assert word in text
    digest = found.attachments.first().digest
    for word in (str(Form.SECOND.label), "立案", digest, "延期"):
        assert word in text
    for word in ("extended", "True", "False"):
        assert word not in text
    heads = [[c.text for c in t.rows[0].cells] for t in docx.Document(io.BytesIO(paper)).tables]
    assert ["退还人", "应追缴（元）", "已追缴（元）", "期限"] in heads


def test_the_letter_names_receiver_and_matter(desk, found):
    browser = signed_in(desk.users["county"])
    address = reverse("clues:letter", args=[found.number])
    text = text_of(browser.post(address, {"to": "福清市纪委监委"}).content)
    assert "福清市纪委监委" in text
    assert found.number in text
    refused = browser.post(address, {"to": " "}, follow=True)
    assert refused.redirect_chain[-1][0] == found.get_absolute_url()
    assert len(refused.context["messages"]) == 1


def test_papers_of_another_region_are_not_made(desk, found):
    Clue.objects.filter(pk=found.pk).update(region_code="350125101214")
    browser = signed_in(desk.users["county"])
    for name in ("dossier", "letter"):
        assert browser.post(reverse(f"clues:{name}", args=[found.number])).status_code == 404


def test_the_visit_pack_goes_by_village_and_group_with_masks_only(desk, found):
    browser = signed_in(desk.users["county"])
    page = browser.get(reverse("clues:visits"), {"region": "350112201000"})
    (stop,) = page.context["stops"]
    assert [visit.clue.named for visit in stop.visits] == ["陈秀英", "林国栋"]
    assert [visit.group for visit in stop.visits] == ["3组", ""]
    text = page.content.decode()
    assert "350199**********" in text
    assert identity(1) not in text
    assert identity(1)[6:17] not in text
    assert SensitiveAccess.objects.filter(subject="visits:350112201000").count() == 1


def test_the_visit_pack_keeps_to_the_own_region_and_to_what_is_open(desk, found):
    browser = signed_in(desk.users["county"])
    for region in ("350125000000", "x", "", "350100000000"):
        assert browser.get(reverse("clues:visits"), {"region": region}).context["stops"] == []
    places = browser.get(reverse("clues:visits")).context["places"]
    assert [(code, clues) for code, _name, clues in places] == [("350112201000", 2)]
    Clue.objects.filter(pk=found.pk).update(severity="low")
    services.explain(clue=found, by=desk.users["county"], finding="allowed", words="因为")
    page = browser.get(reverse("clues:visits"), {"region": "350112201000"})
    assert "陈秀英" not in page.content.decode()


def test_a_matter_of_a_whole_county_is_nothing_to_visit(desk):
    desk.clue(1, region_code="350112000000")
    browser = signed_in(desk.users["county"])
    page = browser.get(reverse("clues:visits"), {"region": "350112000000"})
    assert page.context["stops"] == []


def test_papers_tell_what_was_merged(desk, found):
    by = desk.users["county"]
    Clue.objects.update(groups={"account": "ab"})
    other = Clue.objects.exclude(pk=found.pk).get()
    services.merge(into=Clue.objects.get(pk=found.pk), others=[other], by=by, words="同一账户")
    browser = signed_in(by)
    for name, data in (("dossier", {}), ("letter", {"to": "福清市纪委监委"})):
        address = reverse(f"clues:{name}", args=[found.number])
        text = text_of(browser.post(address, data).content)
        assert "林国栋" in text
        assert "¥200.00" in text
