"""What words mean: read whole, by the nearest region's list; what nobody knows accuses nobody."""

from __future__ import annotations

import io
import json

from django.core.management import call_command
from django.db import connection
from django.urls import reverse

import pytest

from accounts.choices import Role
from auditing.models import AuditEvent
from core.exceptions import NotAllowed, PortalError
from matching.engine.words import unknown_words
from matching.models import RuleResult, StatusWord
from matching.rules.format import all_rules
from matching.rules.vocabulary import MEANINGS, NEUTRAL, country, normal
from matching.rules.words import WHOLE_COUNTRY, Words
from matching.services import run_crosscheck
from matching.services.words import give_meaning, take_meaning_back
from tests.matching.nights import Nights
from tests.visitors import signed_in


RULE = "public-employee-means-tested"
STATUS = ("public-employees", "status")
WORD = {"registry": STATUS[0], "column": STATUS[1], "word": "工勤岗二类"}


@pytest.mark.parametrize(
    ("registry", "column", "cell", "says"),
    [
        ("vehicles", "vehicle_type", "小型纯电动轿车", {"car"}),
        ("vehicles", "vehicle_type", "纯电动小型越野客车", {"car"}),
        ("vehicles", "vehicle_type", "电动自行车", {"electric-bicycle"}),
        ("vehicles", "vehicle_type", "轻型厢式货车", {"lorry"}),
        ("vehicles", "vehicle_type", "残疾人机动轮椅车", {"wheelchair"}),
        # Of what size says nothing of what it is.
        ("vehicles", "vehicle_type", "小型", set()),
        ("vehicles", "status", "已过户", {"gone"}),
        ("vehicles", "status", " 正常 ", {"in-use"}),
        ("vehicles", "status", "", {"in-use"}),
        # Never by a part of it.
        ("vehicles", "status", "未过户", set()),
        ("public-employees", "status", "不在职", set()),
        ("public-employees", "status", "劳务派遣人员", {"outside"}),
        # Two words that do not agree.
        ("public-employees", "status", "在职（编外）", set()),
        ("prisoners", "measure", "保外就医", {"not-held"}),
        ("prisoners", "measure", "在押服刑", {"custody"}),
        ("households", "relation", "子（分户）", {"apart"}),
        ("households", "relation", "长子", {"together"}),
        ("insured-income", "kind", "灵活就业人员养老保险", {"chosen"}),
        ("orphans", "kind", "事实无人抚养（机构养育）", set()),
        # A roster's class only excuses: it may say two things.
        ("payments", "recipient_class", "高校在读孤儿", {"schooling", "child"}),
        ("payments", "recipient_class", "集中供养", {"institution"}),
        ("payments", "recipient_class", "一类", {"unsaid"}),
        ("payments", "recipient_class", "特困集中供养", {"institution"}),
        ("payments", "recipient_class", "未就读", set()),
    ],
)
def test_a_cell_is_read_whole(registry, column, cell, says):
    assert country()[registry, column].says(cell) == says


def test_no_word_has_two_meanings_and_every_meaning_is_told():
    for known in country().values():
        for meaning in (*known.meanings, known.plain, NEUTRAL):
            assert meaning is None or str(MEANINGS[meaning])
        assert all(word == normal(word) for word in known.words)
        # A list of the country that reads its own words.
        assert all(known.says(word) for word, said in known.words.items() if said != NEUTRAL)


@pytest.mark.every_rule
def test_every_list_is_asked_by_a_rule():
    asked = {place for rule in all_rules().values() for place in rule.words_asked}
    assert asked == set(country())


def test_the_nearest_region_s_word_is_compared():
    words = Words({STATUS: {
        WHOLE_COUNTRY: {"甲": frozenset({"employed"}), "o'乙": frozenset({"employed"})},
        "350100000000": {"甲": frozenset({"outside"})},
        "350112000000": {"甲": frozenset({"employed"})},
    }})  # fmt: skip
    mark = "{means:public-employees:r.status:employed:p.region_id}"
    assert words.filled(mark) == (
        "(CASE WHEN p.region_id LIKE '350112%' THEN r.status IN ('甲')"
        " WHEN p.region_id LIKE '3501%' THEN false ELSE r.status IN ('o''乙', '甲') END)"
    )
    assert Words().filled(mark) == "(false)"


class WordNights(Nights):
    def setUp(self):
        super().setUp()
        self.administrator = self.town.users[Role.ADMINISTRATOR]
        self.administrator.region_code = "350100000000"
        self.administrator.save()
        self.pay({"person": "A"}, {"person": "B", "village": "大喜"})
        self.registry(
            "public-employees", [{"person": each, "status": WORD["word"]} for each in "AB"]
        )

    def found(self):
        self.night(RULE)
        return sorted(row[6] for row in self.standing() if row[2])

    def test_an_unknown_word_accuses_nobody_and_is_told(self):
        assert self.found() == []
        assert RuleResult.objects.latest("pk").unknown_words == {"public-employees": 2}
        with connection.cursor() as cursor:
            (told,) = unknown_words(cursor, [STATUS])
        assert (told.word, told.lines) == (WORD["word"], 2)
        said = io.StringIO()
        call_command("crosscheck", rule=[RULE], json=True, stdout=said)
        assert json.loads(said.getvalue())["rules"][0]["unknown_words"] == {"public-employees": 2}
        browser = signed_in(self.administrator)
        for address in (
            reverse("matching:run-list"),
            reverse("matching:rule", args=[RULE]),
            reverse("matching:words"),
        ):
            page = browser.get(address).content.decode()
            assert reverse("matching:words") in page
        assert WORD["word"] in page

    def test_once_it_has_a_meaning_the_next_night_reads_it_so(self):
        assert self.found() == []
        give_meaning(**WORD, meaning="employed", region_code="350100000000", by=self.administrator)
        both = self.found()
        assert len(both) == 2
        # A county's own word goes before; taken back, the wider one counts again.
        said = give_meaning(**WORD, meaning="outside", region_code="350112", by=self.administrator)
        assert self.found() == [region for region in both if not region.startswith("350112")]
        self.check_night(RULE)
        take_meaning_back(said=said, by=self.administrator)
        assert self.found() == both
        assert RuleResult.objects.latest("pk").unknown_words == {}
        acts = AuditEvent.objects.filter(action__startswith="matching.").exclude(
            action="matching.run"
        )
        assert [act.action for act in acts.order_by("pk")] == [
            "matching.give-meaning", "matching.give-meaning", "matching.take-meaning-back",
        ]  # fmt: skip

    def test_one_click_at_the_desk(self):
        browser = signed_in(self.administrator)
        form = {**WORD, "meaning": "employed", "region_code": "350100000000"}
        browser.post(reverse("matching:say-word"), form)
        said = StatusWord.objects.get()
        assert (said.word, said.meaning, said.region_code) == (
            WORD["word"],
            "employed",
            "350100000000",
        )
        wrongs = ({"meaning": "car"}, {"region_code": "999"}, {"column": "name"}, {"word": " "})
        for wrong in wrongs:
            browser.post(reverse("matching:say-word"), form | {"word": "乙"} | wrong)
        assert StatusWord.objects.count() == 1
        browser.post(reverse("matching:take-word-back", args=[said.pk]))
        assert not StatusWord.objects.exists()

    def test_the_page_costs_the_same_however_many_words_there_are(self):
        self.night(RULE)
        browser = signed_in(self.administrator)
        for words in (1, 4):
            # One for each column with words that nobody knows.
            with self.assertNumQueries(11):
                browser.get(reverse("matching:words"))
            self.besides(
                "public-employees", *({"person": "A", "status": f"词{n}"} for n in range(words))
            )
            self.night(RULE)

    def test_only_for_the_own_region_and_only_what_there_is(self):
        with pytest.raises(PortalError):
            give_meaning(**WORD, meaning="car", region_code="350100000000", by=self.administrator)
        with pytest.raises(NotAllowed):
            give_meaning(**WORD, meaning="left", region_code="360000000000", by=self.administrator)
        uploader = self.town.users[Role.UPLOADER]
        with pytest.raises(NotAllowed):
            give_meaning(**WORD, meaning="left", region_code=uploader.region_code, by=uploader)
        assert signed_in(uploader).get(reverse("matching:words")).status_code in (302, 403)

    def test_a_compound_that_only_a_sheet_has_is_read(self):
        self.again("public-employees", {"person": "A", "status": "在岗 正式"})
        run_crosscheck(codes=[RULE])
        assert len(self.found()) == 1
