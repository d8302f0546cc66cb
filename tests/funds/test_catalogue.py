"""The public catalogue that comes with the portal is complete and loads again unchanged."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import TestCase

import pytest

from auditing.models import AuditEvent
from funds.choices import Category, Disclosure, StandardBasis
from funds.models import PolicyDocument, Programme, Standard
from funds.services.catalogue import UnusableCatalogue, load_catalogue, set_standard
from regions.models import Region
from tests.regions.test_resolver import load


CATALOGUE = settings.FIXTURE_ROOT / "catalogue"
TOLD = [
    "name",
    "short_name",
    "department",
    "description",
    "who_may_apply",
    "due_rule",
    "contact_unit",
    "contact_phone",
]


def snapshot():
    return [
        list(Programme.objects.order_by("pk").values()),
        list(PolicyDocument.objects.order_by("pk").values()),
        list(Standard.objects.order_by("pk").values()),
        list(Programme.policies.through.objects.order_by("pk").values()),
        list(Programme.exclusive_with.through.objects.order_by("pk").values()),
    ]


class CatalogueTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        load("3501")
        load_catalogue(directory=CATALOGUE, by=None)

    def test_all_national_items_and_local_ones(self):
        programmes = Programme.objects.all()

        assert programmes.exclude(code__startswith="L").count() == 55
        assert programmes.filter(code__startswith="L").count() >= 4
        assert PolicyDocument.objects.count() >= 30

    def test_every_programme_is_complete(self):
        for programme in Programme.objects.for_page():
            with self.subTest(programme.code):
                assert all(getattr(programme, field).strip() for field in TOLD)
                assert len(programme.steps) >= 3
                assert programme.material_list
                assert programme.standards.in_force().exists()
                assert programme.policies.all()

    def test_category_follows_the_budget_code(self):
        for programme in Programme.objects.exclude(code__startswith="L"):
            assert programme.category == programme.code[:5]
            assert programme.category in Category.values

    def test_exclusions_count_both_ways(self):
        for programme in Programme.objects.prefetch_related("exclusive_with"):
            for other in programme.exclusive_with.all():
                assert programme in other.exclusive_with.all()
                assert other != programme
        tekun = Programme.objects.get(code="2082102")
        assert {"2081902", "2081107"} <= set(tekun.exclusive_with.values_list("code", flat=True))

    def test_what_is_a_secret_is_never_named(self):
        private = Programme.objects.filter(disclosure=Disclosure.PRIVATE)

        assert {"2082501", "2082502", "2100706"} <= set(private.values_list("code", flat=True))
        assert not Programme.objects.named().filter(category=Category.DISABILITY).exists()
        assert not Programme.objects.named().filter(age_max__lt=18).exists()

    def test_household_benefits_are_marked(self):
        households = Programme.objects.filter(household_benefit=True)

        assert {"2081901", "2081902", "2130122"} <= set(households.values_list("code", flat=True))

    def test_figures_say_where_they_come_from(self):
        assert not Standard.objects.filter(source_note="").exists()
        assert not PolicyDocument.objects.filter(source_note="").exists()
        for policy in PolicyDocument.objects.filter(slug__startswith="demo-"):
            assert "示例" in policy.title
            assert "演示" in policy.issuer

    def test_standards_stand_for_every_day_since_2024(self):
        for day in (dt.date(2024, 1, 1), dt.date(2024, 12, 31), dt.date(2025, 1, 1)):
            covered = set(Standard.objects.in_force(day).values_list("programme__code", flat=True))
            assert covered == set(Programme.objects.values_list("code", flat=True))

    def test_nearest_region_comes_first(self):
        standards = Standard.objects.filter(programme__code="2130122").in_force()

        near = standards.for_region("350112201203")
        assert [s.region_id for s in near] == ["350112000000", "350100000000"]
        assert standards.for_region("350125210206")[0].amount == Decimal(90)

    def test_top_up_line_is_no_fixed_amount(self):
        line = Standard.objects.in_force(dt.date(2025, 6, 1)).get(
            programme__code="2081902", recipient_class=""
        )

        assert line.basis == StandardBasis.TOP_UP

    def test_loading_again_changes_nothing(self):
        before = snapshot()

        load_catalogue(directory=CATALOGUE, by=None)

        assert snapshot() == before
        assert AuditEvent.objects.filter(action="funds.load_catalogue").count() == 2

    def test_catalogue_page_is_bounded_in_queries(self):
        with self.assertNumQueries(4):
            list(Programme.objects.public_catalogue().for_page())

    def test_overlapping_standard_is_refused(self):
        old = Standard.objects.get(programme__code="2081110")
        copy = Standard(
            programme=old.programme,
            region=old.region,
            amount=300,
            unit=old.unit,
            valid_from=dt.date(2025, 1, 1),
        )

        with pytest.raises(ValidationError, match="260"):
            copy.full_clean()

    def test_new_standard_ends_the_old_one(self):
        old = Standard.objects.get(programme__code="2081110")

        set_standard(
            programme=old.programme,
            region=old.region,
            amount=Decimal(300),
            unit=old.unit,
            valid_from=dt.date(2026, 1, 1),
            by=None,
        )

        old.refresh_from_db()
        assert old.valid_to == dt.date(2025, 12, 31)
        current = Standard.objects.in_force(dt.date(2026, 5, 1)).get(programme=old.programme)
        assert current.amount == Decimal(300)

    def test_database_refuses_bad_states(self):
        for change in (
            {"code": "12"},
            {"disclosure": "open"},
            {"due_day": 32},
            {"due_month": 13},
            {"age_min": 80, "age_max": 60},
            {"valid_from": dt.date(2025, 1, 2), "valid_to": dt.date(2025, 1, 1)},
        ):
            with self.subTest(change), pytest.raises(IntegrityError), transaction.atomic():
                Programme.objects.filter(code="2080502").update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            Standard.objects.filter(programme__code="2081110").update(amount=0)


def broken(tmp_path: Path, file: str, change) -> Path:
    for name in ("policies", "programmes", "standards"):
        entries = json.loads((CATALOGUE / f"{name}.json").read_text(encoding="utf-8"))
        if name == file:
            change(entries)
        (tmp_path / f"{name}.json").write_text(json.dumps(entries), encoding="utf-8")
    return tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "change", "wrong"),
    [
        ("programmes", lambda e: e[0].update(disclosure="open"), "2080502"),
        ("programmes", lambda e: e[0].update(colour="red"), "colour"),
        ("programmes", lambda e: e[0].update(exclusive_with=["0000000"]), "0000000"),
        ("programmes", lambda e: e[0].update(policies=["nowhere"]), "nowhere"),
        ("standards", lambda e: e[0].update(programme="0000000"), "0000000"),
        ("standards", lambda e: e[0].update(policy="nowhere"), "nowhere"),
        ("standards", lambda e: e[0].pop("region"), "region"),
        ("policies", lambda e: e[0].update(issued_on="2014年"), "social-assistance"),
    ],
)
def test_broken_catalogue_is_refused_whole(tmp_path, file, change, wrong):
    with pytest.raises(UnusableCatalogue, match=wrong):
        load_catalogue(directory=broken(tmp_path, file, change), by=None)

    assert not Programme.objects.exists()


@pytest.mark.django_db
def test_standards_of_regions_not_loaded_are_left_out():
    result = load_catalogue(directory=CATALOGUE, by=None)

    assert (result.standards, Region.objects.count()) == (0, 0)
    assert result.skipped > 100


@pytest.mark.django_db
def test_command_tells_what_is_wrong(tmp_path):
    with pytest.raises(CommandError, match=r"policies\.json"):
        call_command("load_catalogue", str(tmp_path))
