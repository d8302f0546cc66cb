"""Lines that say the same twice count once, and what is one matter stays one clue."""

from __future__ import annotations

from clues.models import Clue
from intake.models import Change
from tests.matching.nights import Nights
from villages.models import LedgerLine


BOTH = ({"person": "A"}, {"person": "B"})
INVOICE = {
    "amount": 500, "invoice_number": "12345678", "invoice_code": "035002600111",
    "voucher_number": "记-9",
}  # fmt: skip


class CountedOnceTests(Nights):
    def test_one_home_of_a_household_in_two_registers(self):
        self.registry("households", list(BOTH))
        self.registry("properties", [{"person": "B"}])
        self.pay({"person": "A", "size": 2})
        self.besides("households", *BOTH)
        self.night("property-means-tested")
        assert not Clue.objects.exists()
        self.besides("properties", {"person": "B"})
        self.night("property-means-tested")
        assert Clue.objects.get().facts["properties"] == 1

    def test_one_wage_of_a_household_in_two_registers(self):
        self.registry("households", list(BOTH))
        self.registry("insured-income", [{"person": "B", "base": 1500}])
        self.pay({"person": "A", "size": 2})
        self.besides("households", *BOTH)
        self.night("income-over-standard")
        assert not Clue.objects.exists()
        self.again("insured-income", {"person": "B", "base": 6000})
        self.night("income-over-standard")
        clue = Clue.objects.get()
        assert clue.facts["income"] == 3000
        assert len([piece for piece in clue.evidence if piece["kind"] == "registry"]) == 1

    def test_a_relative_of_two_cadres_is_paid_once(self):
        self.registry("population", [{"person": p, "village": "浮岐"} for p in "ABC"])
        self.registry("village-cadres", [
            {"person": "A"}, {"person": "B"}, {"person": "C", "cadre": "A", "relation": "配偶"},
            {"person": "C", "cadre": "B", "relation": "姐妹"},
        ])  # fmt: skip
        self.book("ledger", {"amount": 3000, "to": "C", "payee": "C"})
        self.night("village-payee-is-cadre")
        clue = Clue.objects.get()
        assert (clue.amount, clue.facts["lines"], len(clue.evidence)) == (3000, 1, 2)

    def test_an_earlier_line_booked_late_makes_no_other_matter(self):
        self.book("ledger", {"day": "2026-03-12", "amount": 3000, "voucher_number": "记-1"})
        self.book("ledger", {"day": "2026-03-14", "amount": 3000, "voucher_number": "记-2"})
        self.night("village-split-payment")
        Clue.objects.update(status="registered")
        self.book("ledger", {"day": "2026-03-11", "amount": 200, "voucher_number": "记-3"})
        self.night("village-split-payment")
        assert Clue.objects.get().latest_amount == 6200

    def test_two_splits_of_a_quarter_are_one_matter(self):
        for number, day in enumerate(("01-05", "01-07", "03-12", "03-14")):
            line = {"day": f"2026-{day}", "amount": 3000, "voucher_number": f"记-{number}"}
            self.book("ledger", line)
        self.night("village-split-payment")
        clue = Clue.objects.get()
        assert (clue.facts["lines"], clue.amount) == (4, 12_000)

    def test_an_invoice_of_a_third_village_is_the_same_matter(self):
        invoice = {
            "amount": 500, "invoice_number": "12345678", "invoice_code": "0350",
            "voucher_number": "记-9",
        }  # fmt: skip
        for village in ("罗联", "大喜"):
            self.book("ledger", {"village": village, **invoice})
        self.night("village-invoice-twice")
        clue = Clue.objects.get()
        Clue.objects.update(status="registered")
        self.book("ledger", {"village": "浮岐", **invoice})
        self.night("village-invoice-twice")
        assert Clue.objects.get() == clue

    def numbered_twice(self, code, name, row):
        """A household that two registers number differently is one."""
        self.registry("households", [{**each, "household": "H1"} for each in BOTH])
        self.registry(name, [row])
        self.pay({"person": "A", "amount": 100, "size": 2})
        self.night(code)
        once = Clue.objects.get()
        self.besides("households", *({**each, "household": "X9"} for each in BOTH))
        self.night(code)
        clue = Clue.objects.get()
        assert (clue.amount, clue.facts["payments"]) == (once.amount, 1)
        assert [piece["kind"] for piece in clue.evidence].count("payment") == 1

    def test_income_of_a_household_with_two_numbers(self):
        wage = {"person": "B", "base": 9_000}
        self.numbered_twice("income-over-standard", "insured-income", wage)

    def test_homes_of_a_household_with_two_numbers(self):
        shop = {"person": "B", "kind": "商铺"}
        self.numbered_twice("property-means-tested", "properties", shop)

    def check_invoice_stays(self, *, sent, then):
        for kind, row in sent:
            self.book(kind, row)
        self.night("village-invoice-twice")
        Clue.objects.update(status="registered")
        then()
        self.night("village-invoice-twice")
        assert Clue.objects.get().still_detected

    def test_an_invoice_whose_first_line_is_corrected_is_the_same_matter(self):
        def correct():
            first = LedgerLine.objects.order_by("pk").first()
            first.pk, batch = None, first.batch
            LedgerLine.objects.filter(region=first.region_id).update(state="replaced")
            first.save()
            Change.objects.create(batch=batch, kind="corrected")

        rows = [("ledger", {"village": village, **INVOICE}) for village in ("罗联", "大喜")]
        self.check_invoice_stays(sent=rows, then=correct)

    def test_an_invoice_first_on_pictures_then_in_the_books_is_the_same_matter(self):
        picture = {
            "invoice_number": INVOICE["invoice_number"], "invoice_code": INVOICE["invoice_code"],
            "invoice_amount": 500,
        }  # fmt: skip
        rows = [("vouchers", {"village": village, **picture}) for village in ("罗联", "大喜")]
        self.check_invoice_stays(
            sent=rows, then=lambda: self.book("ledger", {"village": "大喜", **INVOICE})
        )
