"""What the synthetic villages posted on their boards: most in time, some late, some never."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

import numpy as np

from seeding.villages.books import Book
from villages.choices import Board, Proof
from villages.models import DisclosureItem, Posting, Statement
from villages.selectors.duties import Period, periods
from villages.services.posting import post_at_console


FIRST, LAST = date(2026, 1, 1), date(2026, 10, 31)
_POSTED, _LATE = 0.86, 0.08
_OPENINGS = {
    Board.AFFAIRS: "经村两委研究并报村务监督委员会审核，现将本村{item}公开如下。",
    Board.FINANCES: "经民主理财小组审核，现将本村{item}公开如下。",
    Board.SECURITY: "经民主评议并报镇里审核，现将本村{item}公开如下。",
    Board.PARTY: "经村党支部委员会研究，现将本支部{item}公开如下。",
}
_MIDDLES = (
    "本期按计划推进，各项任务已落实到人，未发现违反规定的情况。",
    "本期召开村民代表会议一次，到会人数符合规定，议定事项正在办理。",
    "本期无新增事项，上期事项已办结并在公开栏张贴。",
    "本期有关资金、物资的收支见收支明细，凭证可逐笔查看。",
)
_CLOSING = "村民如有疑问，可向村务监督委员会或镇政府查询。"


def publish_postings(rng: np.random.Generator, books: list[Book], offices: dict[str, int]) -> int:
    """Postings of every village for what fell due; `offices` by township's code. Returns how many.

    Also dates the ledgers' first publication back to the month after, as it would have been.
    """
    duties = list(DisclosureItem.objects.filter(active=True, proof=Proof.POSTING))
    owed = [(duty, period) for duty in duties for period in periods(duty.cadence, FIRST, LAST)]
    postings = []
    for book in books:
        drawn = rng.random(len(owed))
        for (duty, period), chance in zip(owed, drawn.tolist(), strict=True):
            if chance < _POSTED:
                late = chance < _LATE
                postings.append(_posting(book, duty, period, offices, late=late))
    post_at_console(postings=postings, operator="seed_city")
    _date_ledgers()
    return len(postings)


def _posting(
    book: Book, duty: DisclosureItem, period: Period, offices: dict[str, int], *, late: bool
) -> Posting:
    days = duty.due_days + 9 if late else max(duty.due_days - 6, 1)
    place = (duty.place + period.end.month) % len(_MIDDLES)
    text = _OPENINGS[Board(duty.board)].format(item=duty.name)
    return Posting(
        region=book.village,
        duty=duty,
        period_from=period.start,
        period_to=period.end,
        title=duty.name,
        body=f"{text}\n\n{_MIDDLES[place]}\n\n{_CLOSING}",
        office_id=offices[str(book.village.parent_id)],
        published_at=_noon(period.end + timedelta(days=days)),
    )


def _date_ledgers() -> None:
    for month in Statement.objects.values_list("month", flat=True).distinct().order_by():
        following = (month.replace(day=28) + timedelta(days=4)).replace(day=12)
        Statement.objects.filter(month=month).update(published_at=_noon(following))


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
