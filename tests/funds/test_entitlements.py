"""“What should I have got?”: who fits, by which standard, and that nothing of it is kept."""

import json
from decimal import Decimal

from django.conf import settings

import pytest

from core.redis_client import client as redis, page_client
from funds.models import Circumstance, Condition, Programme, Standard
from funds.selectors.entitlements import Situation, entitlements
from funds.services.catalogue import UnusableCatalogue, load_catalogue
from tests.regions.test_resolver import load


DIRECTORY = settings.FIXTURE_ROOT / "catalogue"
CITY, CHANGLE = "350100000000", "350112000000"


@pytest.fixture(scope="module")
def catalogue(django_db_setup, django_db_blocker):
    """The whole catalogue, once for the module."""
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            load("3501")
            load_catalogue(directory=DIRECTORY, by=None)
            yield
            transaction.set_rollback(True)


def offered(*, age, so=(), region=CHANGLE, month="2026-03-01", persons=1, **mu):
    from datetime import date

    known = Circumstance.objects.in_bulk()
    said = Situation(
        region=region, day=date.fromisoformat(month), age=age, persons=persons,
        so=tuple(known[code] for code in so),
        mu={code.replace("_", "-"): Decimal(str(value)) for code, value in mu.items()},
    )  # fmt: skip
    return {
        offer.programme.code: [
            (each.standard.recipient_class, each.standard.amount, each.amount)
            for each in offer.standards
        ]
        for offer in entitlements(said)
    }


OLD = "2080502"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"age": 79}, {OLD: None}),
        ({"age": 80}, {OLD: [("80-89", 100, 100)]}),
        ({"age": 99}, {OLD: [("90-99", 200, 200)]}),
        # Of two standards the county's own.
        ({"age": 101}, {OLD: [("100以上", 600, 600)]}),
        ({"age": 101, "region": "350102000000"}, {OLD: [("100以上", 500, 500)]}),
        # Before the catalogue begins nothing can be said.
        ({"age": 101, "month": "2023-12-01"}, {OLD: None}),
        ({"age": 70, "so": ["no-pension"]}, {"L350101": [("", 300, 300)], "L350102": None}),
        ({"age": 60, "so": ["insured"], "month": "2024-12-01"}, {"L350102": [("", 180, 180)]}),
        ({"age": 60, "so": ["insured"], "month": "2025-01-01"}, {"L350102": [("", 200, 200)]}),
        ({"age": 40, "so": ["disability-1"]}, {"2081107": None, "2081108": [("一级", 120, 120)]}),
        ({"age": 40, "so": ["disability-1", "dibao"]}, {"2081107": [("一级", 120, 120)]}),
        ({"age": 40, "so": ["dibao"], "persons": 3}, {"2081901": None, "2081902": None}),
        ({"age": 40, "so": ["dibao", "rural"], "persons": 3},
         {"2081902": [("", 930, 2790)], "2081901": None}),
        ({"age": 60, "so": ["tekun", "rural"]},
         {"2082102": [("全护理", 2170, 2170), ("全自理", 1240, 1240), ("半护理", 1550, 1550)]}),
        ({"age": 60, "so": ["tekun", "rural", "care-full"]}, {"2082102": [("全护理", 2170, 2170)]}),
        ({"age": 50, "so": ["farmland"], "farmland": "3.2"}, {"2130122": [("", 95, 304)]}),
        ({"age": 50, "so": ["farmland"]}, {"2130122": [("", 95, None)]}),
        ({"age": 50, "so": ["rice-early", "rice-late"], "rice_early": 2, "rice_late": 3},
         {"L350105": [("中晚稻", 50, 150), ("早稻", 60, 120)]}),
        ({"age": 50}, {"2130122": None}),
        ({"age": 17, "so": ["orphan"]}, {"2082501": [("", 1450, 1450)]}),
        ({"age": 18, "so": ["orphan"]}, {"2082501": None}),
    ],
)  # fmt: skip
def test_who_fits_and_how_much_the_standard_gives(catalogue, django_db_blocker, said, expected):
    with django_db_blocker.unblock():
        found = offered(**said)
    for code, standards in expected.items():
        if standards is None:
            assert code not in found
        else:
            assert sorted(found[code]) == sorted(standards)


def test_every_condition_can_be_met_and_every_question_matters(catalogue, django_db_blocker):
    with django_db_blocker.unblock():
        asked = {each.pk for row in Condition.objects.all() for each in row.any_of.all()}
        assert asked == set(Circumstance.objects.values_list("pk", flat=True))
        # A class that no standard has would never be told.
        known = set(Standard.objects.values_list("recipient_class", flat=True))
        for each in Circumstance.objects.exclude(recipient_classes=""):
            assert set(each.classes) <= known, each
        alone = Programme.objects.filter(conditions=None).values_list("code", flat=True)
        assert set(alone) == {"2082503", "2089999", "2130125", "2130135"}


def test_a_catalogue_that_asks_for_what_is_unknown_is_refused(db, tmp_path):
    for name in ("policies", "standards"):
        (tmp_path / f"{name}.json").write_text("[]")
    programme = json.loads((DIRECTORY / "programmes.json").read_text(encoding="utf-8"))[0]
    (tmp_path / "programmes.json").write_text(json.dumps([programme | {"policies": []}]))
    told = {"circumstances": [], "conditions": {programme["code"]: [["dragon"]]}}
    (tmp_path / "circumstances.json").write_text(json.dumps(told))
    with pytest.raises(UnusableCatalogue, match="dragon"):
        load_catalogue(directory=tmp_path, by=None)


def test_the_page_asks_answers_and_keeps_nothing(town, client, django_assert_num_queries):
    told = Circumstance.objects.create(code="alone", group="1-home", words="一个人住")
    old = town.programmes["2080502"]
    Condition.objects.create(programme=old)
    other = town.programmes["2081107"]
    Condition.objects.create(programme=other).any_of.add(told)
    town.office.phone = "0591-8300-9999"
    town.office.save()
    asked = client.get("/entitlements/?region=350112201203").content.decode()
    for words in ('value="350112201203"', "浮岐村", "一个人住", 'name="age"'):
        assert words in asked, words
    before = {key for one in (redis(), page_client()) for key in one.scan_iter("*")}
    said = {"place": CHANGLE, "age": "85", "persons": "1", "month": "2026-03", "so": ["alone"]}
    with django_assert_num_queries(10):
        answer = client.post("/entitlements/", said)
    page = answer.content.decode()
    assert ("no-store" in answer.headers["Cache-Control"], answer.cookies) == (False, {})
    for words in (
        "高龄津贴",
        "每人每月¥100.00",
        "0591-8300-9999",
        "2026年3月",
        "checked",
        'name="robots"',
    ):
        assert words in page, words
    after = {key for one in (redis(), page_client()) for key in one.scan_iter("*")}
    assert not {key for key in after - before if b":rate:" not in key}
    # Another language takes the answers along, and reads none of them.
    assert page.count('name="so" value="alone"') == 4
    turned = client.post("/language/en/?next=/entitlements/", said)
    assert (turned.status_code, turned.url) == (307, "/entitlements/")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"age": ""}, "周岁"), ({"age": "131"}, "130"), ({"month": "2026-13"}, "2026-03"),
        ({"month": "2999-01"}, "还没到"), ({"place": "110000000000"}, ""), ({"so": "x"}, ""),
        ({"persons": "0"}, ""),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_named_at_its_place(town, client, wrong, words):
    said = {"place": CHANGLE, "age": "85", "persons": "1", "month": "2026-03"} | wrong
    answer = client.post("/entitlements/", said)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'class="error-summary"' in page
    assert words in page
