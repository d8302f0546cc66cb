"""A desk to work at: discipline offices, inspectors, a township that can be asked, and clues."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

import pytest

from accounts.choices import OfficeKind, Role
from accounts.models import Office, User
from clues.models import Clue
from clues.services import upsert_from_hits
from clues.services.opening import make_hits_table
from core.cursors import Cursor
from core.sealing import IDENTITY, seal
from tests.town import FUQI, Town, identity, make_user


RULE = "paid-after-death"


@dataclass
class Desk:
    """The people who work on clues; the batch in the evidence comes from `town.office`."""

    town: Town
    offices: dict[str, Office]
    users: dict[str, User]
    run: int = 0
    last: Any = None
    _facts: dict[int, dict[str, Any]] = field(default_factory=dict)

    def hit(self, serial: int = 1, **values: Any) -> dict[str, Any]:
        """One line of a rule's answer about the person with this serial number."""
        key = seal(identity(serial), IDENTITY).hex()
        facts = {"name": f"某人{serial}", "programme": "高龄津贴", "payments": 1}
        return {
            "subject": f"{key}:2080502",
            "grade": "exact",
            "region_code": FUQI,
            "programme_code": "2080502",
            "amount": Decimal(100),
            "facts": facts | values.pop("facts", {}),
            "evidence": values.pop("evidence", []),
            "groups": {"person": key, "village": FUQI} | values.pop("groups", {}),
        } | values

    def found(
        self, *hits: dict[str, Any], source: str = RULE, severity: str = "low", **options: Any
    ) -> Any:
        """A run of the rule that finds exactly these hits."""
        self.run += 1
        with transaction.atomic(), connection.cursor() as cursor:
            fill_hits(cursor, hits)
            return upsert_from_hits(
                cursor,
                hits="hits",
                source=source,
                rule_version="v1",
                severity=severity,
                run=self.run,
                **{"looked_at": None} | options,
            )

    def clue(
        self, serial: int = 1, source: str = RULE, severity: str = "low", **values: Any
    ) -> Clue:
        """A suspected matter about one person, the only one that its rule finds."""
        hit = self.hit(serial, **values)
        self.run += 1
        with transaction.atomic(), connection.cursor() as cursor:
            fill_hits(cursor, [hit])
            cursor.execute("CREATE TEMP TABLE looked (key bytea) ON COMMIT DROP")
            upsert_from_hits(
                cursor, hits="hits", source=source, rule_version="v1", severity=severity,
                run=self.run, looked_at="looked",
            )  # fmt: skip
            cursor.execute("DROP TABLE looked")
        return Clue.objects.get(source=source, source_key=hit["subject"])

    def concerned(self, *offices: Office) -> list[dict[str, Any]]:
        """Evidence whose sheets these offices sent."""
        return [
            {"kind": "payment", "batch": self._batch(office), "sheet": "Sheet", "row": 2, "id": 1,
             "name": "某人", "period_from": "2026-03-01", "period_to": "2026-03-31",
             "paid_on": "2026-03-10", "amount": 100}
            for office in offices
        ]  # fmt: skip

    def _batch(self, office: Office) -> int:
        from intake.models import Batch

        batch = Batch.objects.filter(office=office).first()
        if batch is None:
            batch = Batch.objects.create(
                kind="payments", office=office, region_code=office.region_code,
                file_name="a.xlsx", sha256=office.code.encode().hex()[:64].ljust(64, "0"),
                size=1,
            )  # fmt: skip
        return batch.pk


def fill_hits(cursor: Cursor, hits: Any) -> None:
    """The table `hits` as the engine makes it of a rule's SELECT."""
    make_hits_table(cursor)
    for hit in hits:
        values = [json.dumps(v) if isinstance(v, dict | list) else v for v in hit.values()]
        cursor.execute("INSERT INTO hits VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", values)


def _office(code: str, name: str, kind: str, region: str) -> Office:
    return Office.objects.create(code=code, name=name, kind=kind, region_code=region)


def make_desk(town: Town) -> Desk:
    offices = {
        "city": _office("3501-jw", "福州市纪委监委", OfficeKind.DISCIPLINE, "350100000000"),
        "county": _office("350112-jw", "长乐区纪委监委", OfficeKind.DISCIPLINE, "350112000000"),
        "town": _office("350112201-zf", "猴屿乡人民政府", OfficeKind.TOWNSHIP, "350112201000"),
        "police": _office("350112-ga", "长乐区公安局", OfficeKind.BUREAU, "350112000000"),
        "bureau": town.office,
    }
    users = {
        "city": make_user("city-inspector", Role.INSPECTOR, offices["city"]),
        "county": make_user("county-inspector", Role.INSPECTOR, offices["county"]),
        "second": make_user("second-inspector", Role.INSPECTOR, offices["county"]),
        "town": make_user("town-cadre", Role.REVIEWER, offices["town"]),
        "police": make_user("police-clerk", Role.UPLOADER, offices["police"]),
        "bureau": town.users["reviewer"],
        "auditor": town.users["auditor"],
    }
    return Desk(town=town, offices=offices, users=users)


@pytest.fixture(autouse=True)
def no_lot(settings: Any) -> None:
    """What is drawn by lot is drawn where a test asks for it."""
    settings.CLUE_RECHECK_SHARE = 0


@pytest.fixture
def desk(town: Town) -> Desk:
    return make_desk(town)
