"""What an analyst would do instead of a rule: export the rows, read them into pandas or Splink, and
find the same people there. Three rules ask a registry, three compare payments with payments.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    import pandas as pd

_EXPORTS = {
    "paid": "SELECT encode(beneficiary_id, 'hex') AS person, beneficiary_name AS name,"
    " encode(account, 'hex') AS account, programme_id, period_from, period_to, amount"
    " FROM funds_payment WHERE state = 'paid'",
    "programmes": "SELECT id AS programme_id, means_tested FROM funds_programme",
    "deaths": "SELECT encode(person_id, 'hex') AS person, died_on FROM matching_deathrecord"
    " WHERE NOT ended",
    "prisoners": "SELECT encode(person_id, 'hex') AS person, since, until FROM matching_prisoner"
    " WHERE NOT ended",
    "employees": "SELECT encode(person_id, 'hex') AS person, since, until"
    " FROM matching_publicemployee WHERE NOT ended",
}
_DATES = {
    "paid": ["period_from", "period_to"],
    "deaths": ["died_on"],
    "prisoners": ["since", "until"],
    "employees": ["since", "until"],
}


@dataclass(frozen=True, slots=True)
class Files:
    """The exported tables, one CSV file each."""

    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.csv"

    def read(self, name: str) -> pd.DataFrame:
        import pandas as pd

        return pd.read_csv(self.path(name), parse_dates=_DATES.get(name, False))


def _export(files: Files) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for name, query in _EXPORTS.items():
            with files.path(name).open("wb") as file:
                cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT csv, HEADER)", file)


def _after_death(paid: pd.DataFrame, files: Files) -> int:
    import pandas as pd

    dead = files.read("deaths").sort_values("died_on").drop_duplicates("person", keep="last")
    both = paid.merge(dead, on="person")
    month = both["died_on"].dt.to_period("M").dt.to_timestamp()
    return _clues(both[both["period_from"] >= month + pd.DateOffset(months=1)])


def _in_prison(paid: pd.DataFrame, files: Files) -> int:
    import pandas as pd

    both = paid.merge(files.read("prisoners"), on="person")
    month = both["since"].dt.to_period("M").dt.to_timestamp()
    free = both["until"].fillna(pd.Timestamp.max)
    inside = (both["period_from"] >= month + pd.DateOffset(months=1)) & (both["period_to"] < free)
    return _clues(_means_tested(both[inside], files))


def _on_payroll(paid: pd.DataFrame, files: Files) -> int:
    both = paid.merge(files.read("employees"), on="person")
    since, until = both["since"], both["until"]
    meanwhile = (since.isna() | (both["period_to"] >= since)) & (
        until.isna() | (both["period_from"] <= until)
    )
    return _clues(_means_tested(both[meanwhile], files))


def _means_tested(paid: pd.DataFrame, files: Files) -> pd.DataFrame:
    programmes = files.read("programmes")
    return paid.merge(programmes[programmes["means_tested"] == "t"], on="programme_id")


def _clues(paid: pd.DataFrame) -> int:
    return len(paid.groupby(["person", "programme_id"])["amount"].agg(["sum", "count"]))


def _two_names(paid: pd.DataFrame, files: Files) -> int:
    return int((paid.groupby("person")["name"].nunique() > 1).sum())


def _shared_account(paid: pd.DataFrame, files: Files) -> int:
    drawers = paid[["account", "person"]].dropna().drop_duplicates()
    return int((drawers.groupby("account").size() > 2).sum())


def _twice(paid: pd.DataFrame, files: Files) -> int:
    columns = ["person", "programme_id", "period_from"]
    paid = paid[[*columns, "period_to"]].sort_values(columns)
    before = paid.shift()
    same = (paid["person"] == before["person"]) & (paid["programme_id"] == before["programme_id"])
    return len(paid[same & (paid["period_from"] <= before["period_to"])].groupby("person").size())


_IN_PANDAS: dict[str, Callable[[Any, Files], int]] = {
    "paid-after-death": _after_death,
    "prisoner-paid": _in_prison,
    "public-employee-means-tested": _on_payroll,
    "one-number-two-names": _two_names,
    "account-of-several-households": _shared_account,
    "same-programme-twice": _twice,
}
_LINKED = "paid-after-death"
HEADINGS = (
    "rule", "peer", "ours s", "export s", "read s", "work s", "whole ÷ ours",
    "without export ÷ ours", "found",
)  # fmt: skip


def _in_splink(files: Files) -> int:
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink.comparison_library import ExactMatch

    base = duckdb.connect()
    for name in ("paid", "deaths"):
        base.execute(
            f"CREATE TABLE {name} AS SELECT row_number() OVER () AS unique_id, person"
            f" FROM '{files.path(name)}'"
        )
    api = DuckDBAPI(connection=base)
    settings = SettingsCreator(
        link_type="link_only", blocking_rules_to_generate_predictions=[block_on("person")],
        comparisons=[ExactMatch("person")],
    )  # fmt: skip
    linker = Linker([api.register("paid"), api.register("deaths")], settings)
    found = linker.inference.deterministic_link()
    return len(found.as_pandas_dataframe())


def peers(ours: dict[str, float]) -> list[tuple[str, ...]]:
    """A line for each rule that has a peer; `ours` gives the seconds of each rule's full run.

    A rule alone pays for export and reading, as a script for it would; in the last line both
    are paid once for all.
    """
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        files = Files(Path(folder))
        export, _ = _took(_export, files)
        splink, linked = _took(_in_splink, files)
        read, paid = _took(files.read, "paid")
        works = 0.0
        for rule, act in _IN_PANDAS.items():
            work, found = _took(act, paid, files)
            works += work
            rows.append(_line("pandas", rule, ours[rule], export, read, work, found))
    rows.append(_line("Splink, a plain link", _LINKED, ours[_LINKED], export, 0, splink, linked))
    together = sum(ours[rule] for rule in _IN_PANDAS)
    rows.append(_line("pandas, read once", "all six", together, export, read, works, None))
    return rows


def _took(act: Callable[..., Any], *what: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    result = act(*what)
    return time.perf_counter() - started, result


def _line(
    peer: str, rule: str, ours: float, export: float, read: float, work: float, found: int | None
) -> tuple[str, ...]:
    whole = export + read + work
    return (
        rule, peer, f"{ours:.1f}", f"{export:.1f}", f"{read:.1f}" if read else "with the work",
        f"{work:.1f}", f"{whole / ours:.1f}", f"{(read + work) / ours:.1f}",
        "" if found is None else f"{found:,}",
    )  # fmt: skip
