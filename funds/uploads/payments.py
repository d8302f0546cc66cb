"""The roster of payments (发放花名册): who got what, for which period, from which programme."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from random import SystemRandom
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import pandas as pd

from core.cursors import Cursor
from core.sealing import ACCOUNT, IDENTITY, PHONE, seal_many
from funds.choices import DatePrecision, Disclosure, PaymentState
from funds.evidence import PAYMENT, SHEET, STANDARD, TOTAL, VILLAGE
from funds.models import Payment, Programme
from funds.services.comparing import compare_payments, delete_published
from funds.services.disclosing import retest_batch
from funds.services.reasons import check_reason
from funds.services.totals import add_batch, take_batch_out
from funds.uploads import wording  # noqa: F401 - registers the wording of row problems
from funds.uploads.bank_words import STATES
from funds.uploads.previews import preview_payments
from funds.uploads.programmes import check_programme_code, programme_choices, programmes_of
from funds.uploads.starts import standing_lines
from intake.models import Batch
from intake.places import places_of
from intake.reading.mapping import Field
from intake.rows import RowChecker
from intake.sheets import Comparison, Prepared, Preview, Sheet


class PaymentSheet(Sheet):
    kind = "payments"
    label = _("Payments to people")
    table = "funds_payment"
    evidence = (PAYMENT, TOTAL, SHEET, STANDARD, VILLAGE)
    needs_period = True
    takes_programme = True
    starts_next = True
    left_to_fill_in = ("period", "paid_on")
    columns = (
        "batch_id", "sheet", "row_number", "state", "programme_id", "region_id", "village_group",
        "period_from", "period_to", "paid_on", "paid_on_precision", "amount", "units", "standard",
        "recipient_class", "household_size", "beneficiary_name", "beneficiary_id", "payee_name", "payee_id",
        "head_name", "head_id", "account", "bank", "phone",
    )  # fmt: skip
    empty_text = ("village_group", "recipient_class", "bank")
    fields = (
        Field("programme", "补贴项目", "text", ("项目名称", "资金项目", "补贴名称", "项目编码", "资金名称", "惠民项目"), max_length=100),
        Field("county", "县区", "text", ("县(市、区)", "县市区", "区县", "所在县", "县")),
        Field("township", "乡镇", "text", ("乡镇街道", "乡(镇)", "镇街", "所在乡镇", "所在镇", "街道", "镇", "乡")),
        Field("village", "村", "region", ("村(居)委会", "村居", "行政村", "所在村", "村委会", "村名", "村别", "村社区", "村(社区)", "社区", "单位", "家庭住址", "住址", "地址")),
        Field("village_group", "村民小组", "text", ("村(居)民小组", "组别", "组", "小组", "村组"), max_length=30),
        Field("head_name", "户主姓名", "name", ("户主", "家庭户主"), role="head"),
        Field("head_id", "户主身份证号", "identity", ("户主身份证号码", "户主身份证"), role="head"),
        Field("payee_name", "收款人姓名", "name", ("收款人", "领款人", "领取人", "户名", "开户名", "账户名", "开户人"), role="payee"),
        Field("payee_id", "收款人身份证号", "identity", ("收款人身份证号码", "领款人身份证号", "领取人身份证号", "开户人身份证号"), role="payee"),
        Field("beneficiary_name", "享受人姓名", "name", ("享受人", "姓名", "补贴对象", "对象姓名", "受益人", "受助人", "补助对象", "发放对象", "申请人", "农户姓名", "残疾人姓名", "老人姓名", "救助对象"), role="beneficiary"),
        Field("beneficiary_id", "享受人身份证号", "identity", ("享受人身份证号码", "身份证号", "身份证号码", "身份证", "公民身份号码", "证件号码", "居民身份证号", "受益人身份证号", "补贴对象身份证号"), role="beneficiary"),
        Field("household_size", "家庭人口", "integer", ("保障人数", "人口数", "家庭人数", "享受人数", "人数")),
        Field("recipient_class", "类别", "text", ("补贴类别", "保障类别", "档次", "等级", "残疾等级", "享受类别", "救助类别", "年龄段", "类型"), max_length=40),
        Field("units", "数量", "number", ("补贴面积", "面积", "补贴数量", "亩数", "面积(亩)", "补贴面积(亩)")),
        Field("standard", "补贴标准", "amount", ("标准", "发放标准", "月标准", "保障标准", "补助标准", "单价"), aside=True),
        Field("amount", "补贴金额", "amount", ("金额", "发放金额", "实发金额", "实发资金", "补助金额", "发放资金", "应发金额", "实际发放金额", "合计金额", "月保障金", "发放额", "补贴资金"), required=True),
        Field("period", "所属期", "period", ("发放月份", "所属月份", "补贴年度", "年度", "月份", "补贴期间", "发放期间", "所属期间", "期间", "补贴月份", "发放年月")),
        Field("paid_on", "发放日期", "date", ("发放时间", "填报日期", "打卡日期", "支付日期", "拨付日期", "到账日期"), yearless=True, month_ok=True),
        Field("state", "发放结果", "choice", ("发放状态", "支付状态", "是否成功", "代发结果", "处理结果", "发放情况", "支付结果", "打卡结果"), choices=STATES),
        Field("account", "银行账号", "account", ("账号", "银行卡号", "卡号", "一卡通账号", "一折通卡号", "一卡通卡号", "社保卡号", "收款账号", "存折账号", "开户账号")),
        Field("bank", "开户银行", "text", ("开户行", "银行名称", "代发银行", "开户银行名称"), max_length=60),
        Field("phone", "联系电话", "phone", ("电话", "手机号码", "手机号", "手机", "联系方式", "电话号码")),
    )  # fmt: skip

    def check_parameters(self, *, programme_code: str, region_code: str) -> None:
        check_programme_code(programme_code)

    def lacks_column(self, assigned: set[str]) -> bool:
        """Somebody must be named with name and number, in whichever role."""
        return not any(
            {f"{role}_name", f"{role}_id"} <= assigned for role in ("beneficiary", "payee", "head")
        )

    def prepare(self, frame: pd.DataFrame, batch: Batch, titles: dict[str, str]) -> Prepared:
        rows = RowChecker(frame)
        programmes = programmes_of(rows, batch.programme_code, titles)
        places = places_of(rows, batch.region_code)
        people = _people(rows, programmes)
        cents = rows.column("amount")
        for index, amount in enumerate(cents):
            if amount is None or amount <= 0:
                rows.lacks(index, "amount-not-positive")
        paid_on, precision = _paid_dates(rows)
        keep = rows.kept
        columns: dict[str, Any] = {
            "batch_id": keep([batch.pk] * rows.count),
            "sheet": keep(rows.sheets),
            "row_number": keep(rows.numbers),
            "state": keep([state or PaymentState.PAID.value for state in rows.column("state")]),
            "programme_id": [programme.pk for programme in keep(programmes)],
            "region_id": [place.code for place in keep(places)],
            "village_group": [place.group for place in keep(places)],
            "period_from": keep(rows.column("period_from")),
            "period_to": keep(rows.column("period_to")),
            "paid_on": keep(paid_on),
            "paid_on_precision": keep(precision),
            "amount": _yuan(keep(cents)),
            "units": keep(rows.column("units")),
            "standard": _yuan(keep(rows.column("standard"))),
            "recipient_class": keep(rows.texts("recipient_class")),
            "household_size": [_small(size) for size in keep(rows.column("household_size"))],
            "account": seal_many(keep(rows.column("account")), ACCOUNT),
            "bank": keep(rows.texts("bank")),
            "phone": seal_many(keep(rows.column("phone")), PHONE),
        }
        for role, (names, numbers) in people.items():
            columns[f"{role}_name"] = keep(names)
            columns[f"{role}_id"] = seal_many(keep(numbers), IDENTITY)
        _warn_of_duplicates(rows, columns)
        return Prepared(columns, rows.problems)

    def arrange(self, prepared: Prepared) -> None:
        """Masked rows in no order: a roster goes by groups and families, which would name them."""
        keys = set(prepared.columns["programme_id"])
        if Programme.objects.filter(pk__in=keys).exclude(disclosure=Disclosure.NAMED).exists():
            order = list(range(len(prepared)))
            SystemRandom().shuffle(order)
            prepared.columns = {
                name: [values[at] for at in order] for name, values in prepared.columns.items()
            }

    def programmes(self) -> list[tuple[str, str]]:
        return programme_choices()

    def preview(self, rows: list[dict[str, str]]) -> Preview:
        return preview_payments(rows)

    def standing_lines(self, batch: Batch) -> list[dict[str, Any]]:
        return standing_lines(batch)

    def compare(self, cursor: Cursor, draft: str, batch: Batch) -> Comparison:
        return compare_payments(cursor, draft, batch)

    def amount(self, prepared: Prepared) -> Decimal:
        """Without what the bank sent back, as in the kept sums."""
        rows = zip(prepared.columns["amount"], prepared.columns["state"], strict=True)
        return sum((amount for amount, state in rows if state == PaymentState.PAID), Decimal(0))

    def draft_amount(self, cursor: Cursor, draft: str) -> Decimal:
        cursor.execute(
            f"SELECT coalesce(sum(amount), 0) FROM {draft} WHERE state = %s",
            [PaymentState.PAID.value],
        )
        return Decimal(cursor.fetchone()[0])

    def leave_out_published(self, cursor: Cursor, draft: str, batch: Batch) -> int:
        return delete_published(cursor, draft)

    def on_publish(self, cursor: Cursor, batch: Batch) -> None:
        add_batch(cursor, batch.pk)
        retest_batch(cursor, batch.pk)

    def on_withdraw(self, cursor: Cursor, batch: Batch) -> None:
        take_batch_out(cursor, batch.pk)
        retest_batch(cursor, batch.pk)

    def check_reason(self, batch: Batch, reason: str) -> None:
        check_reason(reason, Payment.objects.filter(batch=batch.pk))


def _yuan(cents: list[int | None]) -> list[Decimal | None]:
    """Fen as yuan; a roster has few distinct amounts."""
    known: dict[int | None, Decimal] = {
        value: Decimal(int(value)).scaleb(-2) for value in set(cents) if value is not None
    }
    return [known.get(value) for value in cents]


def _small(number: Any) -> int | None:
    return None if number is None or not 0 < number < 1000 else int(number)


Person = tuple[str | None, str | None]
_NOBODY: Person = (None, None)


def _people(
    rows: RowChecker, programmes: list[Programme | None]
) -> dict[str, tuple[list[str | None], list[str | None]]]:
    """Names and numbers by role; payee and head stand only where they are somebody else.

    Without a beneficiary, of a household's benefit the head is meant before the payee, of a
    person's the payee (who is paid on the person's own card, 财办〔2020〕37号) before the head.
    A beneficiary with a name but no number is an error: nobody else is put in that place.
    """
    given = {role: _persons(rows, role) for role in ("beneficiary", "payee", "head")}
    beneficiaries: list[Person] = []
    for index, (person, payee, head) in enumerate(zip(*given.values(), strict=True)):
        if person == _NOBODY:
            programme = programmes[index]
            household = programme is not None and programme.household_benefit
            for person in (head, payee) if household else (payee, head):
                if person[0] and person[1]:
                    break
        if not (person[0] and person[1]):
            rows.lacks(index, "person-missing")
        beneficiaries.append(person)
    given["beneficiary"] = beneficiaries
    for index, (name, number) in enumerate(given["payee"]):
        if name in _DITTO:
            rows.warn(index, "payee-unclear", value=name)
            given["payee"][index] = (None, number)
    given["payee"] = [
        _meant(*persons)
        for persons in zip(given["payee"], beneficiaries, given["head"], strict=True)
    ]
    for role in ("payee", "head"):
        given[role] = [
            _NOBODY if person == whole or _says_no_more(person, whole) else person
            for person, whole in zip(given[role], beneficiaries, strict=True)
        ]
    return {
        role: ([name for name, _number in people], [number for _name, number in people])
        for role, people in given.items()
    }


# What stands in a column of account holders instead of a name.
_HIMSELF = frozenset({"本人", "自己", "本人账户", "享受人", "受益人"})
_OF_THE_HEAD = frozenset({"户主", "家长"})
# The one above or the one before: nobody can tell.
_DITTO = frozenset({"同上", "同左", "同前", "〃", "″"})


def _meant(payee: Person, whole: Person, head: Person) -> Person:
    """The payee whom a word such as 本人 or 户主 means."""
    name, number = payee
    if name in _HIMSELF:
        return whole[0], number
    if name in _OF_THE_HEAD:
        return head[0], number or head[1]
    return payee


def _persons(rows: RowChecker, role: str) -> list[Person]:
    return list(zip(rows.column(f"{role}_name"), rows.column(f"{role}_id"), strict=True))


def _says_no_more(person: Person, whole: Person) -> bool:
    """Whether a role only repeats part of the beneficiary."""
    name, number = person
    return name in (None, whole[0]) and number in (None, whole[1])


def _paid_dates(rows: RowChecker) -> tuple[list[Any], list[str]]:
    """The dates of payment, and how far each can be taken at its word (DatePrecision)."""
    today, told = timezone.localdate(), set()
    dates = rows.column("paid_on")
    ends = rows.column("period_to")
    precision = [
        (DatePrecision.MONTH if month else DatePrecision.DAY).value
        for month in rows.column("paid_on_is_month")
    ]
    for index, paid_on in enumerate(dates):
        if paid_on is None:
            dates[index] = min(ends[index], today) if ends[index] else today
            precision[index] = DatePrecision.ASSUMED.value
            if rows.sheets[index] not in told:
                told.add(rows.sheets[index])
                rows.warn(index, "paid-date-missing")
        elif paid_on > today + timedelta(days=1):
            rows.reject(index, "paid-in-future")
    return dates, precision


def _warn_of_duplicates(rows: RowChecker, columns: dict[str, Any]) -> None:
    keys = list(
        zip(
            columns["beneficiary_id"], columns["programme_id"], columns["period_from"],
            columns["period_to"], columns["amount"], strict=True,
        )
    )  # fmt: skip
    if len(set(keys)) == len(keys):
        return
    several = {key for key, count in Counter(keys).items() if count > 1}
    indexes = [index for index, stands in enumerate(rows.standing) if stands]
    first: dict[Any, int] = {}
    for index, key in zip(indexes, keys, strict=True):
        if key in several:
            if key in first:
                rows.warn(index, "duplicate-inside", other=rows.numbers[first[key]])
            else:
                first[key] = index
