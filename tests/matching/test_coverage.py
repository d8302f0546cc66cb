"""How much of those a rule asks about the registries know, and which registry nobody reads."""

from __future__ import annotations

import io
import json
from unittest import mock

from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from clues.models import Clue
from matching.models import RegistryCoverage, Run
from matching.selectors import blind_spots
from matching.services import run_crosscheck
from tests.matching.nights import Nights
from tests.visitors import signed_in


CODES = [
    "vehicle-means-tested",
    "age-out-of-range",
    "account-not-beneficiarys",
    "land-over-confirmed",
]


class CoverageTests(Nights):
    def setUp(self):
        super().setUp()
        # Four draw a benefit that depends on income, one of them from another account; E does not.
        self.pay(
            *({"person": person} for person in "ABCD"), {"person": "E", "programme": "2080502"}
        )
        self.registry("households", [{"person": person} for person in "AEF"])
        self.registry("vehicles", [{"person": "B"}])
        self.registry("bank-accounts", [{"person": person} for person in "ABCDE"])
        self.registry("dibao", [{"person": "A"}])

    def known(self):
        rows = RegistryCoverage.objects.filter(result__run=Run.objects.latest("pk"))
        return {(row.result.rule, row.registry): (row.known, row.subjects) for row in rows}

    def test_each_rule_and_registry_has_its_share(self):
        run_crosscheck(codes=CODES)
        assert self.known() == {
            # Of a list of everybody whoever stands in it is known, of a list of some whoever lives
            # where an office answers for it.
            ("vehicle-means-tested", "households"): (1, 4),
            ("vehicle-means-tested", "vehicles"): (4, 4),
            ("account-not-beneficiarys", "bank-accounts"): (5, 5),
            ("account-not-beneficiarys", "households"): (2, 5),
            # Nobody draws what it asks about.
            ("land-over-confirmed", "land"): (0, 0),
            ("land-over-confirmed", "households"): (0, 0),
        }

    def test_an_ended_line_knows_nobody_and_another_place_is_not_answered_for(self):
        self.again("households", {"person": "C"}, {"person": "D"})
        self.pay({"person": "F", "village": "大喜"})
        self.town.office.__class__.objects.filter(code="3501-xx").update(region_code="350112000000")
        run_crosscheck(codes=CODES[:1])
        assert self.known() == {
            ("vehicle-means-tested", "households"): (2, 5),
            ("vehicle-means-tested", "vehicles"): (4, 5),
        }

    def test_a_missing_line_accuses_only_where_an_office_answers_for_the_place(self):
        code = "living-allowance-outside-dibao"
        self.pay({"person": "B", "programme": "2081107"})
        offices = self.town.office.__class__.objects.filter(code="3501-xx")
        # The console stands for the whole country.
        for region, found in (
            ("350100000000", 1), ("350125000000", 0), ("000000000000", 1), ("350112201203", 1),
        ):  # fmt: skip
            offices.update(region_code=region)
            self.night(code)
            assert Run.objects.latest("pk").results.get().found == found, region

    def test_a_list_loaded_in_part_accuses_nobody_and_is_told(self):
        code = "land-unconfirmed"
        others = [{"person": f"F{number}"} for number in range(1, 12)]
        self.pay(
            *(row | {"programme": "2130122", "units": 6} for row in [*others, {"person": "E"}])
        )
        self.registry("land", others[:3])
        self.check_night(code)
        assert self.standing() == []
        spots = blind_spots(Run.objects.latest("pk").results.all())
        assert [(spot.registry, spot.places) for spot in spots if spot.why == "still"] == [
            ("land", ["福建省福州市长乐区"])
        ]
        page = signed_in(self.inspector).get(reverse("portal:desk")).content.decode()
        assert "在福建省福州市长乐区只导入了一部分" in page
        assert "12人中的3人" in page
        said = io.StringIO()
        call_command("crosscheck", rule=[code], json=True, stdout=said)
        (rule,) = json.loads(said.getvalue())["rules"]
        told = {"place": "福建省福州市长乐区", "known": 3, "subjects": 12}
        assert rule["kept_still_in"] == {"land": [told]}
        # Once the rest is loaded whoever is missing is looked at, though nothing of theirs changed.
        self.besides("land", *others[3:])
        self.check_night(code)
        assert [(row[5][0]["row"], row[2]) for row in self.standing()] == [(13, True)]
        # A little under the bound is no reason to go silent again; well under it is.
        self.again("land", *others[:6])
        self.night(code)
        assert Clue.objects.filter(still_detected=True).count() == 6
        self.again("land", *others[:4])
        self.check_night(code)
        assert not Clue.objects.filter(still_detected=True).exists()

    def test_who_knows_few_is_told(self):
        said = io.StringIO()
        call_command("crosscheck", rule=CODES[:1], json=True, stdout=said)
        (rule,) = json.loads(said.getvalue())["rules"]
        assert {"registry": "households", "subjects": 4, "known": 1} in rule["coverage"]
        browser = signed_in(self.inspector)
        pages = [
            browser.get(reverse("matching:run-list")).content.decode(),
            browser.get(reverse("portal:desk")).content.decode(),
        ]
        for page in pages:
            notice = page[page.index('class="notice notice-error blind"') :].partition("</section>")
            assert "里只查得到4人（户）中的1" in notice[0]
        assert "25%" in browser.get(reverse("matching:rule", args=CODES[:1])).content.decode()

    def test_the_rule_s_page_shows_the_newest_run_first(self):
        run_crosscheck(codes=CODES[:1])
        self.registry("households", [{"person": "B"}, {"person": "C"}])
        run_crosscheck(codes=CODES[:1])
        address = reverse("matching:rule", args=CODES[:1])
        shown = signed_in(self.inspector).get(address).context
        newest = Run.objects.latest("pk")
        assert [result.run_id for result in shown["results"]] == [newest.pk, newest.pk - 1]
        assert {(part.registry, part.known) for part in shown["coverage"]} == {
            ("households", 3), ("vehicles", 4),
        }  # fmt: skip

    def test_a_registry_that_no_rule_reads_is_told(self):
        browser, address = signed_in(self.inspector), reverse("matching:run-list")
        with mock.patch("matching.rules.guidance.all_rules", return_value={}):
            assert "没有规则用到它" in browser.get(address).content.decode()

    @override_settings(CROSSCHECK_COVERAGE=0.2)
    def test_the_bound_is_the_operator_s(self):
        run_crosscheck(codes=CODES[:1])
        assert not Run.objects.latest("pk").results.get().thin_coverage
