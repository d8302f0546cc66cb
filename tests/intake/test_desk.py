"""The cadre's and the reviewer's pages."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import pytest

from accounts.choices import OfficeKind, Role
from auditing.models import SensitiveAccess
from core.exceptions import NotAllowed
from intake import services, tasks
from intake.models import Batch
from tests.town import HEADINGS, identity, make_user, payment, workbook
from tests.visitors import enter, signed_in


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    for task in (tasks.read_batch, tasks.publish_batch):
        monkeypatch.setattr(task, "delay_on_commit", lambda *_: None)


@pytest.fixture
def upload(town, client):
    """Uploads as the uploader and reads at once."""

    def send(*rows, headings=HEADINGS, **values):
        enter(client, town.users[Role.UPLOADER])
        file = SimpleUploadedFile("名册.xlsx", workbook(headings, rows))
        answer = client.post(
            reverse("intake:upload"),
            {"kind": "payments", "programme": "2080502", "file": file} | values,
        )
        if answer.status_code != 302:
            return answer
        batch = Batch.objects.order_by("pk").last()
        services.read(batch_id=batch.pk)
        return batch

    return send


def page_of(client, batch) -> str:
    return client.get(reverse("intake:batch", args=[batch.pk])).content.decode()


def test_a_batch_on_its_way(town, upload, client):
    batch = upload(payment(1), payment(2, village="没有这个村"))
    page = page_of(client, batch)
    assert "没有这个村" in page
    assert reverse("intake:marked-workbook", args=[batch.pk]) in page
    assert reverse("intake:submit", args=[batch.pk]) in page
    assert reverse("intake:decide", args=[batch.pk]) not in page
    assert "陈秀英" in page, "the preview shows names"
    assert identity(1) not in page

    client.post(reverse("intake:submit", args=[batch.pk]), {"leave_out_published": "on"})
    assert reverse("intake:decide", args=[batch.pk]) not in page_of(client, batch)
    enter(client, town.users[Role.REVIEWER])
    assert reverse("intake:decide", args=[batch.pk]) in page_of(client, batch)
    assert batch.file_name in client.get(reverse("portal:desk")).content.decode()
    client.post(reverse("intake:decide", args=[batch.pk]), {"decision": "approve"})
    services.publish(batch_id=batch.pk)
    page = page_of(client, batch)
    assert reverse("funds-desk:rows", args=[batch.pk]) in page
    assert reverse("intake:request-withdrawal", args=[batch.pk]) in page


def test_sending_back_needs_words(town, upload, client):
    batch = upload(payment(1))
    client.post(reverse("intake:submit", args=[batch.pk]), {})
    enter(client, town.users[Role.REVIEWER])
    decide = reverse("intake:decide", args=[batch.pk])
    client.post(decide, {"decision": "back", "note": ""})
    batch.refresh_from_db()
    assert batch.status == "submitted"
    client.post(decide, {"decision": "back", "note": "第二行请核对"})
    enter(client, town.users[Role.UPLOADER])
    assert "第二行请核对" in page_of(client, batch)


def test_withdrawing_takes_two(town, upload, client):
    batch = upload(payment(1))
    services.submit(batch=batch_now(batch), by=town.users[Role.UPLOADER])
    services.approve(batch=batch_now(batch), by=town.users[Role.REVIEWER])
    services.publish(batch_id=batch.pk)
    ask = reverse("intake:request-withdrawal", args=[batch.pk])
    enter(client, town.users[Role.REVIEWER])
    client.post(ask, {"reason": "名册传错了"})
    decide = reverse("intake:decide-withdrawal", args=[batch.pk])
    page = page_of(client, batch)
    assert "名册传错了" in page
    assert decide not in page, "who asked does not decide"
    client.post(decide, {"decision": "approve"})
    assert batch_now(batch).status == "published"
    enter(client, make_user("second", Role.REVIEWER, town.office))
    assert decide in page_of(client, batch)
    client.post(decide, {"decision": "approve"})
    assert batch_now(batch).status == "withdrawn"
    assert "名册传错了" in page_of(client, batch)


def batch_now(batch: Batch) -> Batch:
    return Batch.objects.get(pk=batch.pk)


def test_unknown_headings_are_asked_once(upload, client):
    headings = [h if h != "金额" else "给了多少" for h in HEADINGS]
    batch = upload(payment(1), headings=headings)
    page = page_of(client, batch)
    assert "给了多少" in page
    client.post(reverse("intake:answer-headings", args=[batch.pk]), {"heading-0": "amount"})
    services.read(batch_id=batch.pk)
    assert batch_now(batch).status == "checked"


def test_the_same_file_twice_is_told_with_the_earlier_batch(town, client):
    enter(client, town.users[Role.UPLOADER])
    data = workbook(HEADINGS, [payment(1)])
    for status in (302, 400):
        answer = client.post(
            reverse("intake:upload"),
            {
                "kind": "payments",
                "programme": "2080502",
                "file": SimpleUploadedFile("名册.xlsx", data),
            },
        )
        assert answer.status_code == status
    earlier = reverse("intake:batch", args=[Batch.objects.get().pk])
    assert f'href="{earlier}"' in answer.content.decode()


def test_a_part_of_the_page_while_under_way(town, client):
    batch = services.receive(
        kind="payments", data=workbook(HEADINGS, [payment(1)]), file_name="a.xlsx",
        office=town.office, by=town.users[Role.UPLOADER], programme_code="2080502",
    )  # fmt: skip
    enter(client, town.users[Role.UPLOADER])
    address = reverse("intake:batch", args=[batch.pk])
    part = client.get(address, headers={"HX-Request": "true"})
    assert "hx-get" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "HX-Refresh" not in part.headers
    services.read(batch_id=batch.pk)
    part = client.get(address, headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"


def test_previews_and_files_reach_the_own_office_and_inspectors(town, upload):
    batch = upload(payment(1))
    services.make_marked_workbook(batch_id=batch.pk)
    names = ("intake:original-file", "intake:marked-workbook")
    for role, status in (
        (Role.UPLOADER, 200),
        (Role.REVIEWER, 200),
        (Role.INSPECTOR, 200),
        (Role.AUDITOR, 403),
    ):
        browser = signed_in(town.users[role])
        for name in names:
            answer = browser.get(reverse(name, args=[batch.pk]))
            assert answer.status_code == status, (role, name)
        page = browser.get(reverse("intake:batch", args=[batch.pk])).content.decode()
        assert ("陈秀英" in page) == (status == 200), role
    looks = SensitiveAccess.objects.filter(subject=f"batch:{batch.pk}")
    assert looks.count() == 9, "three roles, each with two files and a preview"


def test_registries_come_from_offices_that_keep_them(town, client):
    town.office.kind = OfficeKind.TOWNSHIP
    town.office.save()
    enter(client, town.users[Role.UPLOADER])
    assert "registry:deaths" not in client.get(reverse("intake:upload")).content.decode()
    with pytest.raises(NotAllowed):
        services.receive(
            kind="registry:deaths", data=b"x", file_name="a.csv", office=town.office,
            by=town.users[Role.UPLOADER],
        )  # fmt: skip


def test_the_upload_page_offers_the_catalogue(town, client):
    enter(client, town.users[Role.UPLOADER])
    page = client.get(reverse("intake:upload")).content.decode()
    assert '<option value="2080502">高龄津贴</option>' in page


def test_lists_for_every_role(town, upload):
    upload(payment(1))
    for role in town.users:
        browser = signed_in(town.users[role])
        for address in (
            reverse("portal:desk"),
            reverse("intake:batch-list"),
            reverse("intake:batch-list") + "?status=checked",
            reverse("funds-desk:correction-list"),
        ):
            assert browser.get(address).status_code == 200, (role, address)
