"""Finding a clue: its order, its filters, its number, a person; and one's own work first."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from auditing.models import SensitiveAccess
from clues import services
from clues.models import Clue
from clues.selectors.mine import my_work
from tests.town import DAXI, FUQI, LUOLIAN, identity
from tests.visitors import signed_in


@pytest.fixture
def browser(desk):
    return signed_in(desk.users["county"])


def listed(browser, query=""):
    page = browser.get(reverse("clues:clue-list") + query)
    return [clue.named for clue in page.context["page"]]


@pytest.fixture
def ranked(desk):
    """By grade, then weight, then deadline, then money; opened in another order."""
    desk.clue(6, grade="computed", severity="high", amount=492_788)
    desk.clue(5, grade="other-name", severity="low", amount=900)
    desk.clue(4, severity="low", amount=700)
    desk.clue(3, severity="high", amount=100)
    desk.clue(2, severity="high", amount=300)
    due = desk.clue(1, severity="high", amount=50)
    Clue.objects.filter(pk=due.pk).update(due_on=timezone.localdate() + timedelta(days=3))
    return [f"某人{n}" for n in range(1, 7)]


def test_the_queue_is_ranked_by_grade_weight_deadline_and_money(desk, browser, ranked):
    assert listed(browser) == ranked
    assert services.take_next(by=desk.users["second"]).named == "某人1"
    card = browser.get(Clue.objects.get(facts__name="某人3").get_absolute_url())
    assert [each.named for each in card.context["queue"]] == ranked


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [("amount", "某人6", "某人1"), ("due", "某人1", "某人6"), ("newest", "某人1", "某人6"),
     ("oldest", "某人6", "某人1"), ("nonsense", "某人1", "某人6")],
)  # fmt: skip
def test_an_order_survives_paging_cards_and_acts(
    desk, browser, ranked, settings, sort, first, last
):
    settings.PAGE_SIZE = 4
    page = browser.get(reverse("clues:clue-list"), {"sort": sort}).context["page"]
    following = browser.get(reverse("clues:clue-list"), {"sort": sort, "after": page.next})
    names = [clue.named for clue in (*page, *following.context["page"])]
    assert (names[0], names[-1], len(set(names))) == (first, last, 6)
    answer = browser.post(reverse("clues:take-next") + f"?sort={sort}")
    assert answer.url.endswith(f"?sort={sort}")
    assert Clue.objects.get(holder=desk.users["county"]).named == first
    card = browser.get(answer.url)
    assert card.context["after"].named == names[1]


def test_places_and_programmes_narrow(desk):
    browser = signed_in(desk.users["city"])
    for serial, region in ((1, FUQI), (2, LUOLIAN), (3, DAXI)):
        desk.clue(serial, region_code=region, programme_code="2080502" if serial < 3 else "2081107")
    assert len(listed(browser)) == 3
    assert listed(browser, "?place=350125000000") == ["某人3"]
    assert listed(browser, "?place=350112202000") == ["某人2"]
    assert listed(browser, f"?place={FUQI}") == ["某人1"]
    assert listed(browser, "?programme=2080502&sort=oldest") == ["某人1", "某人2"]
    # What is no place of this list is no filter, and nothing is shown of another region.
    for odd in ("x", "110000000000", "350112", "' OR 1=1"):
        assert browser.get(reverse("clues:clue-list"), {"place": odd}).status_code == 200
    page = browser.get(reverse("clues:clue-list"), {"place": "350112000000"})
    offered = [code for code, _name in page.context["filter"].filters["place"].extra["choices"]]
    assert offered == ["350112000000", "350112201000", "350112202000"]


def test_an_address_by_either_number(desk, browser):
    clue = services.register(clue=desk.clue(1), by=desk.users["county"], words="属实")
    for number in (clue.number, clue.register_number, clue.register_number.lower()):
        page = browser.get(reverse("clues:clue", args=[number]))
        assert page.context["clue"] == clue
    far = desk.clue(2, region_code=DAXI)
    assert browser.get(reverse("clues:clue", args=[far.number])).status_code == 404


def test_a_search_finds_by_number_person_place_and_programme(desk, browser):
    clues = [desk.clue(n, region_code=FUQI if n < 3 else LUOLIAN) for n in range(1, 4)]
    desk.clue(9, region_code=DAXI)
    closed = services.explain(
        clue=clues[2], by=desk.users["county"], finding="allowed", words="可以"
    )

    def found(**values):
        answer = browser.post(reverse("clues:search"), values)
        if answer.status_code == 302:
            return [Clue.objects.get(number=answer.url.rstrip("/").rpartition("/")[2])]
        assert answer.status_code == 200
        return list(answer.context["clues"])

    assert found(words=clues[0].number) == [clues[0]]
    assert found(words="某人2") == [clues[1]]
    assert found(words="罗联") == [closed]
    assert set(found(words="浮岐 高龄")) == set(clues[:2])
    assert found(number=identity(1)) == [clues[0]]
    assert found(words=f" {identity(1)} ") == [clues[0]]
    assert found(words="某人1", number=identity(1)) == [clues[0]]
    assert found(words="别人", number=identity(1)) == []
    # Of another region nothing is found.
    assert found(number=identity(9)) == found(words="大喜") == []


def test_a_searched_number_stays_in_no_address_page_or_log(desk, browser):
    number = identity(7)
    answer = browser.post(reverse("clues:search"), {"number": number})
    assert number not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    look = SensitiveAccess.objects.last()
    assert (look.actor_name, number in str(vars(look))) == ("county-inspector", False)
    for field in ("number", "words"):
        wrong = browser.post(reverse("clues:search"), {field: number[:10] + "9" + number[11:]})
        assert wrong.status_code == 400
        assert number[:10] not in wrong.content.decode()
    assert browser.post(reverse("clues:search"), {}).status_code == 400
    assert signed_in(desk.users["town"]).get(reverse("clues:search")).status_code == 403


def test_my_own_work_stands_first_by_deadline(desk, browser):
    by, today = desk.users["county"], timezone.localdate()
    assert my_work(by) is None
    services.take(clue=desk.clue(1), by=by)
    check = services.send_to_check(clue=desk.clue(2), by=by)
    services.answer_check(check=check, by=desk.users["town"], finding="allowed", words="查过")
    assigned = services.register(clue=desk.clue(3), by=by, words="属实")
    services.assign(clue=assigned, by=by, to=by)
    Clue.objects.filter(pk=assigned.pk).update(due_on=today - timedelta(days=2))
    services.take(clue=desk.clue(4), by=desk.users["second"])
    found = my_work(by)
    assert (found.held, found.assigned, found.answered, found.overdue) == (1, 1, 1, 1)
    assert [clue.named for clue in found.clues][0] == "某人3"
    assert {clue.named for clue in found.clues} == {"某人1", "某人2", "某人3"}
    page = browser.get(reverse("portal:desk")).content.decode()
    assert page.index("某人3") < page.index("某人4")
    for mine, names in (("mine", 3), ("answered", 1), ("held", 1), ("assigned", 1)):
        assert len(listed(browser, f"?status=open&mine={mine}")) == names
    assert found.clues[0].due_on < date.today()
