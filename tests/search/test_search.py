"""The one box: who finds what, and that a number leaves no trace."""

import logging

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from core.redis_client import client as redis_client
from core.sealing import IDENTITY, seal
from funds.models import Programme
from search.services import rebuild_keys
from tests.town import FUQI, HEADINGS, identity, payment


NUMBER = identity(1)


@pytest.fixture
def paid(town):
    """陈秀英 draws a named, a masked and a private programme."""
    town.publish(payment(1, amount="100"))
    town.publish(payment(1, amount="120"), programme_code="2081107")
    town.publish(payment(1, amount="1450"), programme_code="2082501")
    return town


def asked(client, text, name=""):
    return client.post("/search/", {"q": text, "name": name}, follow=True)


def amounts(answer):
    return sorted(
        str(payment.amount)
        for group in answer.context["answers"].people
        for payment in group.payments
    )


def test_a_name_alone_finds_programmes_with_full_names(paid, client):
    answer = asked(client, "陈秀英")

    assert amounts(answer) == ["100.00"]
    assert answer.redirect_chain[0][0].startswith("/search/?q=")


def test_a_number_alone_finds_nothing(paid, client):
    """It would lead to the payment's page, and that to the name."""
    answer = asked(client, NUMBER)
    assert amounts(answer) == []
    assert "陈秀英" not in answer.content.decode()


@pytest.mark.parametrize(
    "text", [f"陈秀英 {NUMBER}", f"{NUMBER} 陈秀英", f"陈秀英{NUMBER}", f"陈 秀英，{NUMBER}"]
)
def test_name_and_number_find_everything(paid, client, text):
    assert amounts(asked(client, text)) == ["100.00", "120.00", "1450.00"]


def test_name_and_number_in_two_fields(paid, client):
    assert len(amounts(asked(client, NUMBER, "陈秀英"))) == 3


def test_another_name_with_the_number_finds_nothing(paid, client):
    assert amounts(asked(client, f"林国平 {NUMBER}")) == []


def test_a_masked_name_is_not_found_by_name(paid, client):
    assert amounts(asked(client, "陈*英")) == []


@pytest.mark.parametrize(
    "text",
    [
        NUMBER, f"陈秀英 {NUMBER}", NUMBER[:-1], "13800001234", f"{NUMBER[:6]}.{NUMBER[6:14]}.{NUMBER[14:]}",
        f"{NUMBER[:6]}/{NUMBER[6:14]}/{NUMBER[14:]}", "\u200b".join(NUMBER), f"陈秀英：{NUMBER[:4]}·{NUMBER[4:]}",
        f"{NUMBER[:3]}、{NUMBER[3:9]}、{NUMBER[9:]}", f"{NUMBER}9",
    ],
)  # fmt: skip
def test_a_number_is_in_no_address_page_cache_or_log(paid, client, caplog, text):
    digits = "".join(c for c in text if c.isascii() and (c.isdigit() or c == "X"))
    with caplog.at_level(logging.DEBUG):
        answer = asked(client, text)

    assert {address for address, _status in answer.redirect_chain} <= {"/search/mine/"}
    assert digits not in answer.content.decode()
    assert digits not in caplog.text
    assert digits not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]
    assert answer["Cache-Control"] == "no-store" or "no-store" in answer["Cache-Control"]
    for key in redis_client().scan_iter("*"):
        assert digits.encode() not in key
        if redis_client().type(key) == b"string":
            kept = redis_client().get(key)
            assert digits.encode() not in kept
            assert seal(digits, IDENTITY) not in kept, "under a key that the cookie alone gives"
            assert "陈秀英".encode() not in kept


def test_a_number_put_into_the_address_by_hand_is_not_answered(paid, client):
    answer = client.get("/search/", {"q": f"陈秀英 {NUMBER}"})

    assert (answer.status_code, answer.url) == (302, "/search/")


def test_a_wrong_number_is_explained(paid, client):
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
    answer = asked(client, wrong)

    assert answer.context["question"].fault
    assert answer.context["question"].fault in answer.content.decode()


def test_programmes_places_and_policies_are_found_by_words(paid, client):
    def found(text, kind):
        return client.get("/search/", {"q": text, "only": kind}).context["answers"]

    assert [p.code for p in found("高龄", "programmes").programmes] == ["2080502"]
    assert [r.code for r in found("浮岐", "places").regions] == [FUQI]
    # What can only have been meant opens.
    assert asked(client, "浮岐").redirect_chain[-1][0] == f"/villages/{FUQI}/"


def test_more_than_fits_is_said_and_shown(paid, client, monkeypatch):
    assert Programme.objects.update(description="发给个人的钱") > 1
    monkeypatch.setattr("search.selectors.answers.LIMIT", 1)
    answer = client.get("/search/", {"q": "发给个人"})
    assert answer.context["answers"].cut == {"programmes"}
    assert "only=programmes" in answer.content.decode()
    every = client.get("/search/", {"q": "发给个人", "only": "programmes"})
    assert len(every.context["answers"].programmes) == Programme.objects.count()
    monkeypatch.setattr("search.selectors.answers.ALONE", 1)
    every = client.get("/search/", {"q": "发给个人", "only": "programmes"})
    assert "200" in every.content.decode()


def test_a_found_person_stays_found_on_the_way_back_and_no_longer(paid, client):
    name_and_number = {"q": f"陈秀英 {NUMBER}"}
    answer = client.post("/search/", name_and_number)
    assert (answer.status_code, answer.url) == (302, "/search/mine/")
    cookie = answer.cookies["mine"]
    assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (
        True,
        "/search/mine/",
        "Lax",
    )
    for address in ("/search/mine/", "/language/en/?next=/search/mine/", "/text-size/large/?next=/search/mine/"):  # fmt: skip
        page = client.get(address, follow=True)
        assert page.request["PATH_INFO"] == "/search/mine/", address
        assert amounts(page) == ["100.00", "120.00", "1450.00"]
        assert "no-store" in page["Cache-Control"]
    assert client.post("/search/mine/").status_code == 302
    client.cookies["mine"] = cookie.value
    gone = client.get("/search/mine/")
    assert "answers" not in (gone.context or {})
    assert "陈秀英" not in gone.content.decode()


@pytest.mark.parametrize("token", ["", "x" * 43, "é" * 43, "a" * 4000])
def test_a_made_up_token_shows_nobody(paid, client, token):
    client.post("/search/", {"q": f"陈秀英 {NUMBER}"})
    client.cookies["mine"] = token
    page = client.get("/search/mine/")
    assert page.status_code == 200
    assert "陈秀英" not in page.content.decode()


def test_without_redis_the_answer_comes_at_once(paid, client, monkeypatch):
    monkeypatch.setattr("search.services.begin", lambda name, sealed: "")
    answer = client.post("/search/", {"q": f"陈秀英 {NUMBER}"})
    assert answer.status_code == 200
    assert len(amounts(answer)) == 3


def test_a_year_has_its_sum_and_its_programmes(paid, client):
    answer = asked(client, f"陈秀英 {NUMBER}").context["answers"]
    (year,) = answer.years
    assert (str(year.amount), str(answer.amount), answer.count) == ("1670.00", "1670.00", 3)
    assert [group.payments[0].programme.code for group in year.programmes] == ["2080502", "2081107", "2082501"]  # fmt: skip


def test_a_withdrawn_payment_is_not_found(paid, client):
    from funds.models import Payment

    Payment.objects.update(state="withdrawn")

    assert amounts(asked(client, f"陈秀英 {NUMBER}")) == []


def test_payee_and_head_find_the_payment_too(town, client):
    headings = ("村", "户主姓名", "户主身份证号", "享受人", "享受人身份证号", "补贴金额", "所属期")
    town.publish(
        ("浮岐村", "陈大", identity(1), "陈三", identity(3), 100, "2026年3月"), headings=headings
    )

    assert amounts(asked(client, "陈大")) == ["100.00"]
    assert amounts(asked(client, f"陈大 {identity(1)}")) == ["100.00"]


def test_too_many_number_searches_are_stopped(paid, client, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"identity": 3}
    for _attempt in range(3):
        assert asked(client, NUMBER).status_code == 200
    assert asked(client, NUMBER).status_code == 429


def test_wrong_numbers_for_one_name_are_stopped_from_wherever_they_come(paid, client, settings):
    for serial in range(2, 2 + settings.GUESSES["name"][0][0]):
        answer = client.post(
            "/search/", {"q": f"陈秀英 {identity(serial)}"}, REMOTE_ADDR=f"2001:db8:{serial}::1"
        )
        assert answer.status_code == 200
    stopped = client.post("/search/", {"q": f"陈秀英 {NUMBER}"}, REMOTE_ADDR="2001:db8:99::1")
    assert stopped.status_code == 429
    assert "陈秀英" not in stopped.content.decode()


def test_a_common_name_pages_through_everybody_once(town, client):
    town.publish(
        *[payment(n, number=identity(n), account=f"62303610{n:011d}") for n in range(1, 46)]
    )
    found, after = [], ""
    while True:
        answer = client.get("/search/", {"q": "陈秀英", "after": after})
        found += [p.pk for group in answer.context["answers"].people for p in group.payments]
        after = answer.context["answers"].page.next
        if not after:
            break

    assert len(found) == len(set(found)) == 45


def test_a_damaged_page_link_is_no_server_error(paid, client):
    assert client.get("/search/", {"q": "陈秀英", "after": "%%%"}).status_code == 400


def test_query_counts(paid, client, django_assert_num_queries):
    with django_assert_num_queries(7):
        client.get("/search/", {"q": "陈秀英"})
    with django_assert_num_queries(0):
        client.post("/search/", {"q": NUMBER})
    with django_assert_num_queries(2):
        client.post("/search/", {"q": f"陈秀英 {NUMBER}"})


@pytest.mark.parametrize(
    ("said", "written", "typed"),
    [
        ("护照", "AB123456", "AB123456 JOHN SMITH"),
        ("", "E12345678", "e12345678 陈秀英"),
        ("台胞证", "01234567", "陈秀英 01234567"),
        ("", "H0123456702", "陈秀英 H01234567"),
        ("永居证", "USA310082121001", "陈秀英USA310082121001"),
    ],
)
def test_another_paper_finds_by_name_and_full_number_alone(town, client, said, written, typed):
    name = "JOHN SMITH" if "JOHN" in typed else "陈秀英"
    headings = (*HEADINGS, "证件类型")
    town.publish((*payment(1, name, number=written), said), headings=headings)

    answer = asked(client, typed)

    assert amounts(answer) == ["100.00"]
    assert answer.redirect_chain == [("/search/mine/", 302)]
    assert written not in answer.content.decode()
    assert amounts(asked(client, written)) == []


@pytest.mark.parametrize(
    "text", ["L350101", "l350101", "2080502", "福银 20260301 号", "A12", "G324国道"]
)
def test_a_programme_s_code_or_a_road_is_no_number_of_a_person(town, client, text):
    answer = asked(client, text)

    assert answer.redirect_chain[0][0].startswith("/search/?q=")
    assert len(answer.redirect_chain) in (1, 2), "found as words, and opened where it is one thing"
    assert "mine" not in answer.redirect_chain[-1][0]


def test_what_is_spelled_or_slipped_is_offered_and_never_opened_unasked(town, client):
    rebuild_keys()
    for typed in ("fuqi", "浮歧", "fq"):
        answer = client.get("/search/", {"q": typed})
        assert answer.status_code == 200, typed
        assert answer.context["answers"].guessed
        assert FUQI in [each.code for each in answer.context["answers"].regions]


def test_suggestions_say_where_they_lead_and_nothing_of_persons(paid, client):
    rebuild_keys()
    found = client.post("/search/suggest/", {"q": "浮岐"}).json()["found"]
    assert [each["url"] for each in found] == [f"/villages/{FUQI}/"]
    assert client.post("/search/suggest/", {"q": "陈秀"}).json()["found"] == []
    with CaptureQueriesContext(connection) as queries:
        for typed in (NUMBER, NUMBER[:7], "3501 99", "陈秀英35019", f"陈秀英 {NUMBER}"):
            assert client.post("/search/suggest/", {"q": typed}).json()["found"] == []
    assert len(queries) == 0
    assert client.get("/search/suggest/").status_code == 405
