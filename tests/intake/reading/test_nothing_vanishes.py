"""Of a sheet in any disguise every row is accepted as it is, or refused, asked about or listed."""

import datetime

from hypothesis import HealthCheck, event, given, settings

from intake.reading import Reading, UnusableFile, read_sheet
from intake.reading.markup import mark_up
from tests import depth

from .disguise import LEDGER, ROSTER, Made, ledgers, rosters


MARCH = (datetime.date(2018, 3, 1), datetime.date(2018, 3, 31))
OFTEN = settings(
    deadline=None,
    max_examples=depth.examples(60),
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)


def check(made: Made, fields: tuple, sums: tuple[str, ...], period: tuple | None) -> None:
    reading = _read(made, fields, period)
    if reading is None:
        return
    accepted = _accepted(reading, sums)
    told = {(p.sheet, p.row) for p in [*reading.problems, *reading.left_out]}
    asked = {each.sheet for each in reading.unmapped}
    rows = zip(reading.frame["_sheet"], reading.frame["_row"], reading.frame["_ok"], strict=True)
    refused_rows = {(sheet, row) for sheet, row, ok in rows if not ok}
    for place, fen in accepted.items():
        assert place in made.rows, f"a row that is none: {place}"
        assert made.rows[place].payable, f"not to be paid: {place}"
        assert fen == [made.rows[place].fen], f"another amount: {place}"
    for place in made.rows.keys() - accepted.keys():
        # By its own place, or with its whole sheet.
        assert place in refused_rows | told or (place[0], None) in told or place[0] in asked, place
    if made.harmless:
        assert accepted.keys() == made.rows.keys(), [p.message for p in reading.problems]


def check_marked(made: Made, fields: tuple, sums: tuple[str, ...], period: tuple | None) -> None:
    """The marked workbook, loaded again as it is, has the same errors, questions and amounts."""
    reading = _read(made, fields, period)
    if reading is None:
        return
    marked = mark_up(made.data, made.name, reading.problems)
    again = read_sheet(marked, "", fields, default_period=period)
    assert _told(again) == _told(reading)
    assert _accepted(again, sums) == _accepted(reading, sums)


def _told(reading: Reading) -> list[tuple[str, int, str, str]]:
    asked = [(each.sheet, 0, "", "unmapped") for each in reading.unmapped]
    return sorted(asked) + sorted(
        (p.sheet or "", p.row or 0, p.column or "", p.code)
        for p in reading.problems
        if p.severity in ("error", "question")
    )


def _read(made: Made, fields: tuple, period: tuple | None) -> Reading | None:
    """The reading, or None where the file is refused as it may be."""
    try:
        return read_sheet(made.data, made.name, fields, default_period=period)
    except UnusableFile as refused:
        event(refused.code)
        if made.harmless:
            raise
        return None


def _accepted(reading: Reading, sums: tuple[str, ...]) -> dict[tuple[str, int], list[int]]:
    found: dict[tuple[str, int], list[int]] = {}
    frame = reading.frame[reading.frame["_ok"]]
    for record in frame[["_sheet", "_row", *sums]].to_dict("records"):
        amounts = [
            int(record[name]) for name in sums if record[name] == record[name] and record[name]
        ]
        found.setdefault((record["_sheet"], record["_row"]), []).extend(amounts)
    return found


@given(rosters())
@OFTEN
def test_of_a_roster(made):
    check(made, ROSTER, ("amount",), MARCH)


@given(ledgers())
@OFTEN
def test_of_a_ledger(made):
    check(made, LEDGER, ("income", "expense"), None)


@given(rosters())
@OFTEN
def test_of_a_roster_marked(made):
    check_marked(made, ROSTER, ("amount",), MARCH)


@given(ledgers())
@OFTEN
def test_of_a_ledger_marked(made):
    check_marked(made, LEDGER, ("income", "expense"), None)
