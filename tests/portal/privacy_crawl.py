"""Every public page, API answer and export of the demo city: no number of any person."""

import re
from collections import deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client

from core.sealing import ACCOUNT, IDENTITY, unseal
from funds.models import Payment
from matching.models import DeathRecord
from tests.portal.axe_walk import AxeWalk
from tests.portal.city import CityTestCase


STARTS = (
    "/", "/programmes/", "/policies/", "/batches/", "/search/?q=陈", "/regions/350100000000/",
    "/api/schema/", "/api/v1/programmes/", "/api/v1/regions/", "/api/v1/policies/",
    "/api/v1/allocations/", "/api/v1/totals/?region=350100000000", "/desk/sign-in/",
    "/no-such-page/",
)  # fmt: skip
# Longer than any code, date or amount that a page has reason to show.
LONG_NUMBER = re.compile(r"(?<![0-9a-f])\d{13,30}[Xx]?(?![0-9a-f])")
CHINESE = re.compile(r"[\u3400-\u9fff]")
# The API's schema says how large an integer may be.
BOUNDS_OF_INTEGERS = {"9223372036854775807", "9223372036854775808"}
PAGES_AT_MOST = 300


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("href", "action", "src", "hx-get") and value:
                self.found.append(value)


class UnmarkedChinese(HTMLParser):
    """Chinese text whose nearest element with a language has another one."""

    VOID = ("meta", "link", "input", "br", "img", "hr", "wbr", "source", "col")

    def __init__(self):
        super().__init__()
        self.langs, self.found = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            own = dict(attrs).get("lang")
            self.langs.append((tag, own or (self.langs[-1][1] if self.langs else "")))

    def handle_startendtag(self, tag, attrs):
        """It holds no text."""

    def handle_endtag(self, tag):
        while self.langs and self.langs.pop()[0] != tag:
            continue

    def handle_data(self, data):
        if CHINESE.search(data) and not self.langs[-1][1].startswith("zh"):
            self.found.append((self.langs[-1][0], data.strip()[:60]))


def kind_of(address):
    """Pages of one kind share a pattern; of each kind some are enough."""
    return re.sub(r"[A-Za-z0-9_=-]{20,}|\d+", "#", urlsplit(address).path), bool(
        urlsplit(address).query
    )


class PrivacyCrawl(AxeWalk, CityTestCase):
    """Tests over a compared city; run with those of tests.seeding.test_seed_city, which make one."""

    def crawl(self):
        queue, seen, of_kind = deque(STARTS), set(STARTS), {}
        private = [p for p in Payment.objects.all()[:400] if p.programme.disclosure == "private"]
        for payment in [*private[:3], *Payment.objects.all()[:5]]:
            queue.append(payment.get_absolute_url())
            queue.append(f"/api/v1/payments/?village={payment.region_id}")
        # Pages visited count, not links seen: one page may have very many of them.
        for _visited in range(PAGES_AT_MOST):
            if not queue:
                return
            address = queue.popleft()
            answer = self.client.get(address, follow=True)
            assert answer.status_code < 500, address
            content = (
                b"".join(answer.streaming_content) if answer.streaming else answer.content
            ).decode(errors="replace")
            yield address, content, answer
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            links = Links()
            links.feed(content)
            for link in links.found:
                target = urljoin(address, link).split("#")[0]
                if urlsplit(target).netloc or target in seen or target.startswith("/static/"):
                    continue
                kind = kind_of(target)
                if of_kind.get(kind, 0) < 12:
                    of_kind[kind] = of_kind.get(kind, 0) + 1
                    seen.add(target)
                    queue.append(target)

    def test_no_number_is_anywhere(self):
        numbers = {unseal(p.beneficiary_id, IDENTITY) for p in Payment.objects.all()}
        numbers |= {unseal(p.account, ACCOUNT) for p in Payment.objects.exclude(account=None)}
        dead = {unseal(d.person_id, IDENTITY) for d in DeathRecord.objects.all()}
        # The middle of a number gives it away as well as the whole.
        secrets = {number[6:17] for number in numbers | dead if len(number) == 18} | {
            number for number in numbers if len(number) != 18
        }
        pages = 0
        seen_kinds = set()
        for address, content, answer in self.crawl():
            pages += 1
            if kind_of(address) not in seen_kinds:
                seen_kinds.add(kind_of(address))
                self.look_at_it_in_english(address)
            found = set(LONG_NUMBER.findall(content)) - BOUNDS_OF_INTEGERS
            assert found == set(), f"a long number on {address}"
            hit = next((secret for secret in secrets if secret in content), None)
            assert hit is None, f"a person's number on {address}"
            for name, value in answer.items():
                assert LONG_NUMBER.search(value) is None, f"in header {name} of {address}"
        assert pages > 120
        assert len(seen_kinds) > 18

    def look_at_it_in_english(self, address):
        """WCAG 2.2, 3.1.2: what stays Chinese there says so."""
        reader = Client()
        reader.cookies["language"] = "en"
        answer = reader.get(address, follow=True)
        if not answer.get("Content-Type", "").startswith("text/html"):
            return
        page = UnmarkedChinese()
        page.feed(answer.content.decode())
        assert page.found == [], address

    def test_a_private_programme_is_in_no_list_and_its_name_on_no_page(self):
        programme = Payment.objects.first().programme
        programme.disclosure = "private"
        programme.save()
        private = Payment.objects.filter(programme=programme)
        names = set(private.values_list("beneficiary_name", flat=True))
        names -= set(
            Payment.objects.exclude(programme=programme).values_list("beneficiary_name", flat=True)
        )
        assert names
        pages = [f"/villages/{private.first().region_id}/", f"/programmes/{programme.code}/", f"/api/v1/payments/?programme={programme.code}",
                 f"/programmes/{programme.code}/payments.csv"]  # fmt: skip
        for address in pages:
            content = self.client.get(address).content.decode()
            for name in names:
                assert name not in content, address

    def test_masked_programmes_show_masks_in_lists_exports_and_api(self):
        # The newest of all: it stands on every list's first page.
        payments = Payment.objects.filter(programme__disclosure="partial", state="paid")
        payment = payments.order_by("-paid_on", "-id").first()
        for address in (
            f"/villages/{payment.region_id}/",
            f"/villages/{payment.region_id}/payments.csv",
            f"/api/v1/payments/?village={payment.region_id}",
            f"/programmes/{payment.programme.code}/?region={payment.region_id}",
        ):
            content = self.client.get(address).content.decode()
            assert payment.public_name in content, address
            assert "*" in payment.public_name

    def test_uploaded_markup_is_text(self):
        answer = self.client.post("/search/", {"q": "<script>alert(1)</script>"}, follow=True)
        assert b"<script>alert" not in answer.content
