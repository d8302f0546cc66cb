"""Shadow runs: nothing counts before a judged sample and two signatures."""

from datetime import date
from decimal import Decimal

from django.urls import reverse

import pytest

from accounts.choices import Role
from accounts.models import Office, User
from clues.models import Clue
from core.exceptions import NotAllowed, PortalError
from funds.models import Payment
from matching.exceptions import TrialConflict
from matching.models import RuleParameter, Trial
from matching.rules.format import all_rules
from matching.services import run_crosscheck
from matching.services.live import live_rules
from matching.services.trials import ProposedParameter, ask_for_trial, drop, judge, sign, try_out
from tests.town import identity, make_user, payment
from tests.visitors import signed_in


RULE = "paid-after-death"


def colleague():
    """Another inspector of the whole city."""
    office = Office.objects.create(
        code="3501-jw", name="福州市纪委监委", kind="discipline", region_code="350100000000"
    )
    return make_user("二", Role.INSPECTOR, office)


@pytest.fixture
def trial(town):
    """Two months of grace in 长乐, wished for; one payment one month after a death."""
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1, period="2026年3月"))
    wish = ProposedParameter("grace_months", "350112", Decimal(2), date(2020, 1, 1))
    return ask_for_trial(
        rule=RULE, proposed=[wish], reason="按季度登记", by=town.users[Role.INSPECTOR]
    )


def judged(trial, by):
    trial = try_out(trial_id=trial.pk)
    for hit in trial.sample.all():
        judge(hit=hit, verdict="true", by=by)
    return trial


def test_a_wish_does_not_count_before_it_is_live(town, trial):
    assert run_crosscheck(codes=[RULE]).results.get().found == 1


def test_a_trial_opens_no_clue_and_keeps_its_figures(town, trial):
    tried = try_out(trial_id=trial.pk)

    assert (tried.status, tried.found, tried.found_now, tried.amount) == ("tried", 0, 0, Decimal(0))
    assert Clue.objects.count() == 0


def test_a_live_parameter_counts_in_its_region_only(town, trial):
    inspector, second = town.users[Role.INSPECTOR], colleague()
    judged(trial, inspector)
    sign(trial=trial, by=inspector)
    live = sign(trial=trial, by=second)
    assert (live.status, live.live_at is not None) == ("live", True)
    assert run_crosscheck(codes=[RULE]).results.get().found == 0

    RuleParameter.objects.update(region_code="350125000000")
    # Another region's parameter is another input_fingerprint: everybody is looked at again.
    assert run_crosscheck(codes=[RULE]).results.get().found == 1


def test_the_sample_is_thirty_at_most_and_has_no_number(town):
    people = range(1, 41)
    town.deaths(*[("陈秀英", identity(serial), "2026-02-15") for serial in people])
    town.publish(*[payment(serial) for serial in people])
    trial = ask_for_trial(rule=RULE, proposed=[], reason="试", by=town.users[Role.INSPECTOR])
    tried = try_out(trial_id=trial.pk)

    assert (tried.found, tried.sample.count()) == (40, 30)
    text = "".join(f"{hit.facts}{hit.evidence}" for hit in tried.sample.all())
    assert not any(identity(serial) in text for serial in people)


def test_an_unjudged_sample_cannot_be_signed(town):
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    inspector = town.users[Role.INSPECTOR]
    trial = ask_for_trial(rule=RULE, proposed=[], reason="试", by=inspector)
    with pytest.raises(TrialConflict):
        sign(trial=trial, by=inspector)
    try_out(trial_id=trial.pk)
    with pytest.raises(TrialConflict):
        sign(trial=trial, by=inspector)


def test_who_sees_no_clue_sees_the_figures_and_not_the_sample(town):
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    trial = ask_for_trial(rule=RULE, proposed=[], reason="试算", by=town.users[Role.INSPECTOR])
    page = reverse("matching:trial", args=[trial.pk])
    judge = reverse("matching:judge", args=[trial.pk])
    hit = try_out(trial_id=trial.pk).sample.get()
    city = {"region_code": "350100000000"}
    User.objects.filter(pk=town.users[Role.ADMINISTRATOR].pk).update(**city)
    for role, sees in ((Role.INSPECTOR, True), (Role.ADMINISTRATOR, False)):
        browser = signed_in(User.objects.get(pk=town.users[role].pk))
        answer = browser.get(page)
        assert (bool(answer.context["sample"]), answer.context["sampled"]) == (sees, 1)
        assert (hit.facts["name"] in answer.content.decode()) is sees
        assert browser.post(judge, {}).status_code == (302 if sees else 403)


def test_one_person_cannot_sign_twice(town, trial):
    inspector = town.users[Role.INSPECTOR]
    judged(trial, inspector)
    sign(trial=trial, by=inspector)
    with pytest.raises(TrialConflict):
        sign(trial=trial, by=inspector)


def test_what_is_live_is_not_dropped_and_what_is_dropped_never_counts(town, trial):
    inspector, second = town.users[Role.INSPECTOR], colleague()
    judged(trial, inspector)
    drop(trial=trial, by=inspector)
    with pytest.raises(TrialConflict):
        sign(trial=trial, by=second)
    assert run_crosscheck(codes=[RULE]).results.get().found == 1


def test_an_unknown_parameter_is_refused(town):
    wish = ProposedParameter("no_such", "35", Decimal(1), date(2026, 1, 1))
    with pytest.raises(PortalError, match="no_such"):
        ask_for_trial(rule=RULE, proposed=[wish], reason="试", by=town.users[Role.INSPECTOR])


def test_a_rule_on_trial_raises_nothing_until_it_is_signed(town, monkeypatch):
    import dataclasses

    rule = dataclasses.replace(all_rules()[RULE], on_trial=True)
    for module in ("services.live", "services.shards", "rules.format"):
        monkeypatch.setattr(f"matching.{module}.all_rules", lambda: {RULE: rule})
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    assert run_crosscheck().results.count() == 0

    inspector, second = town.users[Role.INSPECTOR], colleague()
    trial = ask_for_trial(rule=RULE, proposed=[], reason="试", by=inspector)
    judged(trial, inspector)
    sign(trial=trial, by=inspector)
    sign(trial=trial, by=second)
    assert set(live_rules()) == {RULE}
    assert run_crosscheck().results.get().found == 1


def test_what_is_live_stays_until_another_wish_is_signed(town, trial):
    """Asking again for the same parameter, region and day must not touch the signed value."""
    inspector, second = town.users[Role.INSPECTOR], colleague()
    judged(trial, inspector)
    sign(trial=trial, by=inspector)
    sign(trial=trial, by=second)
    again = ask_for_trial(
        rule=RULE, proposed=[ProposedParameter("grace_months", "350112", Decimal(0), date(2020, 1, 1))],
        reason="改回", by=inspector,
    )  # fmt: skip
    assert run_crosscheck(codes=[RULE]).results.get().found == 0
    assert judged(again, inspector).found == 1

    sign(trial=again, by=inspector)
    sign(trial=again, by=second)
    assert run_crosscheck(codes=[RULE]).results.get().found == 1


def test_staff_of_a_county_neither_try_nor_see_trials(town, trial):
    county = make_user("县里", Role.INSPECTOR, town.office)
    with pytest.raises(NotAllowed):
        ask_for_trial(rule=RULE, proposed=[], reason="试", by=county)
    assert not Trial.objects.visible_to(county).exists()
    assert Trial.objects.visible_to(town.users[Role.INSPECTOR]).exists()


def test_the_sample_shows_the_rows_behind_each_hit(town):
    """Whether it was rightly found cannot be said of a sentence."""
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    by = town.users[Role.INSPECTOR]
    trial = ask_for_trial(rule=RULE, proposed=[], reason="试算", by=by)
    hit = try_out(trial_id=trial.pk).sample.get()
    browser = signed_in(by)
    page = browser.get(reverse("matching:trial", args=[trial.pk]))
    assert b"2026-02-15" in page.content or "2026年2月15日" in page.content.decode()
    assert Payment.objects.get().get_absolute_url() in page.content.decode()
    verdicts = {f"verdict-{hit.pk}": "true"}
    kept = browser.post(reverse("matching:judge", args=[trial.pk]), verdicts, follow=True)
    assert len(kept.context["messages"]) == 1


def test_a_number_below_nothing_is_refused_with_the_field_s_name(town):
    browser = signed_in(town.users[Role.INSPECTOR])
    refused = browser.post(
        reverse("matching:ask-for-trial", args=[RULE]),
        {"reason": "试", "name": "grace_months", "value": "-3"}, follow=True,
    )  # fmt: skip
    (message,) = refused.context["messages"]
    assert str(message) == "值 确保该值大于或等于0。"


def test_a_parameter_for_all_regions_says_so(town):
    by = town.users[Role.INSPECTOR]
    wish = ProposedParameter("grace_months", "", Decimal(2), date(2020, 1, 1))
    trial = ask_for_trial(rule=RULE, proposed=[wish], reason="试", by=by)
    page = signed_in(by).get(reverse("matching:trial", args=[trial.pk])).content.decode()
    assert "各地通用" in page
    assert "000000000000" not in page
