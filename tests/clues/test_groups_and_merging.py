"""What belongs together, and several suspicions that are one matter."""

from django.urls import reverse

import pytest

from clues import services
from clues.choices import GroupKind, Status
from clues.models import Clue
from core.exceptions import NotAllowed, PortalError, StateConflict
from tests.clues.conftest import RULE
from tests.visitors import signed_in


OTHER_RULE = "duplicate-payment"


@pytest.fixture
def pair(desk):
    """The same person by two rules."""
    return desk.clue(1), desk.clue(1, source=OTHER_RULE, amount=50)


@pytest.mark.parametrize("kind", GroupKind.values)
def test_groups_of_each_kind_and_the_way_to_their_clues(desk, kind):
    for serial in (1, 2):
        desk.clue(serial, groups={"village": f"35011220120{serial}"} | {kind: "350112-mz"})
    desk.clue(3, groups={"village": "350112202201"})
    browser = signed_in(desk.users["county"])
    (group,) = browser.get(reverse("clues:groups"), {"by": kind}).context["groups"]
    assert (group.clues, group.amount) == (2, 200)
    page = browser.get(reverse("clues:clue-list"), {"by": kind, "of": group.of})
    assert len(page.context["page"]) == 2


def test_handlers_and_villages_are_called_by_their_names(desk):
    for serial in (1, 2):
        desk.clue(serial, groups={"handler": f"office:{desk.offices['bureau'].pk}"})
    browser = signed_in(desk.users["county"])
    for kind, name in (("handler", "长乐区民政局"), ("village", "浮岐村")):
        (group,) = browser.get(reverse("clues:groups"), {"by": kind}).context["groups"]
        assert name in group.title


@pytest.mark.parametrize(
    ("handler", "title"),
    [
        ("county:350112", "长乐区"), ("office:0", "已撤销的单位"), ("office:x", "某村干部"),
        ("ab" * 32, "某村干部（长乐区猴屿乡浮岐村）"),
    ],
)  # fmt: skip
def test_a_handler_is_never_called_by_the_key(desk, handler, title):
    """A cadre's key is a sealed identity number."""
    for serial in (1, 2):
        desk.clue(serial, groups={"handler": handler})
    page = signed_in(desk.users["county"]).get(reverse("clues:groups"), {"by": "handler"})
    assert title in page.content.decode()
    assert handler not in page.content.decode()


def test_what_is_registered_is_not_merged_away(desk, pair):
    """Its number would end without disposal or outcome."""
    into, other = pair
    by = desk.users["county"]
    other = services.register(clue=other, by=by, words="属实")
    with pytest.raises(StateConflict):
        services.merge(into=into, others=[other], by=by, words="同一事")
    into = services.register(clue=into, by=by, words="属实")
    services.merge(into=into, others=[other], by=by, words="同一事")


def test_a_clue_stays_as_long_as_one_merged_into_it_is_found(desk, pair):
    into, other = pair
    services.merge(into=into, others=[other], by=desk.users["county"], words="同一事")
    desk.found()
    into.refresh_from_db()
    assert (into.status, into.still_detected) == (Status.SUSPECTED, False)
    desk.found(source=OTHER_RULE)
    desk.found(desk.hit(1))
    desk.found()
    into.refresh_from_db()
    assert into.status == Status.NO_LONGER_DETECTED


def test_a_group_ends_at_the_region(desk):
    desk.clue(1, groups={"account": "ab"})
    desk.clue(2, groups={"account": "ab"}, region_code="350125101214")
    browser = signed_in(desk.users["county"])
    assert browser.get(reverse("clues:groups"), {"by": "account"}).context["groups"] == []
    far = Clue.objects.get(region_code="350125101214")
    answer = browser.get(reverse("clues:clue-list"), {"by": "account", "of": far.number})
    assert answer.status_code == 404


@pytest.mark.parametrize("query", [{"by": "nonsense"}, {"by": "person", "of": "none"}])
def test_made_up_groups_show_nothing_foreign(desk, query):
    desk.clue(1)
    browser = signed_in(desk.users["county"])
    assert browser.get(reverse("clues:groups"), query).status_code == 200
    if "of" in query:
        assert browser.get(reverse("clues:clue-list"), query).status_code == 404


def test_merging_keeps_both_and_closes_one(desk, pair):
    into, other = pair
    services.merge(into=into, others=[other], by=desk.users["county"], words="同一人同一事")
    other.refresh_from_db()
    assert (other.status, other.merged_into) == (Status.MERGED, into)
    assert list(into.merged.all()) == [other]
    assert other.history.last().changes["merged_into"] == ["", into.number]
    assert other.number in into.history.last().words


def test_a_run_leaves_a_merged_clue_merged(desk, pair):
    into, other = pair
    services.merge(into=into, others=[other], by=desk.users["county"], words="同一事")
    desk.found(desk.hit(1, facts={"payments": 7}), source=OTHER_RULE)
    other.refresh_from_db()
    assert other.status == Status.MERGED


def test_what_has_nothing_in_common_is_not_merged(desk):
    one = desk.clue(1, groups={"village": "350112201201"})
    with pytest.raises(PortalError):
        services.merge(into=one, others=[desk.clue(2)], by=desk.users["county"], words="同一事")


def test_merging_needs_another_words_and_an_open_one(desk, pair):
    into, other = pair
    by = desk.users["county"]
    for others, words in (([], "同一事"), ([into], "同一事"), ([other], "  ")):
        with pytest.raises(PortalError):
            services.merge(into=into, others=others, by=by, words=words)
    services.take(clue=other, by=desk.users["second"])
    with pytest.raises(StateConflict):
        services.merge(into=into, others=[other], by=by, words="同一事")
    other.refresh_from_db()
    services.release(clue=other, by=desk.users["second"])
    services.explain(clue=into, by=by, finding="allowed", words="因为")
    with pytest.raises(StateConflict):
        services.merge(into=into, others=[other], by=by, words="同一事")
    with pytest.raises(NotAllowed):
        services.merge(into=into, others=[other], by=desk.users["auditor"], words="同一事")


def test_the_card_offers_only_what_could_be_merged(desk, pair):
    into, other = pair
    desk.clue(2)
    browser = signed_in(desk.users["county"])
    page = browser.get(into.get_absolute_url())
    (merging,) = [act for act in page.context["acts"] if act["code"] == "merge"]
    assert [choice[0] for choice in merging["form"].fields["others"].choices] == [other.pk]
    browser.post(
        reverse("clues:act", args=[into.number, "merge"]), {"others": [other.pk], "words": "同一事"}
    )
    other.refresh_from_db()
    assert other.merged_into == into
    assert Clue.objects.filter(source=RULE).count() == 2
