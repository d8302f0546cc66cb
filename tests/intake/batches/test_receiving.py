"""What comes in: kept with its hash, recognised, refused without a trace."""

import pytest

from auditing.models import AuditEvent
from core import vault
from core.exceptions import NotAllowed, PortalError
from intake import services
from intake.exceptions import DuplicateFile
from intake.models import Batch
from tests.intake.batches.roster import approved, uploaded
from tests.town import payment


def workbook_bytes(batch):
    import hashlib

    data = vault.load(batch.original_name)
    assert hashlib.sha256(data).hexdigest() == batch.sha256
    return data


def test_the_file_is_kept_with_its_hash_and_the_prepared_rows_are_not(town):
    batch = services.publish(batch_id=approved(town).pk)

    assert vault.load(batch.original_name) == workbook_bytes(batch)
    with pytest.raises(vault.VaultError):
        vault.load(batch.prepared_name)


def test_the_same_file_is_recognised(town):
    first = uploaded(town)

    with pytest.raises(DuplicateFile) as refusal:
        uploaded(town)
    assert refusal.value.earlier == first.pk


def test_the_same_file_may_come_again_after_it_was_discarded(town):
    batch = services.read(batch_id=uploaded(town).pk)
    services.discard(batch=batch, by=town.users["uploader"])

    assert uploaded(town).pk != batch.pk


def test_the_same_file_serves_another_month(town):
    from datetime import date

    uploaded(town, period=(date(2026, 3, 1), date(2026, 3, 31)))

    assert uploaded(town, period=(date(2026, 4, 1), date(2026, 4, 30))).pk


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "nonsense"), ("programme_code", "9999999"), ("data", b"")]
)
def test_impossible_uploads_leave_nothing_behind(town, field, value):
    arguments = {
        "kind": "payments", "data": b"x", "file_name": "x.csv", "office": town.office,
        "by": town.users["uploader"],
    } | {field: value}  # fmt: skip

    with pytest.raises(PortalError) as refusal:
        services.receive(**arguments)
    assert str(refusal.value)
    assert Batch.objects.count() == 0


def test_a_region_outside_the_office_is_refused(town):
    with pytest.raises(NotAllowed):
        uploaded(town, region_code="350125000000")


def test_a_full_disk_leaves_no_batch(town, monkeypatch):
    def refuse(name, data):
        raise vault.VaultError("No space left on device")

    monkeypatch.setattr("intake.services.receiving.vault.store", refuse)
    with pytest.raises(vault.VaultError):
        uploaded(town)

    assert Batch.objects.count() == 0


def test_the_operator_at_the_console_is_recorded(town):
    batch = town.publish(payment(1))

    assert batch.at_console
    event = AuditEvent.objects.get(action="intake.approve-at-console")
    assert event.detail == {"operator": "tests"}
