"""What people come for, counted in taps on a phone without JavaScript; typing is not counted."""

import pytest

from tests.town import DAXI, FUQI, identity, make_town, payment
from tests.villages import ledgers


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Phone:
    """360 px wide; every tap is counted since the last start."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def start(self, address="/"):
        self.page.goto(address)
        self.taps = 0

    def type(self, selector, text):
        self.page.fill(selector, text)

    def tap(self, selector):
        self.taps += 1
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def sees(self, *words):
        text = self.page.inner_text("main")
        return all(each in text for each in words)


@pytest.fixture
def phone(browser, live_server):
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield Phone(page)
    context.close()


@pytest.fixture
def places():
    town = make_town()
    town.publish(payment(1, amount="300.00"), payment(2, "林国平"))
    town.publish(
        *ledgers.MARCH, kind="village-ledger", headings=ledgers.HEADINGS, region_code=FUQI,
    )  # fmt: skip
    return town


def test_each_task_in_so_many_taps(phone, places):
    # My own 300 yuan.
    phone.start()
    phone.type("main input[name=q]", f"陈秀英 {identity(1)}")
    phone.tap("main form[role=search] button")
    assert phone.sees("¥300.00")
    assert phone.taps <= 2

    # What a village got, and its books.
    phone.start()
    phone.type("main input[name=q]", "浮岐")
    phone.tap("main form[role=search] button")
    assert phone.sees("浮岐村", "到账的钱", "¥300.00")
    assert phone.taps <= 2

    # Two villages of different counties.
    phone.start()
    phone.type("main input[name=q]", "浮岐")
    phone.tap("main form[role=search] button")
    phone.tap("main a[href*='/compare/']")
    phone.type("#other-place", "大喜")
    phone.tap("main form.filter button")
    assert f"a={FUQI}&b={DAXI}" in phone.page.url
    assert phone.taps <= 4

    # How to apply, and the telephone.
    phone.start()
    phone.tap(".doors a[href='/programmes/']")
    phone.tap("main a[href='/programmes/2080502/']")
    assert phone.sees("怎么申请", "0591-8300-1202")
    assert phone.taps <= 2

    # What I should have got.
    phone.start()
    phone.tap("main a[href='/entitlements/']")
    phone.type("#id_age", "85")
    phone.tap(".questions button[type=submit]")
    assert phone.sees("符合的补贴") or phone.sees("没有符合的补贴")
    assert phone.taps <= 2

    # Something is not right, from every kind of record.
    for record in _records(phone.page):
        phone.start(record)
        phone.tap("main .report-way a.button")
        assert "/complaints/new/" in phone.page.url, record
        assert phone.page.locator("textarea[name=text]").count(), record
        assert phone.taps <= 2


def _records(page):
    """Public records of several kinds, as links lead to them; all have the same part of a page."""
    found = [f"/villages/{FUQI}/", "/programmes/2080502/", "/regions/350112000000/"]
    for address, kind in (
        (f"/villages/{FUQI}/", "/payments/"), (f"/villages/{FUQI}/", "/finances/2026-03/"),
        (f"/villages/{FUQI}/finances/2026-03/", "/ledger/"), ("/batches/", "/batches/"),
    ):  # fmt: skip
        page.goto(address)
        links = page.locator(f"main a[href*='{kind}']:not([href*='.csv']):not([href$='wall/'])")
        assert links.count(), kind
        found.append(links.first.get_attribute("href"))
    return found
