"""At fifteen million rows every question must find its index."""

from django.db import connection

import pytest

from tests.town import FUQI
from tests.villages.vouchers.conftest import MARCH
from villages.choices import WAITING_PICTURES, PictureKind
from villages.models import Voucher


DIGEST = b"\0" * 32
QUESTIONS = {
    "a month's public pictures": (
        lambda user: Voucher.objects.of_month(FUQI, MARCH).public().filter(kind=PictureKind.VOUCHER).in_order(),
        "voucher_line",
    ),
    "what waits for an office": (
        lambda user: Voucher.objects.visible_to(user).waiting(), "voucher_waiting",
    ),
    "what was left half done": (
        lambda user: Voucher.objects.stranded().order_by("pk"), "voucher_stranded",
    ),
    "whether a file stands": (
        lambda user: Voucher.objects.naming([DIGEST])[0], "voucher_same_file_once",
    ),
    "whether a file stands and waits": (
        lambda user: Voucher.objects.naming([DIGEST])[0].filter(page=1, status__in=WAITING_PICTURES),
        ("voucher_same_file_once", "voucher_waiting"),
    ),
    "whether a file ended": (
        lambda user: Voucher.objects.naming([DIGEST])[1], "voucher_ended_file",
    ),
    "the same invoice": (
        lambda user: Voucher.objects.filter(status="published", invoice_number="12345678").exclude(invoice_number=""),
        "voucher_invoice",
    ),
}  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_its_index(question, cadre):
    ask, index = QUESTIONS[question]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = ask(cadre).explain()
    indexes = (index,) if isinstance(index, str) else index
    assert any(name in plan for name in indexes), plan
