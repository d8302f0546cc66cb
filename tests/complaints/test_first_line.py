"""The whole way of one report, through the pages: sent, opened, answered, read, judged."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from complaints.choices import Outcome, State
from complaints.models import Report
from core.records import reference_of
from funds.models import Payment
from tests.town import payment


def answer_of(page: str) -> str:
    """The plain question, answered as a person would."""
    words = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
    first, second = re.search(r">(.)加(.)等于几？<", page).groups()
    return str(words[first] + words[second])


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def send_by_pages(visitor: Client, **values) -> list[str]:
    """Send a report without JavaScript; the five groups of its code."""
    step = {"text": "签了字没领到钱", "subject": "payment", "about": "nobody", **values}
    page = visitor.post(reverse("complaints:new"), step).content.decode()
    step |= {
        "step": "send", "named": step.get("named", "no"), "question": answer_of(page),
        "token": hidden(page, "token"), "office": hidden(page, "office"),
    }  # fmt: skip
    answer = visitor.post(reverse("complaints:new"), step)
    page = answer.content.decode()
    assert answer.status_code == 200, page
    return re.findall(r"<span>(\d{4})</span>", page)


def test_from_a_payment_to_the_answer_and_back(house, town):
    town.publish(payment(1))
    line = Payment.objects.get()
    visitor = Client()
    page = visitor.get(line.get_absolute_url()).content.decode()
    reference = reference_of("payment", line.address)
    assert f"{reverse('complaints:new')}?about={reference}" in page
    assert "0591-2800-0001" in page
    assert (
        "高龄津贴" in visitor.get(reverse("complaints:new"), {"about": reference}).content.decode()
    )

    groups = send_by_pages(visitor, record=reference)
    assert len(groups) == 5
    whole = "".join(groups)
    kept = visitor.post(reverse("complaints:check"), {"code": " ".join(groups), "whole": whole})
    assert kept.context["right"] is True

    report = Report.objects.get()
    assert (report.office, report.supervisor, report.state) == (
        house.county, house.city, State.QUARANTINED,
    )  # fmt: skip
    desk = house.desk("county2")
    page = desk.get(report.get_absolute_url()).content.decode()
    assert "签了字没领到钱" in page
    assert "高龄津贴" in page
    acts = "complaints-desk:act"
    desk.post(reverse(acts, args=[report.number, "accept"]))
    desk.post(
        reverse(acts, args=[report.number, "answer"]), {"finding": "true", "text": "已补发三百元"}
    )

    answer = visitor.post(reverse("complaints:return"), {"code": "-".join(groups)})
    assert answer.url == reverse("complaints:case")
    page = visitor.get(answer.url).content.decode()
    assert "已补发三百元" in page
    assert whole not in page
    visitor.post(answer.url, {"act": "judge", "verdict": "solved"})
    report.refresh_from_db()
    assert (report.state, report.outcome) == (State.CLOSED, Outcome.SOLVED)
    visitor.post(reverse("complaints:leave"))
    assert visitor.get(answer.url).url == reverse("complaints:return")
