"""To whom a clue and its checks go: by region and office, never to the unit concerned."""

from __future__ import annotations

from accounts.choices import OfficeKind, Role
from accounts.models import Office, User
from clues.models import Clue
from clues.permissions import units_concerned
from core.divisions import ancestors
from funds.models import Programme


# Who can be asked: those nearest to the people first.
CHECKING_KINDS = (OfficeKind.VILLAGE, OfficeKind.TOWNSHIP, OfficeKind.BUREAU)


def serving_offices(clue: Clue) -> list[Office]:
    """Every office whose region holds the clue's, nearest first, without the units concerned."""
    found = Office.objects.filter(region_code__in=ancestors(clue.region_code)).exclude(
        pk__in=units_concerned(clue)
    )
    return sorted(found, key=lambda office: (-len(office.region_code.rstrip("0")), office.code))


def discipline_office_for(clue: Clue) -> Office | None:
    """The nearest discipline inspection office; None where there is none at all."""
    return next((o for o in serving_offices(clue) if o.kind == OfficeKind.DISCIPLINE), None)


def offices_to_check(clue: Clue) -> list[Office]:
    """Who may be asked to check, the one that is asked by itself first.

    Villages and townships, then the bureau of the programme's own department; other bureaus
    only when a person picks them. With nobody else left it stays with the discipline office. A
    duty goes to the department first, and never to discipline.
    """
    department = (
        Programme.objects.filter(code=clue.programme_code).values_list("department", flat=True)
    ).first()
    offices = serving_offices(clue)
    near = [o for o in offices if o.kind in (OfficeKind.VILLAGE, OfficeKind.TOWNSHIP)]
    bureaus = [o for o in offices if o.kind == OfficeKind.BUREAU]
    own = [o for o in bureaus if department and o.name.endswith(department)]
    discipline = [o for o in offices if o.kind == OfficeKind.DISCIPLINE]
    if clue.duty:
        return [*own, *near, *(o for o in bureaus if o not in own)]
    return [*near, *own, *discipline, *(o for o in bureaus if o not in own)]


def inspectors_for(clue: Clue) -> list[User]:
    """Who may be assigned: inspectors of the region, nearest first, none of a unit concerned."""
    found = (
        User.objects.filter(
            role=Role.INSPECTOR, is_active=True, region_code__in=ancestors(clue.region_code)
        )
        .exclude(office__in=units_concerned(clue))
        .select_related("office")
    )
    return sorted(found, key=lambda user: (-len(user.region_code.rstrip("0")), user.username))
