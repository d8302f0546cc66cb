"""One page of every kind through axe-core and by keyboard, at three sizes and in every look."""

import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import Resolver404, resolve

import axe_playwright_python
import pytest
from playwright.sync_api import sync_playwright

from funds.models import Payment
from tests import depth
from tests.conftest import chromium


ORIGIN = "http://testserver"
STARTS = (
    "/", "/search/?q=村", "/search/?q=zzzz", "/entitlements/", "/complaints/return/", "/no-such-page/",
    "/compare/?a=350112000000", "/compare/?a=350112000000&b=350121000000", "/glossary/",
    "/pictures/flow/?region=350112000000", "/embed/places/?region=350100000000", "/desk/sign-in/",
    "/programmes/2080502/?region=350112000000",
)  # fmt: skip
ELSEWHERE = ("/desk/", "/admin/", "/api/", "/language/", "/text-size/", "/contrast/", "/vouchers/")
# Width, cookies, colours of the system.
LOOKS = (
    (360, {}, "light"), (1280, {}, "light"), (768, {}, "light"), (360, {"text-size": "largest"}, "light"),
    (360, {"contrast": "high"}, "light"), (1280, {"language": "en"}, "dark"),
)  # fmt: skip
# So many of them differ by their size alone.
SIZES = 3
# What every visitor comes to is tried each time.
ALWAYS = {"portal:home", "portal:village", "funds:payment", "search:search?", "complaints:new?"}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = """() => axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
}).then((found) => found.violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 160)}`))"""
# Where the keyboard is, as a place in the document; and whether one sees it.
FOCUS = """() => {
  const all = [...document.querySelectorAll("*")];
  const here = document.activeElement;
  const box = here.getBoundingClientRect();
  const style = getComputedStyle(here);
  return {place: all.indexOf(here), skips: here.matches(".skip"), seen: box.width > 0 && box.bottom > 0 && (style.outlineStyle !== "none" || style.boxShadow !== "none" || here.closest(".search-row") !== null), body: here === document.body};
}"""
TABS = 12
# A page with its pictures, styles and scripts, compressed.
HEAVIEST = 60_000
STATIC = sum(
    len(gzip.compress(path.read_bytes()))
    for folder in ("css", "js", "img")
    for path in sorted(Path(settings.BASE_DIR, "static", folder).iterdir())
)


class AxeWalk:
    """For a TestCase over a city: pages are made by its client and given to a browser."""

    @pytest.mark.browser
    def test_no_kind_of_page_has_a_fault_that_axe_or_the_keyboard_finds(self):
        kinds = self._one_of_each_kind()
        assert len(kinds) > 45, sorted(kinds)
        assert self.heavy == []
        names = sorted(kinds)
        tried = set(depth.part(names)) | ALWAYS & set(names)
        made = [
            (name, look, self._made(kinds[name], look[1]))
            for number, name in enumerate(names)
            if name in tried
            for look in looks_of(number)
        ]
        # In a thread of its own: beside Playwright's loop Django would take another connection.
        with ThreadPoolExecutor(1) as thread:
            found = thread.submit(faults_of, made).result()
        assert found == []

    def _one_of_each_kind(self):
        self.heavy = []
        client, found, queue = Client(), {}, list(STARTS)
        queue += [each.get_absolute_url() for each in Payment.objects.listed()[:1]]
        seen = set(queue)
        while queue:
            address = queue.pop(0)
            name = self._kind(address)
            if name in found:
                continue
            answer = client.get(address)
            if not answer.get("Content-Type", "").startswith("text/html") or answer.status_code in (301, 302):  # fmt: skip
                continue
            found[name] = address
            weight = len(gzip.compress(answer.content)) + STATIC
            if weight > HEAVIEST:
                self.heavy.append((address, weight))
            for link in _links(answer.content.decode()):
                parts = urlsplit(urljoin(ORIGIN + address, link))
                target = parts.path + (f"?{parts.query}" if parts.query else "")
                outside = f"{parts.scheme}://{parts.netloc}" != ORIGIN
                if outside or target in seen or parts.path.startswith(ELSEWHERE):
                    continue
                seen.add(target)
                if self._kind(target) not in found:
                    queue.append(target)
        return found

    @staticmethod
    def _kind(address):
        parts = urlsplit(address)
        try:
            name = resolve(unquote(parts.path)).view_name
        except Resolver404:
            name = "none"
        return name + ("?" if parts.query else "")

    @staticmethod
    def _made(address, cookies):
        client = Client()
        client.cookies.load(cookies)
        return client.get(address).content


def looks_of(number):
    """Of a kind of page, by its place: in a thorough run all sizes and one of the other looks."""
    if not depth.THOROUGH:
        return (LOOKS[number % len(LOOKS)],)
    return (*LOOKS[:SIZES], LOOKS[SIZES + number % (len(LOOKS) - SIZES)])


def faults_of(made):
    """[(name, look, what is wrong)] of pages given as (name, look, HTML)."""
    path = chromium()
    if path is None:
        if os.environ.get("PORTAL_REQUIRE_BROWSER") == "1":
            return ["Chromium is missing"]
        pytest.skip("Chromium is missing; set PORTAL_REQUIRE_BROWSER=1 to make this a failure")
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, look, html in made:
            width, _cookies, scheme = look
            context = browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme=scheme
            )
            page = context.new_page()
            page.route("**/*", partial(_answer, html=html))
            page.goto(ORIGIN + "/")
            found += [(name, look, fault) for fault in by_keyboard(page) + faults_on(page)]
            context.close()
        browser.close()
    return found


def faults_on(page):
    """What axe finds on the page as it stands."""
    page.evaluate(AXE)
    return page.evaluate(RUN)


def by_keyboard(page):
    """Faults of the first stops of the keyboard: the skip link, then on and on, each seen."""
    faults, last = [], -1
    for stop in range(TABS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here["body"]:
            break
        if stop == 0 and not here["skips"] and page.locator(".skip").count():
            faults.append("the first stop is not the skip link")
        if here["place"] <= last:
            faults.append(f"stop {stop} goes back")
        if not here["seen"]:
            faults.append(f"stop {stop} is not seen")
        last = here["place"]
    return faults


def _links(html):
    from tests.portal.privacy_crawl import Links

    parser = Links()
    parser.feed(html)
    return parser.found


def _answer(route, html):
    """The page that was made, and files of ours; nothing else is reached."""
    path = urlsplit(route.request.url).path
    if route.request.resource_type == "document":
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=html)
    elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
        route.fulfill(path=found)
    else:
        route.fulfill(status=404, body="")
