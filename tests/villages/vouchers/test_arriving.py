"""A file is kept at once and drawn by a worker; whatever it is, it comes to an end at the desk."""

from django.urls import reverse

import pytest

from core import vault
from core.bounded import NotInARequest, answering
from core.exceptions import NotAllowed
from tests.town import FUQI
from tests.villages.vouchers.conftest import MARCH, vault_files
from tests.villages.vouchers.photos import photo
from villages import tasks
from villages.exceptions import DuplicateVoucher
from villages.models import ArrivedFile, Voucher
from villages.reading import UnusablePicture
from villages.services import vouchers as services


def arrive(cadre, data=None, **changes):
    values = {
        "office": cadre.office, "by": cadre, "region_code": FUQI, "month": MARCH,
        "kind": "voucher", "voucher_number": "记-1", "data": data or photo("a"),
    }  # fmt: skip
    return services.arrive(**values | changes)


def kill(**_options):
    raise SystemExit("killed")


def test_a_file_becomes_pictures_and_leaves_nothing_behind(cadre):
    arrived = arrive(cadre)
    assert (Voucher.objects.count(), len(vault_files("arrived"))) == (0, 1)
    assert services.draw(arrived_id=arrived.pk) == 1
    assert services.draw(arrived_id=arrived.pk) == 0

    assert (Voucher.objects.count(), ArrivedFile.objects.count()) == (1, 0)
    assert vault_files("arrived") == []


def test_what_is_no_picture_is_refused_before_it_is_kept(cadre):
    with pytest.raises(UnusablePicture):
        arrive(cadre, b"not a picture")
    assert not ArrivedFile.objects.exists()


def test_the_same_file_waits_once(cadre):
    arrive(cadre)
    with pytest.raises(DuplicateVoucher):
        arrive(cadre)
    services.draw(arrived_id=ArrivedFile.objects.get().pk)
    with pytest.raises(DuplicateVoucher):
        arrive(cadre)


def test_a_damaged_file_stands_at_the_desk_with_its_reason_and_two_ways_out(
    cadre, client, monkeypatch
):
    arrived = arrive(cadre, b"%PDF-1.7 broken")
    assert services.draw(arrived_id=arrived.pk) == 0
    assert not ArrivedFile.objects.waiting().exists()
    client.force_login(cadre)
    line = reverse("villages-desk:voucher-line", args=[FUQI, "2026-03"]) + "?number=记-1"
    act = reverse("villages-desk:arrived-act", args=[arrived.pk])
    arrived.refresh_from_db()
    page = client.get(line).content.decode()
    assert arrived.refusal
    assert arrived.refusal in page
    assert act in page

    sent = []
    monkeypatch.setattr(tasks.draw_arrived, "delay_on_commit", sent.append)
    client.post(act, {"act": "again"})
    assert sent == [arrived.pk]
    assert ArrivedFile.objects.waiting().exists()
    part = client.get(line + "&drawing=1", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in part.headers
    client.post(act, {"act": "away"})
    assert not ArrivedFile.objects.exists()
    part = client.get(line + "&drawing=1", headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"


def test_a_file_that_killed_two_workers_is_refused(cadre, monkeypatch):
    arrived = arrive(cadre)
    with monkeypatch.context() as trap:
        trap.setattr("villages.services.vouchers.arriving.receive", kill)
        for _time in range(2):
            with pytest.raises(SystemExit):
                services.draw(arrived_id=arrived.pk)
        assert services.draw(arrived_id=arrived.pk) == 0
    arrived.refresh_from_db()
    assert arrived.refusal

    services.draw_again(arrived=arrived, by=cadre)
    assert services.draw(arrived_id=arrived.pk) == 1


def test_a_full_disk_is_no_attempt(cadre, monkeypatch):
    arrived = arrive(cadre)

    def full(**_options):
        raise vault.VaultError("No space left on device")

    with monkeypatch.context() as trap:
        trap.setattr("villages.services.vouchers.arriving.receive", full)
        for _time in range(4):
            with pytest.raises(vault.VaultError):
                services.draw(arrived_id=arrived.pk)
    assert services.draw(arrived_id=arrived.pk) == 1


def test_no_page_draws(cadre, bring):
    arrived = arrive(cadre)
    voucher = bring(number="记-2")
    vault.discard(voucher.working_name)
    with answering():
        with pytest.raises(NotInARequest):
            services.draw(arrived_id=arrived.pk)
        with pytest.raises(NotInARequest):
            services.restore_working(voucher=voucher)
    services.restore_working(voucher=voucher)
    assert vault.exists(voucher.working_name)


def test_another_office_neither_sees_nor_ends_it(cadre, town, client, monkeypatch):
    arrived = arrive(cadre)
    stranger = town.users["uploader"]
    with pytest.raises(NotAllowed):
        services.give_up(arrived=arrived, by=stranger)
    client.force_login(stranger)
    address = reverse("villages-desk:arrived-act", args=[arrived.pk])
    assert client.post(address, {"act": "away"}).status_code == 404


def test_files_of_a_killed_worker_are_sent_again(cadre, monkeypatch):
    arrived = arrive(cadre)
    sent = []
    monkeypatch.setattr(tasks.draw_arrived, "delay", sent.append)
    tasks.finish_vouchers()
    assert sent == [arrived.pk]
