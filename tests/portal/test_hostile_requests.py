"""Odd addresses and forms end in a page that says so, never in a server error."""

import base64
import json

import pytest

from tests.town import FUQI, identity, make_user, payment


def mark(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "after", [mark("x"), mark("x", "y"), mark("2026-99-99", 1), mark(10**30), mark("\x00", 1),
              mark("\ud800", "a", 1), mark(None), "%00", "=", "W10"],
)  # fmt: skip
@pytest.mark.parametrize(
    "address", ["/batches/", f"/villages/{FUQI}/", "/programmes/2080502/", "/api/v1/programmes/",
                f"/api/v1/payments/?village={FUQI}", "/search/?q=陈秀英"],
)  # fmt: skip
def test_damaged_page_marks(town, client, address, after):
    town.publish(payment(1))
    joint = "&" if "?" in address else "?"
    assert client.get(f"{address}{joint}after={after}").status_code in (200, 400)


@pytest.mark.parametrize(
    "address",
    ["/search/?q=%00", "/search/?q=陈&region=%00", f"/villages/{FUQI}/?programme=%00",
     f"/villages/{FUQI}/payments.csv?programme=%00", "/programmes/?q=%00", "/policies/?q=%00",
     "/batches/99999999999999999999/", f"/villages/{FUQI}/?year=99999", "/regions/%00/",
     "/programmes/2080502/?region=abc", "/search/?q=" + "长" * 3000],
)  # fmt: skip
def test_odd_addresses(town, client, address):
    assert client.get(address).status_code < 500


def test_nul_bytes_in_forms(town, client):
    assert client.post("/search/", {"q": "陈\x00"}).status_code == 400
    client.force_login(town.users["uploader"])
    batch = town.publish(payment(1))
    answer = client.post(f"/desk/batches/{batch.pk}/withdraw/", {"reason": "错了\x00错了"})
    assert answer.status_code == 400


def test_a_nul_byte_among_several_values_is_refused_as_well(town, client):
    assert client.get("/search/?q=%00&q=a").status_code == 400


def test_made_up_parameters_do_not_fill_the_cache(town, client):
    client.get("/")
    assert "X-Page-Cache" not in client.get("/?x=1")
    assert client.get("/")["X-Page-Cache"] == "hit"


def test_a_tightened_disclosure_class_holds_at_once(
    town, client, django_capture_on_commit_callbacks
):
    from funds.models import Programme

    town.publish(payment(1))
    assert "陈秀英" in client.get(f"/villages/{FUQI}/").content.decode()
    programme = Programme.objects.get(code="2080502")
    programme.disclosure = "partial"

    class Form:
        changed_data = ("disclosure",)

    class Request:
        user = make_user("keeper", "administrator", town.office)

    from django.contrib import admin

    # What counts in the whole city is changed by those of the whole city.
    Request.user.region_code = "350100000000"

    with django_capture_on_commit_callbacks(execute=True):
        admin.site.get_model_admin(Programme).save_model(Request(), programme, Form(), change=True)

    assert "陈秀英" not in client.get(f"/villages/{FUQI}/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/{}/", "/villages/{}/", "/programmes/{}/", "/payments/{}/", "/kiosk/{}/", "/batches/?x={}",
        "/search/?q=x&region={}", "/policies/?{}=1", "/desk/sign-in/?next=/{}/",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "number", [identity(1), "6217001860001234566", "13805911234", f"x%20{identity(1)}"]
)
def test_a_number_in_an_address_is_not_repeated_on_the_page(town, client, address, number):
    text = client.get(address.format(number)).content.decode()
    assert number.removeprefix("x%20") not in text
