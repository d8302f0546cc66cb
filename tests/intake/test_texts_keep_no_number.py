"""No text of any kind of sheet brings a person's number into the database."""

from __future__ import annotations

import io
import json
from itertools import count

from django.apps import apps
from django.conf import settings as django_settings
from django.db import models

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from core.fields import CodeField, SlugField, WrittenField
from funds.models import Payment
from intake import services
from intake.exceptions import DuplicateFile
from intake.models import BatchProblem
from intake.services.deciding import approve_at_console
from intake.sheets import all_sheets, model_of, sheet_of
from tests import depth
from tests.disguises import SECRET, disguises, where_held
from tests.town import FUQI, identity, workbook


CELLS = {
    "identity": identity(1), "name": "陈秀英", "account": "6230361000000000017", "phone": "13800000001",
    "amount": "100.00", "number": "2", "integer": "2", "date": "2026-03-10", "month": "2026-03",
    "period": "2026年3月", "region": "浮岐村", "text": "照实",
}  # fmt: skip
PLACES = {"county": "长乐区", "township": "猴屿乡", "village": "浮岐村", "village_group": "3组"}
TEXTS = [
    (sheet.kind, field.name)
    for sheet in all_sheets()
    for field in sheet.fields
    if field.kind in ("text", "name", "region")
]


def cell(field, kind):
    if field.name in PLACES:
        return PLACES[field.name]
    if field.name == "programme":
        return "2080502"
    if field.kind == "choice":
        return next(iter(field.choices))
    if kind == "village-ledger" and field.name in ("expense", "amount", "balance"):
        return ""
    if field.name in ("in_favour", "against", "abstained"):
        return "0"
    return CELLS[field.kind]


def received(kind, column, text, *, sheet_name="Sheet", file_name="sheet.xlsx", office):
    """A sheet of this kind with every column filled in, and `text` in one of them."""
    sheet = sheet_of(kind)
    row = [
        text if field.name == column else cell(field, kind)
        for field in sheet.fields
    ]  # fmt: skip
    headings = tuple(str(field.label) for field in sheet.fields)
    data = workbook(headings, [tuple(row)])
    if sheet_name != "Sheet":
        data = renamed(data, sheet_name)
    batch = services.receive(
        kind=kind, data=data, file_name=file_name, by=None, office=office, at_console=True,
        programme_code="2080502" if kind in ("payments", "allocations") else "",
    )  # fmt: skip
    return services.read(batch_id=batch.pk)


def renamed(data, name):
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.active.title = name
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def published(batch):
    if batch.accepted:
        services.answer_at_console(batch=batch, text="已经核对过", operator="tests")
        approve_at_console(batch=batch, operator="tests")
        services.publish(batch_id=batch.pk)


def test_every_kind_of_sheet_is_read_whole(town):
    for sheet in all_sheets():
        batch = received(sheet.kind, "", "", office=town.office)
        assert (batch.status, batch.accepted) == ("checked", 1), (
            sheet.kind, list(batch.problems.values_list("heading", "code")),
        )  # fmt: skip
        # A bank's result is about a published payment.
        published(batch)


def try_disguises(examples, **strategies):
    """Run `attempt` on so many disguises; all of them look for the same number afterwards."""

    def deco(attempt):
        return settings(
            max_examples=depth.examples(examples), deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )(given(text=disguises(SECRET), **strategies)(attempt))  # fmt: skip

    return deco


def test_no_column_of_any_kind_keeps_one(town):
    silent = []

    @try_disguises(
        60,
        place=st.sampled_from(TEXTS),
        around=st.sampled_from(
            [("", ""), ("2组", ""), ("张三", "号"), ("见", "，已领"), ("", "(户主)")]
        ),
    )
    def attempt(place, text, around):
        kind, column = place
        try:
            batch = received(kind, column, f"{around[0]}{text}{around[1]}", office=town.office)
        except DuplicateFile:
            return
        published(batch)
        # A household that is numbered by its head is kept as a digest, and so is a plot.
        if column not in ("household", "plot") and not batch.problems.exists():
            silent.append((place, text))

    attempt()
    assert where_held(SECRET) == []
    assert silent == []


def test_neither_a_sheet_s_nor_a_file_s_name_keeps_one(town):
    amounts = count(1)

    @try_disguises(12)
    def attempt(text):
        name = text.translate(str.maketrans("", "", "[]:*?/\\"))[:31]
        published(
            received(
                "payments",
                "amount",
                f"{next(amounts)}.00",
                sheet_name=name,
                file_name=f"{text}.xlsx",
                office=town.office,
            )  # fmt: skip
        )

    attempt()
    assert where_held(SECRET) == []


def test_what_was_taken_out_is_said_by_place(town):
    batch = received("allocations", "purpose", f"拨给{SECRET}", office=town.office)
    (problem,) = BatchProblem.objects.filter(batch=batch)
    assert (problem.row, problem.heading, problem.code) == (2, "用途", "text-hidden")
    assert problem.column
    assert batch.accepted == 1


@pytest.mark.parametrize(
    ("column", "text", "left"),
    [
        ("village_group", "精神残疾二级", ""),
        ("recipient_class", "精神残疾二级", "二级"),
        ("bank", "农商银行（艾滋病专户）", "农商银行（[病情]专户）"),
        ("village_group", f"2组{SECRET}", ""),
    ],
)
def test_no_condition_stands_in_a_public_column(town, column, text, left):
    batch = received("payments", column, text, office=town.office)
    published(batch)
    assert getattr(Payment.objects.get(), column) == left
    assert batch.warnings == 1


@pytest.mark.parametrize("kind", [sheet.kind for sheet in all_sheets() if not sheet.confidential])
def test_no_condition_of_a_sheet_s_text_reaches_the_database(town, kind):
    for field in sheet_of(kind).fields:
        if field.kind == "text" and field.name not in PLACES | {"programme": ""}:
            published(received(kind, field.name, "肺癌晚期肢体残疾", office=town.office))
    kept = [str(row) for row in model_of(sheet_of(kind).table)._default_manager.values_list()]
    assert not any("肺癌" in row or "肢体" in row for row in kept)


def test_headings_keep_none(town):
    data = workbook(("姓名", "身份证号", f"金额{SECRET}甲"), [("陈秀英", identity(1), 100)])
    batch = services.receive(
        kind="payments", data=data, file_name="x.xlsx", by=None, office=town.office,
        at_console=True, programme_code="2080502", region_code=FUQI,
    )  # fmt: skip
    batch = services.read(batch_id=batch.pk)
    assert where_held(SECRET) == []
    assert json.dumps(batch.headings, ensure_ascii=False).count("[号码]") <= 1


def test_every_text_column_says_what_it_keeps():
    """A column of words is a WrittenField; all others hold codes, choices or checked addresses."""
    plain = [
        str(field)
        for model in apps.get_models()
        if model._meta.app_label in django_settings.OWN_APPS
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, WrittenField | CodeField | SlugField | models.EmailField)
        and not field.choices
        and field.name != "password"
    ]
    assert plain == []
