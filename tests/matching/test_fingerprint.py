"""What changes the rule's view of old rows makes the next incremental run look again."""

from accounts.models import Office
from clues.models import Clue
from funds.models import Programme
from matching.rules.format import all_rules
from matching.services import run_crosscheck
from tests.town import identity, payment


DEATH, CERTIFICATE = "paid-after-death", "certificate-missing"


def one_night(code=DEATH, **options):
    return run_crosscheck(codes=[code], **options)


def test_a_programme_that_becomes_a_household_benefit_is_looked_at_again(town):
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    one_night()
    Programme.objects.filter(code="2080502").update(household_benefit=True)
    one_night()

    # Whoever may live there as well is known to nobody.
    assert Clue.objects.get().grade == "unclear-household"


def test_a_changed_rule_looks_at_everybody_again(town, monkeypatch):
    import dataclasses

    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    one_night()
    rule = all_rules()["paid-after-death"]
    changed = dataclasses.replace(
        rule, version="next", sql=rule.sql.replace("own.state = 'paid'", "own.state = 'nothing'")
    )
    for module in ("live", "shards"):
        monkeypatch.setattr(f"matching.services.{module}.all_rules", lambda: {rule.code: changed})
    run_crosscheck()

    assert Clue.objects.get().status == "no-longer-detected"


def test_a_withdrawn_registry_is_missing(town):
    from intake import services

    batch = town.deaths(("陈秀英", identity(1), "2026-02-15"))
    request = services.request_withdrawal(
        batch=batch, by=town.users["uploader"], reason="名单全错了"
    )
    services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=True)

    assert one_night().results.get(rule="paid-after-death").missing_registries == [
        "deaths",
        "households",
    ]


def test_a_registry_whose_office_answers_for_another_place_is_looked_at_again(town):
    """Where no list is loaded nobody is accused of lacking a certificate."""
    town.publish(payment(1), programme_code="2081107")
    listed = town.publish(
        ("林国平", identity(2), "肢体", "二级"),
        kind="registry:disabled-persons",
        headings=("姓名", "身份证号", "残疾类别", "残疾等级"),
    )
    one_night(CERTIFICATE)
    assert Clue.objects.filter(source="certificate-missing", still_detected=True).count() == 1
    Office.objects.filter(pk=listed.office_id).update(region_code="350102000000")
    one_night(CERTIFICATE)

    assert not Clue.objects.filter(source="certificate-missing", still_detected=True).exists()


def test_an_unchanged_registry_is_loaded_again_to_say_that_it_holds(town):
    first = town.deaths(("陈秀英", identity(1), "2026-02-15"))
    second = town.deaths(("陈秀英", identity(1), "2026-02-15"))

    assert first.pk != second.pk
    town.publish(payment(1))
    one_night()
    assert Clue.objects.count() == 1


def test_an_unreadable_rule_file_stops_no_other(town, monkeypatch):
    monkeypatch.setattr(
        "matching.services.runs.rule_faults", lambda: {"broken": "broken.sql: no header"}
    )
    run = run_crosscheck()

    assert run.results.get(rule="broken").error
    assert not run.results.get(rule="paid-after-death").error


def test_numbers_of_clues_have_no_gaps_from_repeated_runs(town):
    town.deaths(("陈秀英", identity(1), "2026-02-15"), ("林国平", identity(2), "2026-02-15"))
    town.publish(payment(1))
    for _night in range(3):
        one_night(full=True)
    town.publish(payment(2, "林国平"))
    one_night()

    first, second = (
        int(n[-6:]) for n in Clue.objects.order_by("pk").values_list("number", flat=True)
    )
    assert second == first + 1
