"""A village's sheet among everything that was published: by its kind, and leading to its pages."""

from tests.town import FUQI


def test_a_ledger_stands_under_its_own_name(client, ledger):
    ledger()
    text = client.get("/batches/").content.decode()
    assert "村级收支明细" in text
    assert "多个项目" not in text


def test_its_page_leads_to_the_months(client, ledger):
    batch = ledger()
    text = client.get(f"/batches/{batch.pk}/").content.decode()
    assert f"/villages/{FUQI}/finances/2026-03/" in text
    assert "多个项目" not in text


def test_a_sheet_of_works_leads_to_each_works_once(client, town):
    batch = town.publish(
        *(("GC-1", "浮岐村", "修路", step, "2026-03-01") for step in ("立项", "中标")),
        kind="village-works", headings=("工程编号", "村", "工程名称", "步骤", "日期"),
    )  # fmt: skip
    text = client.get(f"/batches/{batch.pk}/").content.decode()
    assert text.count(f"/villages/{FUQI}/works/GC-1/") == 1


def test_every_board_and_what_is_overdue_can_be_reached_from_the_village(client, ledger):
    ledger()
    text = client.get(f"/villages/{FUQI}/").content.decode()
    for page in ("boards/affairs", "finances", "boards/security", "boards/party", "calendar"):
        assert f"/villages/{FUQI}/{page}/" in text
    finances = client.get(f"/villages/{FUQI}/finances/").content.decode()
    assert f"/villages/{FUQI}/boards/finances/" in finances
    assert f"/villages/{FUQI}/feed.atom" in finances
    social = client.get(f"/villages/{FUQI}/boards/security/").content.decode()
    assert f"/villages/{FUQI}/#payments" in social
