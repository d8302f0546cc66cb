"""What stands in a column of account holders instead of a name."""

from funds.models import Payment
from tests.town import HEADINGS, identity, payment


def test_words_for_the_payee_mean_the_person_or_nobody(town):
    headings = (*HEADINGS, "户主姓名", "户主身份证号", "开户名")
    head = ("林大山", identity(9))
    batch = town.publish(
        *[
            (*payment(n), *head, word)
            for n, word in enumerate(("本人", "户主", "同上", "周小梅"), 1)
        ],
        headings=headings,
    )
    rows = Payment.objects.order_by("row_number").values_list("payee_name", flat=True)
    assert list(rows) == [None, "林大山", None, "周小梅"]
    assert list(batch.problems.filter(code="payee-unclear").values_list("row", flat=True)) == [4]
