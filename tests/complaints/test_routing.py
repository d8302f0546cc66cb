"""To whom a report goes, and whom it never reaches: worked out before anything is written."""

from __future__ import annotations

import pytest

from accounts.choices import OfficeKind, Role
from accounts.models import Office
from complaints.choices import About, Purpose, Subject
from complaints.models import Clock, Dispatch, Grant, Report
from complaints.selectors.routing import names_ring_for, route_above, route_for, routes_to
from complaints.services import NobodyKeepsNames, NobodyReceives
from tests.complaints.conftest import CITY, enrol, send, told
from tests.town import COUNTY, DAXI, make_user


# What was told → the office that gets it, and who above watches; None: nobody may.
CASES = [
    ("nobody in particular", {}, "county", "city"),
    ("the village committee", {"about": About.VILLAGE}, "county", "city"),
    ("the township", {"about": About.TOWNSHIP}, "county", "city"),
    ("a bureau of the county", {"about": About.BUREAU}, "county", "city"),
    # 工作规则 art. 15: what concerns the level above never comes below it.
    ("the county's head", {"about": About.COUNTY}, "city", None),
    ("the city's head", {"about": About.CITY}, None, None),
    ("not trusted", {"excluded": ("350112-jw",)}, "city", None),
    ("the city not trusted: it does not watch either", {"excluded": ("3501-jw",)}, "county", None),
    ("neither trusted", {"excluded": ("350112-jw", "3501-jw")}, None, None),
    ("a handler of the county", {"accused": "county1 of 350112-jw"}, "county", "city"),
    ("by name", {"accused": "郑清廉、王五"}, "city", None),
    # Only the county was told: of which village nobody knows, and the county's own office is none.
    (
        "a village somewhere in the county",
        {"about": About.VILLAGE, "region": COUNTY},
        "county",
        "city",
    ),
    ("some county's head", {"about": About.COUNTY, "region": CITY}, "city", None),
    ("another county, where no office is", {"region": DAXI}, "city", None),
]


def test_the_matrix(house, subtests):
    house.users["county1"].full_name = "郑清廉"
    house.users["county1"].save()
    for what, values, office, supervisor in CASES:
        with subtests.test(what):
            route = route_for(told(**values))
            found = (route.office, route.supervisor) if route else (None, None)
            assert found == (
                getattr(house, office) if office else None,
                getattr(house, supervisor) if supervisor else None,
            )
            if route is None:
                with pytest.raises(NobodyReceives):
                    send(**values)
                assert not Report.objects.exists()


def test_the_subject_s_own_office_comes_first_and_only_above_it_goes_up(house, town):
    bureau = Office.objects.create(
        code="350112-cw", name="长乐区财政局", kind=OfficeKind.BUREAU,
        region_code=house.county.region_code,
    )  # fmt: skip
    for n in (1, 2):
        enrol(make_user(f"money{n}", Role.REVIEWER, bureau), Purpose.REPORTS)
    clock = Clock.objects.get(code="petition")
    Dispatch.objects.create(
        region_code=bureau.region_code, office=bureau, clock=clock, subject=Subject.PAYMENT
    )
    assert route_for(told()).office == bureau
    assert route_for(told()).clock == clock
    assert route_for(told(about=About.BUREAU)).office == house.county
    assert route_for(told(subject=Subject.CONDUCT)).office == house.county
    # The county's other office is no level above.
    assert route_above(told(), bureau).office == house.city
    assert route_above(told(), house.city) is None
    others = {ring.office for ring in routes_to(told(), bureau)}
    assert others == {house.county, house.city}


def test_an_office_of_one_member_receives_nothing(house):
    second = house.users["county2"]
    Grant.objects.filter(member__user=second).delete()
    assert route_for(told()).office == house.city
    # Two hold the key, and one of them is gone: that is one.
    second = house.users["city2"]
    second.is_active = False
    second.save()
    assert route_for(told()) is None


def test_names_go_to_custodians_who_may_never_to_the_handlers(house):
    ring = names_ring_for(house.county, told())
    assert ring.office == house.audit
    assert names_ring_for(house.county, told(excluded=("3501-sj",))) is None
    assert names_ring_for(house.audit, told()) is None
    with pytest.raises(NobodyKeepsNames):
        send(named=True, excluded=("3501-sj",))
    assert not Report.objects.exists()
