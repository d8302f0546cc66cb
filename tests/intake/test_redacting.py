"""What slipped through is taken out everywhere by two persons, and the trace does not repeat it."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction
from django.test import Client

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.choices import Role
from auditing.models import AuditEvent, SensitiveAccess
from core.exceptions import NotAllowed, PortalError
from core.redaction import BLANKED
from funds.models import Payment
from intake import services
from intake.models import Batch, Redaction
from intake.services import redacting
from tests.disguises import where_held
from tests.town import FUQI, identity, make_user, payment


SLIPPED = identity(777)


def put(sql, *values):
    """Past all gates, as an older version of the portal may have left it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.fixture
def slipped(town):
    """A number in a published row, its batch, the trail, a problem's wording and a setting."""
    batch = town.publish(payment(1), payment(2, "林国平"))
    broken = f"{SLIPPED[:6]} {SLIPPED[6:14]} {SLIPPED[14:]}"
    put("UPDATE funds_payment SET village_group = %s WHERE row_number = 2", f"2组{SLIPPED}")
    put("UPDATE funds_payment SET bank = %s WHERE row_number = 3", f"农商行（{broken}）")
    put("UPDATE intake_batch SET file_name = %s", f"{SLIPPED}.xlsx")
    put(
        "UPDATE intake_batch SET comparison = jsonb_build_object('previous_period', %s::text)",
        broken,
    )
    AuditEvent.objects.create(actor_name="portal", action="x.y", target="t", detail={})
    put("UPDATE auditing_auditevent SET detail = jsonb_build_object('words', %s::text)", SLIPPED)
    assert len(where_held(SLIPPED)) >= 5
    return batch


def asked(town, text=SLIPPED):
    return services.request_redaction(text=text, kind="identity", by=town.users["uploader"])


def done(redaction, by):
    services.decide_redaction(redaction=redaction, by=by, approved=True)
    return services.carry_out_redaction(redaction_id=redaction.pk)


def test_it_is_gone_from_every_column_however_it_was_broken_up(town, slipped):
    redaction = done(asked(town), town.users["reviewer"])

    assert where_held(SLIPPED) == []
    assert sorted(Payment.objects.values_list("village_group", "bank")) == [
        ("", f"农商行（{BLANKED}）"), (f"2组{BLANKED}", ""),
    ]  # fmt: skip
    assert Batch.objects.get().file_name == f"{BLANKED}.xlsx"
    assert redaction.sealed_text is None
    assert {place["row"] for place in redaction.public_places if "row" in place} == {2, 3}


def test_the_public_sees_that_and_where_but_not_what(town, slipped, client):
    done(asked(town), town.users["reviewer"])
    text = client.get("/redactions/").content.decode()

    assert "身份证号" in text
    assert f"/batches/{slipped.pk}/" in text
    assert "长乐区民政局" in text
    assert SLIPPED not in text
    assert SLIPPED[:6] not in text


def test_amounts_and_other_texts_stay(town, slipped):
    before = list(Payment.objects.order_by("pk").values_list("amount", "beneficiary_name", "sheet"))
    done(asked(town), town.users["reviewer"])
    assert (
        list(Payment.objects.order_by("pk").values_list("amount", "beneficiary_name", "sheet"))
        == before
    )


def test_nobody_decides_alone(town, slipped):
    redaction = asked(town)
    with pytest.raises(NotAllowed):
        services.decide_redaction(redaction=redaction, by=town.users["uploader"], approved=True)
    services.carry_out_redaction(redaction_id=redaction.pk)
    assert where_held(SLIPPED)
    with pytest.raises(DatabaseError), transaction.atomic():
        Redaction.objects.update(decided_by=redaction.requested_by, approved=True)


@pytest.mark.parametrize(
    ("role", "office", "may"),
    [
        (Role.REVIEWER, "office", True), (Role.REVIEWER, "other_office", False),
        (Role.UPLOADER, "office", False), (Role.AUDITOR, "office", False),
        (Role.INSPECTOR, "office", True), (Role.INSPECTOR, "other_office", False),
        (Role.ADMINISTRATOR, "office", True), (Role.ADMINISTRATOR, "other_office", False),
    ],
)  # fmt: skip
def test_who_may_decide(town, slipped, role, office, may):
    redaction = asked(town)
    second = make_user("second", role, getattr(town, office))
    if may:
        services.decide_redaction(redaction=redaction, by=second, approved=True)
    else:
        with pytest.raises(NotAllowed):
            services.decide_redaction(redaction=redaction, by=second, approved=True)


def test_refused_it_stays_and_the_request_keeps_no_text(town, slipped):
    redaction = asked(town)
    services.decide_redaction(redaction=redaction, by=town.users["reviewer"], approved=False)
    redaction.refresh_from_db()
    assert redaction.sealed_text is None
    assert where_held(SLIPPED)


@pytest.mark.parametrize("text", ["", "三组", "x" * 201])
def test_a_text_of_no_use_is_refused(town, slipped, text):
    with pytest.raises(PortalError):
        asked(town, text)


def test_published_rows_change_for_nothing_else(town, slipped):
    """Neither with the setting alone, nor for a request that nobody agreed to, nor once it is done."""
    redaction = asked(town)

    def tries(key):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('portal.redaction', %s, true)", [str(key)])
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute("UPDATE funds_payment SET bank = 'x'")

    tries(redaction.pk)
    tries(999_999)
    done(redaction, town.users["reviewer"])
    tries(redaction.pk)


def test_carried_out_twice_it_is_done_once(town, slipped):
    redaction = done(asked(town), town.users["reviewer"])
    again = services.carry_out_redaction(redaction_id=redaction.pk)
    assert again.done_at == redaction.done_at
    assert AuditEvent.objects.filter(action="intake.redacted").count() == 1


def test_a_diagnosis_and_a_child_s_name_go_as_well(town):
    town.publish(payment(1))
    put("UPDATE funds_payment SET recipient_class = '郑小童尿毒症'")
    redaction = services.request_redaction(
        text="郑小童尿毒症", kind="minor", by=town.users["uploader"]
    )
    done(redaction, town.users["reviewer"])
    assert Payment.objects.get().recipient_class == BLANKED


def test_the_desk_never_shows_what_was_typed(town, slipped):
    clerk = Client()
    clerk.force_login(town.users["uploader"])
    make = clerk.post("/desk/redactions/", {"text": "太短字", "kind": "other"})
    assert make.status_code == 400
    assert "太短字" not in make.content.decode()
    assert clerk.post("/desk/redactions/", {"text": SLIPPED, "kind": "identity"}).status_code == 302
    redaction = Redaction.objects.get()
    page = clerk.get("/desk/redactions/").content.decode()
    assert SLIPPED not in page
    assert clerk.post(f"/desk/redactions/{redaction.pk}/").status_code == 403
    assert clerk.post(f"/desk/redactions/{redaction.pk}/decide/", {"decision": "approve"}).url
    assert Redaction.objects.get().approved is None


def test_whoever_decides_reads_it_and_that_is_recorded(town, slipped):
    assert services.text_of(redaction=asked(town), by=town.users["reviewer"]) == SLIPPED
    assert SensitiveAccess.objects.filter(subject__startswith="redaction:").count() == 1


def test_what_stands_nowhere_is_told_to_nobody(town, slipped):
    """Or whoever asks would learn whether a clue, the trail or a secret says something."""
    device = TOTPDevice.objects.create(user=town.users["inspector"], key="5f3a" * 10)
    user = town.users["inspector"]
    before = (user.password, device.key)
    for text in ("没有这样的字", device.key[:8], user.password[:12], user.username, user.role):
        redaction = done(asked(town, text), town.users["reviewer"])
        assert redaction.places == []
    user.refresh_from_db()
    device.refresh_from_db()
    assert (user.password, device.key) == before


def test_codes_states_and_names_of_entries_are_no_words(town, slipped):
    before = list(Batch.objects.values_list("status", "region_code", "programme_code", "kind"))
    for text in ("published", FUQI[:6], "2080502", "payments", "previous_period"):
        done(asked(town, text), make_user(f"a{text}", Role.ADMINISTRATOR, town.office))
    batch = Batch.objects.get()
    assert (
        list(Batch.objects.values_list("status", "region_code", "programme_code", "kind")) == before
    )
    assert "previous_period" in batch.comparison


@pytest.mark.parametrize(("role", "kept"), [(Role.REVIEWER, True), (Role.INSPECTOR, False)])
def test_an_office_takes_words_out_of_its_own_sheets_only(town, slipped, role, kept):
    """Not out of another's, nor out of what was written about it."""
    put("UPDATE funds_payment SET bank = '尿毒症陈某'")
    put("UPDATE intake_batch SET office_id = %s", town.other_office.pk)
    put("UPDATE auditing_auditevent SET detail = jsonb_build_object('words', '查尿毒症陈某'::text)")
    done(asked(town, "尿毒症陈某"), make_user("second", role, town.office))
    assert (Payment.objects.filter(bank="尿毒症陈某").count() == 2) is kept
    assert AuditEvent.objects.filter(detail__words="查尿毒症陈某").exists() is kept


def test_a_word_that_stands_nearly_everywhere_is_not_taken_out(town, slipped, monkeypatch):
    monkeypatch.setattr(redacting, "MOST_PLACES", 1)
    monkeypatch.setattr(redacting, "_count", lambda text: None)
    put("UPDATE funds_payment SET bank = '农村商业银行'")
    redaction = done(asked(town, "农村商业银行"), town.users["reviewer"])
    assert (redaction.approved, redaction.sealed_text) == (False, None)
    assert Payment.objects.filter(bank="农村商业银行").count() == 2
