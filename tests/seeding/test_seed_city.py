"""The synthetic city: the same for the same seed, and the rules find exactly what it hides."""

from datetime import timedelta
from operator import itemgetter

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from stdnum.cn import ric

from accounts.choices import OfficeKind
from accounts.models import Office
from clues.models import Clue, HistoryLine, InspectionProposal, UnitTalk
from clues.permissions import units_concerned
from core.divisions import ancestors, code_range
from core.sealing import IDENTITY, unseal
from funds.models import Payment
from intake.models import Batch
from matching.rules.format import all_rules
from matching.services import run_crosscheck
from regions.models import Population
from seeding.judging import judge
from seeding.worked import work_matters
from tests.portal import privacy_crawl


# They hold villages and months against each other; a single late payment is late.
STATISTICAL = {"sudden-jump", "village-outlier", "cadre-families-share", "paid-late"}
# Planted in larger cities only: this one has two villages a county.
NEEDS_MANY_VILLAGES = {"village-outlier"}


def _behind(clue):
    """Offices by the evidence of the clue and its further reasons, as the law of the desk says it."""
    if clue.duty:
        return frozenset()
    if parts := list(clue.merged.all()):
        return _behind_rows(clue, [row for each in (clue, *parts) for row in each.evidence])
    return _behind_rows(clue, clue.evidence)


def _behind_rows(clue, evidence):
    batches = Batch.objects.filter(pk__in={p["batch"] for p in evidence if p.get("batch")})
    if not batches and clue.programme_code:
        near = Q(office__region_code__in=ancestors(clue.region_code)) | Q(
            office__region_code__range=code_range(clue.region_code)
        )
        batches = Batch.objects.filter(
            near, kind="payments", programme_code=clue.programme_code, published_at__isnull=False
        )
    own = batches.exclude(
        office__kind=OfficeKind.DISCIPLINE, kind__startswith="registry:"
    ).values_list("office", flat=True)
    books = {"ledger", "voucher", "contract", "works", "decision"}
    if any(p.get("kind") in books or p.get("registry") == "village-cadres" for p in evidence):
        villages = Office.objects.filter(kind=OfficeKind.VILLAGE, region_code=clue.region_code)
        own = own.union(villages.values_list("pk", flat=True))
    return frozenset(own)


# Not by its name, or the crawl would be collected by itself and a city seeded for it.
class SeededCityTests(privacy_crawl.PrivacyCrawl):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        run_crosscheck()

    def test_every_rule_finds_what_was_planted_and_no_innocent(self):
        scores = {score.rule: score for score in judge(self.truth)}

        for code in all_rules().keys() - NEEDS_MANY_VILLAGES:
            with self.subTest(rule=code):
                score = scores.get(code)
                assert score is not None, "nothing is planted for this rule"
                assert score.planted, "no hit is planted for this rule"
                assert (score.recall, score.flagged) == (1.0, 0)
                # Chance may look like an irregularity only to rules that compare villages.
                assert code in STATISTICAL or score.unplanned == 0

    def test_everybody_lives_somewhere(self):
        people = dict(Population.objects.values_list("region", "people"))
        assert people["350100000000"] == 450
        villages = [n for code, n in people.items() if not code.endswith("000")]
        assert sum(villages) == 450

    def test_a_clue_holds_the_planted_rows_and_grade(self):
        facts = [
            f for f in self.truth if f["rule"] == "paid-after-death" and f["expected"] == "hit"
        ]
        assert len(facts) > 3
        for fact in facts:
            clue = Clue.objects.get(source=fact["rule"], source_key=fact["subject"])
            rows = [
                {"batch": row["batch"], "sheet": row["sheet"], "row": row["row"]}
                for row in clue.evidence
                if row["kind"] == "payment"
            ]
            key = itemgetter("batch", "row")
            assert sorted(rows, key=key) == sorted(fact["rows"], key=key)
            assert clue.grade == fact["grade"]

    def test_the_offices_behind_every_clue_are_those_that_its_evidence_names(self):
        """The database's one definition, against the evidence read piece by piece."""
        clues = list(Clue.objects.all())
        assert len({clue.source for clue in clues}) > 30
        for clue in clues:
            with self.subTest(clue=clue.number, rule=clue.source):
                assert units_concerned(clue) == _behind(clue)

    def test_every_kind_of_look_alike_is_planted(self):
        kinds = {fact["kind"] for fact in self.truth}
        assert {"continued", "returned", "back-pay", "other-name", "household"} <= kinds

    def test_no_masked_recipient_gets_a_name_from_what_is_public(self):
        """Not one of them fits one to four full names of the village."""
        full: dict[str, set[str]] = {}
        masked: set[tuple[str, str]] = set()
        for payment in Payment.objects.listed().with_names():
            if payment.is_named:
                full.setdefault(payment.region_id, set()).add(payment.public_name)
            else:
                masked.add((payment.region_id, payment.public_name))
        assert masked
        for village, name in masked:
            surname = name.rstrip("*")
            fits = [one for one in full[village] if one.startswith(surname)]
            assert len(fits) >= settings.DISCLOSURE_K, (village, name)

    def test_numbers_are_valid_and_nobodys(self):
        for payment in Payment.objects.all()[:200]:
            number = unseal(payment.beneficiary_id, IDENTITY)
            assert number[:6] in ("350199", "350197")
            assert ric.calc_check_digit(number) == number[-1]

    def test_every_row_of_evidence_can_be_opened(self):
        """The kept file holds the person at the very row that the payment names."""
        import csv
        import io

        from core import vault

        payment = Payment.objects.order_by("?").first()
        batch = Batch.objects.get(pk=payment.batch_id)
        text = vault.load(batch.original_name).decode("utf-8-sig")
        line = list(csv.reader(io.StringIO(text)))[payment.row_number - 1]
        assert payment.beneficiary_name in line
        assert unseal(payment.beneficiary_id, IDENTITY) in line

    def test_the_kept_file_reads_as_it_was_published(self):
        """The seed spares reading its own sheets; reading one gives the same rows."""
        from core import vault
        from intake.reading.read import read_sheet
        from intake.sheets import sheet_of

        batch = Batch.objects.filter(kind="payments", programme_code="2080502").first()
        reading = read_sheet(
            vault.load(batch.original_name), batch.file_name, sheet_of("payments").fields
        )
        prepared = sheet_of("payments").prepare(
            reading.frame, batch, {t.sheet: t.title for t in reading.tables}
        )
        rows = Payment.objects.filter(batch=batch).order_by("row_number")
        for column in ("beneficiary_name", "beneficiary_id", "amount", "region_id", "period_from",
                       "period_to", "paid_on", "row_number", "state", "village_group"):  # fmt: skip
            assert list(prepared.columns[column]) == list(rows.values_list(column, flat=True)), (
                column
            )

    def test_half_a_year_of_work_shows_life(self):
        open_before = Clue.objects.filter(status="suspected").count()
        worked = work_matters()
        assert worked > 30
        assert work_matters() == 0, "a past is made once"
        states = set(Clue.objects.values_list("status", flat=True))
        assert states >= {"explained", "closed", "rectifying", "disposal", "assigned", "checking"}
        assert Clue.objects.filter(status="suspected").count() >= open_before // 3
        closed = Clue.objects.filter(status="closed")
        spans = {
            timezone.localdate(clue.closed_at) - timezone.localdate(clue.opened_at)
            for clue in closed
        }
        assert min(spans) > timedelta(days=10)
        assert closed.order_by("opened_at").first().opened_at < timezone.now() - timedelta(days=90)
        for clue in closed:
            by = dict(clue.history.filter(act__in=("register", "close")).values_list("act", "by"))
            assert by["register"] != by["close"]
        assert max(HistoryLine.objects.values_list("at", flat=True)) <= timezone.now()
        assert UnitTalk.objects.exclude(answered_at=None).exists()
        assert InspectionProposal.objects.filter(answered_at=None).exists()
