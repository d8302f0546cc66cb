"""Half a year of the inspectors' work on the demo city's matters, so that their figures show life.

Every step goes through the services of `clues`, on the day on which it would have been taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle

from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from django.utils.translation import override

import time_machine

from accounts.choices import Role
from accounts.models import Office, User
from clues import services
from clues.choices import (
    BY_HAND,
    Disposal,
    Explanation,
    Form,
    Grade,
    Measure,
    PersonKind,
    RecheckState,
    Severity,
    Status,
)
from clues.models import Clue, Recheck
from clues.permissions import units_concerned, weighs
from clues.selectors.routing import offices_to_check
from core.divisions import contains


# Whatever stays open was begun lately; what ended began up to half a year ago.
LONGEST_AGO = 182
_MORNING = time(9, 40)
_INNOCENT_BY_GRADE: dict[str, Explanation] = {
    Grade.OTHER_NAME: Explanation.FILING_ERROR,
    Grade.COMPUTED: Explanation.ALLOWED,
}


@dataclass(slots=True)
class Desk:
    """Two inspectors who decide together, and the days on which they do."""

    first: User
    second: User
    today: date
    done: list[Clue] = field(default_factory=list)

    def serves(self, clue: Clue) -> bool:
        away = units_concerned(clue)
        return contains(self.first.region_code, clue.region_code) and not away & {
            self.first.office_id, self.second.office_id,
        }  # fmt: skip


@contextmanager
def on(day: date, hours: int = 0) -> Iterator[None]:
    """Whatever is done inside is done on that morning."""
    moment = datetime.combine(day, _MORNING, timezone.get_current_timezone())
    with time_machine.travel(moment + timedelta(hours=hours), tick=True):
        yield


@transaction.atomic
def work_matters(most: int = 60) -> int:
    """Work up to so many of the suspected matters of a seeded and compared city; how many were.

    Needs the staff of seeding.staff. Nothing is done where matters have been worked before.
    """
    if Clue.objects.exclude(registered_at=None).exists():
        return 0
    today = timezone.localdate()
    desks = [
        Desk(_person(first), _person(second), today)
        for first, second in (
            ("handler", "handler2"),
            ("inspector", "inspector2"),
        )
    ]
    fates = cycle(FATES)
    worked = 0
    # Of these few matters as many are drawn as shows what drawing is for.
    with override("zh-hans"), override_settings(CLUE_RECHECK_SHARE=0.4):
        for clue in _chosen(most):
            desk = next((each for each in desks if each.serves(clue)), None)
            if desk is not None:
                _work(desk, clue, next(fates), worked)
                worked += 1
        for desk in desks:
            _talk(desk)
        _look_again(desks[-1])
    return worked


def _person(username: str) -> User:
    return User.objects.select_related("office").get(username=username)


def _chosen(most: int) -> list[Clue]:
    """Some of every rule and grade, spread over the city."""
    open_ones = Clue.objects.filter(status=Status.SUSPECTED, duty=False, hint=False).exclude(
        source=BY_HAND
    )
    by_rule: dict[str, list[Clue]] = {}
    for clue in open_ones.order_by("source", "number"):
        by_rule.setdefault(clue.source, []).append(clue)
    chosen = [clue for found in by_rule.values() for clue in found[: max(1, len(found) // 3)]]
    return chosen[:: max(1, len(chosen) // most)][:most]


def _work(desk: Desk, clue: Clue, fate: Fate, place: int) -> None:
    began = desk.today - timedelta(days=fate.days_ago(place))
    opened = datetime.combine(began, time(1, 31), timezone.get_current_timezone())
    Clue.objects.filter(pk=clue.pk).update(opened_at=opened)
    clue.refresh_from_db()
    fate.act(desk, clue, began)
    clue.refresh_from_db()


def _check(desk: Desk, clue: Clue, day: date, answer: str | None) -> None:
    """Ask the office that routing names; of one that answers (`answer`) somebody must have a login."""
    for office in offices_to_check(clue)[:2]:
        person = User.objects.filter(office=office, role=Role.REVIEWER).first()
        if answer is not None and person is None:
            continue
        with on(day):
            check = services.send_to_check(
                clue=clue, by=desk.first, office=office, question="请核实发放对象情况并附依据。"
            )
        if answer is not None and person is not None:
            with on(day + timedelta(days=3), hours=5):
                services.answer_check(
                    check=check,
                    by=person,
                    finding=answer,
                    words="已入户核实，并与经办人核对原始资料。",
                )
        clue.refresh_from_db()
        return


def _explain(desk: Desk, clue: Clue, began: date) -> None:
    finding = _INNOCENT_BY_GRADE.get(clue.grade, Explanation.REGISTRY_WRONG)
    _check(desk, clue, began + timedelta(days=1), finding)
    day = min(began + timedelta(days=6), desk.today)
    words = "已查阅原始凭证并与发放单位核对，情况属实无误。"
    with on(day):
        if not weighs(clue):
            services.explain(clue=clue, by=desk.first, finding=finding, words=words)
            return
        request = services.ask_to_explain(clue=clue, by=desk.first, finding=finding, words=words)
    with on(min(day + timedelta(days=1), desk.today), hours=6):
        services.decide_request(
            request=request, by=desk.second, agree=True, words="看过核查材料和原始表格，同意。"
        )


def _begin(desk: Desk, clue: Clue, began: date) -> date:
    """Registered, assigned and in disposal; the day of the last."""
    _check(desk, clue, began + timedelta(days=1), Explanation.TRUE)
    day = began + timedelta(days=7)
    with on(day):
        services.register(clue=clue, by=desk.first, words="核查属实，按问题线索办理。")
        clue.refresh_from_db()
        services.assign(clue=clue, by=desk.first, to=desk.first)
    day += timedelta(days=4)
    with on(day):
        services.dispose(
            clue=clue, by=desk.first, words="事实清楚，先行初步核实。",
            disposal=Disposal.VERIFICATION if clue.severity == Severity.HIGH else Disposal.TALK,
        )  # fmt: skip
    clue.refresh_from_db()
    return day


def _record(desk: Desk, clue: Clue, day: date, part: Decimal) -> date:
    """An outcome, and `part` of the money back; the day of the last step."""
    with on(day + timedelta(days=8)):
        services.record_outcome(
            clue=clue, by=desk.first, name="经办人员", post="经办", person_kind=PersonKind.OFFICIAL,
            measure=Measure.CRITICISM, form=Form.FIRST, decided_on=day + timedelta(days=8),
        )  # fmt: skip
        recovery = services.record_recovery(
            clue=clue, by=desk.first, owed_by="领取人家属", due=max(clue.amount, Decimal(100))
        )
    with on(day + timedelta(days=20)):
        services.record_recovered(
            recovery=recovery, by=desk.first, amount=(recovery.due * part).quantize(Decimal("0.01"))
        )
    clue.refresh_from_db()
    return day + timedelta(days=20)


def _close(desk: Desk, clue: Clue, began: date) -> None:
    day = _record(desk, clue, _begin(desk, clue, began), Decimal(1)) + timedelta(days=3)
    with on(day):
        request = services.ask_to_close(
            clue=clue, by=desk.first, finding=Explanation.TRUE, words="资金已全部追回，责任已处理。"
        )
    with on(day + timedelta(days=1), hours=4):
        services.decide_request(
            request=request, by=desk.second, agree=True, words="核对了缴款凭证，同意了结。"
        )
    desk.done.append(clue)


def _recover(desk: Desk, clue: Clue, began: date) -> None:
    _record(desk, clue, _begin(desk, clue, began), Decimal("0.4"))


def _dispose(desk: Desk, clue: Clue, began: date) -> None:
    _begin(desk, clue, began)


def _assign(desk: Desk, clue: Clue, began: date) -> None:
    with on(began + timedelta(days=1)):
        services.register(clue=clue, by=desk.second, words="疑点明确，按问题线索办理。")
        clue.refresh_from_db()
        services.assign(clue=clue, by=desk.second, to=desk.first)


def _ask(desk: Desk, clue: Clue, began: date) -> None:
    _check(desk, clue, began + timedelta(days=1), None)


def _answered(desk: Desk, clue: Clue, began: date) -> None:
    _check(desk, clue, began + timedelta(days=1), Explanation.TRUE)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a matter, and between how many days ago it may have begun."""

    act: Callable[[Desk, Clue, date], None]
    latest: int
    earliest: int

    def days_ago(self, place: int) -> int:
        return self.latest + place * 37 % (self.earliest - self.latest)


FATES = (
    Fate(_explain, 8, LONGEST_AGO),
    Fate(_close, 40, LONGEST_AGO),
    Fate(_explain, 8, LONGEST_AGO),
    Fate(_ask, 3, 16),
    Fate(_close, 40, LONGEST_AGO),
    Fate(_recover, 33, 70),
    Fate(_explain, 8, LONGEST_AGO),
    Fate(_dispose, 12, 50),
    Fate(_assign, 2, 30),
    Fate(_answered, 5, 12),
)


def _talk(desk: Desk) -> None:
    """The unit behind most of what was confirmed is talked to, and gets a proposal."""
    behind: dict[int, list[Clue]] = {}
    for clue in desk.done:
        for unit in units_concerned(clue):
            behind.setdefault(unit, []).append(clue)
    own = [
        office
        for office in Office.objects.filter(pk__in=behind).order_by("pk")
        if contains(desk.first.region_code, office.region_code)
    ]
    if not own:
        return
    office = max(own, key=lambda each: len(behind[each.pk]))
    clues = behind[office.pk]
    day = desk.today - timedelta(days=30)
    with on(day):
        talk = services.record_talk(
            by=desk.first, office=office, heads="主要负责人、分管负责人", held_on=day, clues=clues,
            undertaken="每月发放前与死亡、户籍名单核对一次，核对记录存档。", due_on=day + timedelta(days=20),
        )  # fmt: skip
        services.propose(
            by=desk.first, office=office, clues=clues, due_on=desk.today + timedelta(days=10),
            text="建立发放前核对和月度抽查制度，并书面反馈落实情况。",
        )  # fmt: skip
    with on(day + timedelta(days=18)):
        services.record_answer(
            matter=talk, by=desk.first, words="已建立核对台账，首月核对停发两人。"
        )


def _look_again(desk: Desk) -> None:
    """Of what was drawn the level above has looked at half, and upheld all but one."""
    drawn = Recheck.objects.filter(state=RecheckState.WAITING, explained_by__in=User.objects.filter(
        username="handler2")).order_by("pk")  # fmt: skip
    for recheck in list(drawn)[::2]:
        with on(desk.today - timedelta(days=2)):
            services.record_recheck(
                recheck=recheck, by=desk.second, upheld=True, words="复核了原始凭证，解释成立。"
            )
