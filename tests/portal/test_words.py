"""Pages that only explain, and what search engines may read."""

import re

from django.conf import settings as real
from django.utils import translation

import pytest

from funds.api_urls import router
from portal.glossary import SECTIONS
from tests.town import payment


PAGES = ("/help/", "/about/", "/accessibility/", "/open-data/", "/glossary/")


@pytest.mark.parametrize("address", PAGES)
def test_it_says_whom_to_ask_and_is_found(town, client, settings, address):
    settings.PORTAL_OPERATOR = settings.PORTAL_OPERATOR | {
        "name": "某市惠民资金网运行中心", "icp": "闽ICP备00000000号", "site_code": "3501000000",
    }  # fmt: skip
    page = client.get(address).content.decode()
    assert "<h1>" in page
    assert 'name="description"' in page
    assert 'content="noindex"' not in page
    for words in ("某市惠民资金网运行中心", "闽ICP备00000000号", "3501000000"):
        assert words in page
    home = client.get("/").content.decode()
    assert address in home or (
        address in client.get("/help/").content.decode() and "/help/" in home
    )


def test_engines_are_led_to_explanations_and_to_no_person(town, client):
    town.publish(payment(1))
    robots = client.get("/robots.txt")
    assert robots["Content-Type"].startswith("text/plain")
    assert "Disallow: /search/" in robots.content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in robots.content.decode()
    found = re.findall("<loc>(.+?)</loc>", client.get("/sitemap.xml").content.decode())
    assert "http://testserver/programmes/2080502/" in found
    assert not [each for each in found if "/villages/" in each or "/payments/" in each]
    for address in found:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address


def test_the_api_says_what_there_is_and_programs_get_no_page(town, client):
    told = client.get("/api/v1/").json()
    assert set(told["lists"]) == {name for name, *_rest in router.registry}
    for each in told["lists"].values():
        needs = "".join(f"?{name}=350100000000" for name in each["needs_one_of"][:1])
        address = each["address"].removeprefix("http://testserver")
        assert client.get(address + needs).json().keys() >= {"next", "results"}
    missing = client.get("/api/v1/none/")
    assert (missing.status_code, list(missing.json())) == (404, ["detail"])
    page = client.get(told["for_people"].removeprefix("http://testserver")).content.decode()
    for words in (*told["lists"], "village_group", "村民小组", "/api/schema/"):
        assert words in page
    assert client.get("/none/")["Content-Type"].startswith("text/html")


def test_a_fault_stands_in_the_title_and_is_where_the_reader_is_put(town, client):
    for page in (
        client.post("/desk/sign-in/", {"username": "", "password": ""}),
        client.post("/search/", {"q": "陈秀英 350112201203123456"}, follow=True),
    ):
        text = page.content.decode()
        title = text.partition("<title>")[2].partition("</title>")[0]
        assert (
            re.search(
                '<div class="error-summary" role="alert" tabindex="-1" autofocus>\\s*<h2>(.+?)</h2>',
                text,
            )[1]
            in title
        )


def test_the_glossary_explains_every_word_of_the_field(client, db):
    """In both languages, with the Chinese that the document says."""
    document = (real.BASE_DIR / "docs/glossary.md").read_text(encoding="utf-8")
    rows = [
        line.strip("| ").split(" | ") for line in document.splitlines() if line.startswith("| ")
    ]
    told = {row[0]: row[1] for row in rows if row[0] != "English"}
    terms = [term for _key, _heading, group in SECTIONS for term in group]
    assert {term.key for term in terms} == set(told)
    assert len({term.anchor for term in terms}) == len(terms)
    with translation.override("zh-hans"):
        wrong = [
            (str(term.name), told[term.key]) for term in terms
            if str(term.name)[:2] not in told[term.key]
        ]  # fmt: skip
    assert wrong == []
    page = client.get("/glossary/").content.decode()
    client.cookies["language"] = "en"
    english = client.get("/glossary/").content.decode()
    with translation.override("en"):
        for term in terms:
            assert f'id="{term.anchor}"' in page
            assert f"<strong>{term.name}</strong>" in english
