"""The demo has handlers, custodians and a report in every state, and its codes open them."""

from __future__ import annotations

from accounts.models import User
from complaints.choices import Outcome, ReleaseState, State
from complaints.models import Escrow, Fact, Release, Report, Ring
from complaints.sealing import parse_code
from complaints.services import reporting
from seeding.complaints import seed_reports
from tests.complaints.conftest import CHEAP


def test_a_report_in_every_state(town, settings, tmp_path):
    settings.COMPLAINT_ARGON2, settings.COMPLAINT_PEPPERS = CHEAP, tmp_path / "peppers"
    # The demo's inspector is another than the tests'.
    User.objects.filter(username="inspector").update(username="somebody")
    codes = seed_reports()
    assert set(Report.objects.values_list("state", flat=True)) == set(State.values)
    assert set(Report.objects.exclude(outcome="").values_list("outcome", flat=True)) == (
        # What is solved in part or not goes up.
        set(Outcome.values) - {Outcome.NOT_SOLVED, Outcome.PARTLY}
    )
    assert Report.objects.filter(level=1).exists()
    assert Release.objects.get().state == ReleaseState.ASKED
    assert Ring.objects.ready().count() == 3
    assert Escrow.objects.count() == 6
    assert not Fact.objects.exists()
    assert len(codes) == 3
    for line in codes:
        code = parse_code(line.split()[0])
        assert reporting.come_back(code=code).told().text
    assert seed_reports() == []
