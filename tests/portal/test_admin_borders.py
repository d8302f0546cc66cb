"""The admin is the portal's own, shows no secret, and keeps to region and declared lookups."""

from __future__ import annotations

from types import SimpleNamespace

from django.contrib import admin
from django.urls import NoReverseMatch, reverse

import pytest
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite

from accounts.choices import Role
from accounts.models import OfficeToken, User
from accounts.services import issue_token
from auditing.admin.base import PortalModelAdmin, ReadOnlyAdmin, Scope
from auditing.models import AuditEvent, SensitiveAccess
from clues.models import Holiday
from funds.models import Payment, Programme
from portal.admin_checks import faults_of, the_admin_is_the_portals_own
from portal.admin_site import PortalAdminSite
from tests.town import make_user, payment
from tests.visitors import signed_in


FAR = "350125000000"


@pytest.fixture
def far(town):
    """An administrator of the neighbouring county."""
    return make_user("far-administrator", Role.ADMINISTRATOR, town.other_office)


@pytest.fixture
def near(town):
    return signed_in(town.users[Role.ADMINISTRATOR])


def test_it_is_the_portals_own():
    assert admin.site.__class__ is PortalAdminSite
    assert the_admin_is_the_portals_own(None) == []


def test_another_site_in_its_place_stops_the_start_up(monkeypatch):
    monkeypatch.setattr(admin, "site", UnfoldAdminSite())
    (error,) = the_admin_is_the_portals_own(None)
    assert error.id == "portal.E002"


@pytest.mark.parametrize("model", [TOTPDevice, StaticDevice, StaticToken])
def test_second_factors_have_no_page(model):
    assert not admin.site.is_registered(model)
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert list(faults_of(model, ReadOnlyAdmin(model, admin.site)))


def test_only_pages_that_keep_the_borders_are_taken():
    site = PortalAdminSite(name="other")
    site.register(TOTPDevice)
    site.register(Holiday, ModelAdmin)
    assert not site._registry
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels == {"accounts", "auditing", "clues", "complaints", "funds", "intake", "matching", "regions", "villages"}  # fmt: skip


def _page(model, **declared):
    return type("Page", (ReadOnlyAdmin,), {"scope": Scope.CATALOGUE} | declared)(model, admin.site)


@pytest.mark.parametrize(
    ("model", "declared"),
    [
        (User, {}),
        (User, {"fields": ("username", "password")}),
        (User, {"fields": ("username",), "list_display": ("password",)}),
        (User, {"fields": ("username",), "search_fields": ("^password",)}),
        (User, {"fields": ("username",), "list_filter": ("password",)}),
        (User, {"fields": ("username",), "ordering": ("-password",)}),
        (OfficeToken, {"fields": ("name",), "search_fields": ("user__password",)}),
        (OfficeToken, {"fields": ("name", "digest")}),
        (Payment, {"fields": ("amount", "beneficiary_id")}),
        (Payment, {"fields": ("amount",), "list_filter": ("batch__file_name",)}),
        (Payment, {"fields": ("amount",), "scope": None}),
        (Holiday, {"scope": Scope.REGION}),
    ],
)
def test_the_start_up_refuses_a_page_that_would_show_too_much(model, declared):
    assert list(faults_of(model, _page(model, **declared)))


def test_a_column_ordered_by_a_secret_is_refused():
    @admin.display(ordering="password")
    def shown(self, user):
        """A column that sorts by what it does not show."""

    page = _page(User, fields=("username",), list_display=("shown",), shown=shown)
    assert list(faults_of(User, page))


def test_every_page_of_the_portal_passes():
    for model, page in admin.site._registry.items():
        assert list(faults_of(model, page)) == [], model


def test_no_page_shows_a_secret(town, near):
    user = town.users[Role.UPLOADER]
    secret = issue_token(name="民政专线", user=user, by=town.users[Role.ADMINISTRATOR])
    token = OfficeToken.objects.get()
    device = TOTPDevice.objects.create(user=town.users[Role.INSPECTOR], name="x", confirmed=True)
    hidden = (secret, token.digest, user.password, device.key)
    for address in (
        reverse("admin:accounts_user_changelist"),
        reverse("admin:accounts_user_change", args=[user.pk]),
        reverse("admin:accounts_user_history", args=[user.pk]),
        reverse("admin:accounts_officetoken_changelist"),
        reverse("admin:accounts_officetoken_change", args=[token.pk]),
        reverse("admin:auditing_auditevent_changelist"),
        reverse("admin:auditing_auditevent_change", args=[AuditEvent.objects.latest("id").pk]),
    ):
        answer = near.get(address)
        assert answer.status_code == 200, address
        assert not [each for each in hidden if each in answer.content.decode()], address


# Every way to narrow or order a list by what it does not show.
PROBES = [
    ("funds_payment", "beneficiary_name__regex=^陈"),
    ("funds_payment", "beneficiary_name__startswith=陈"),
    ("funds_payment", "beneficiary_name=陈一"),
    ("funds_payment", "beneficiary_id__isnull=0"),
    ("funds_payment", "payee_name__in=a,b"),
    ("funds_payment", "batch__file_name__icontains=a"),
    ("funds_payment", "programme__disclosure__exact=partial"),
    ("funds_payment", "amount__gte=1"),
    ("funds_payment", "id__in=1,2"),
    ("funds_payment", "pk=1"),
    ("funds_payment", "region__code__startswith=35"),
    ("accounts_user", "password__startswith=pbkdf2"),
    ("accounts_user", "role__regex=a"),
    ("accounts_user", "role__in=a,b"),
    ("accounts_user", "office__name__startswith=a"),
    ("accounts_user", "totpdevice__key__startswith=a"),
    ("accounts_user", "tokens__digest__startswith=a"),
    ("accounts_officetoken", "digest__startswith=a"),
    ("accounts_officetoken", "user__password__startswith=a"),
    ("auditing_auditevent", "detail__icontains=a"),
    ("auditing_auditevent", "action__startswith=a"),
    ("intake_batch", "sha256__startswith=a"),
    ("intake_batch", "uploaded_by__username=a"),
    ("intake_batch", "status__regex=a"),
    ("matching_registrysource", "batch__file_name__regex=a"),
    ("villages_voucher", "voucher_number__startswith=a"),
    ("clues_holiday", "day__lte=2026-01-01"),
    ("clues_holiday", "name__regex=a"),
    ("regions_region", "parent__parent__name=a"),
    ("funds_programme", "exclusive_with__name__regex=a"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "probe"), PROBES, ids=[probe for _page, probe in PROBES])
def test_a_list_is_narrowed_only_by_its_own_filters(near, page, probe):
    assert near.get(reverse(f"admin:{page}_changelist") + "?" + probe).status_code == 400


def test_every_column_is_refused_that_no_filter_declares(town):
    """The kind, not the cases: any column with any lookup, but for what the filters send."""
    request = SimpleNamespace(user=town.users[Role.ADMINISTRATOR], GET={})
    for model, page in admin.site._registry.items():
        declared = {each if isinstance(each, str) else each[0] for each in page.list_filter}
        declared.add(page.date_hierarchy)
        for field in model._meta.get_fields():
            for lookup in ("", "__exact", "__regex", "__startswith", "__contains", "__in", "__gt", "__isnull"):  # fmt: skip
                asked = page.lookup_allowed(field.name + lookup, "x", request)
                assert not asked or field.name in declared, (model, field.name, lookup)
                assert not (asked and lookup in ("__regex", "__startswith", "__contains", "__in", "__gt"))  # fmt: skip


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("accounts_user", "role__exact=uploader"),
        ("accounts_user", "is_active__exact=1"),
        ("intake_batch", "status__exact=published"),
        ("auditing_auditevent", "action=accounts.sign-in"),
        ("clues_holiday", "day__year=2026"),
        ("clues_holiday", "is_working__exact=1"),
    ],
)
def test_the_lists_own_filters_work(near, page, query):
    answer = near.get(reverse(f"admin:{page}_changelist") + "?" + query)
    assert answer.status_code == 200


def test_a_masked_name_is_not_found_out(town, near):
    town.publish(payment(1, name="陈阿珠"), programme_code="2081107")
    town.publish(payment(2, name="林阿珠"), programme_code="2082501")
    address = reverse("admin:funds_payment_changelist")
    page = near.get(address).content.decode()
    assert "陈阿珠" not in page
    assert "陈*" not in page, "beside so few names any mask would tell"
    named = [
        payment(n, name=f"陈文{'一二三四五'[n - 3]}", account=f"62303610{n:011d}")
        for n in range(3, 8)
    ]
    town.publish(*named)
    page = near.get(address).content.decode()
    assert "陈阿珠" not in page
    assert "陈**" in page
    assert "林**" not in page, "a private programme's rows stand in no list"
    assert "陈**" not in near.get(address + "?q=陈阿珠").content.decode()
    private = Payment.objects.get(beneficiary_name="林阿珠")
    assert near.get(reverse("admin:funds_payment_change", args=[private.pk])).status_code == 302


def test_an_administrator_sees_only_the_own_region(town, near, far):
    batch = town.publish(payment(1))
    row = Payment.objects.get(batch=batch)
    there = signed_in(far)
    for client, seen in ((near, True), (there, False)):
        for name, pk in (
            ("funds_payment", row.pk), ("intake_batch", batch.pk),
            ("accounts_user", town.users[Role.UPLOADER].pk), ("accounts_office", town.office.pk),
        ):  # fmt: skip
            listed = client.get(reverse(f"admin:{name}_changelist")).context["cl"].queryset
            assert (pk in listed.values_list("pk", flat=True)) == seen, name
            for way in ("change", "history"):
                answer = client.get(reverse(f"admin:{name}_{way}", args=[pk]))
                assert (answer.status_code == 200) == seen, (name, way)


def test_the_log_is_of_the_regions_own_staff(town, near, far):
    there = signed_in(far)
    there.get(reverse("admin:accounts_user_changelist"))
    event = SensitiveAccess.objects.get(actor_id=far.pk)
    listed = near.get(reverse("admin:auditing_sensitiveaccess_changelist")).context["cl"].queryset
    assert event not in listed
    assert near.get(reverse("admin:auditing_sensitiveaccess_change", args=[event.pk])).status_code == 302  # fmt: skip


def test_choices_are_those_of_the_region(town, far):
    """Autocomplete asks the other page's own rows, and a page's own search as well."""
    there = signed_in(far)
    address = reverse("admin:autocomplete")
    answer = there.get(
        address,
        {"term": "长乐", "app_label": "funds", "model_name": "standard", "field_name": "policy"},
    )
    assert answer.status_code == 200
    stranger = there.get(
        address,
        {"term": "长", "app_label": "accounts", "model_name": "user", "field_name": "office"},
    )
    assert stranger.status_code == 403 or "长乐区民政局" not in stranger.content.decode()


def test_form_choices_of_any_page_are_scoped(town, far):
    request = SimpleNamespace(user=far, GET={})
    page = PortalModelAdmin(User, admin.site)
    offered = page.formfield_for_foreignkey(User._meta.get_field("office"), request).queryset
    assert set(offered) == {town.other_office}


@pytest.mark.parametrize("field", ["username", "password", "full_name", "nonsense"])
def test_no_other_column_names_an_object(near, field):
    answer = near.get(reverse("admin:accounts_user_changelist") + f"?_to_field={field}&_popup=1")
    assert answer.status_code == 400


def test_no_address_leads_to_any_object_of_any_model(town, near):
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])
    assert near.get("/admin/r/1/1/").status_code == 404


def test_looks_at_sensitive_lists_are_written_down(town, near):
    subjects = {
        "intake_batch": "batches", "matching_registrysource": "registries",
        "auditing_auditevent": "trail", "auditing_sensitiveaccess": "trail",
        "accounts_user": "staff", "funds_payment": "payments", "funds_correction": "corrections",
        "villages_voucher": "vouchers", "intake_withdrawalrequest": "withdrawals",
    }  # fmt: skip
    for page, subject in subjects.items():
        before = SensitiveAccess.objects.filter(subject=subject).count()
        near.get(reverse(f"admin:{page}_changelist"))
        assert SensitiveAccess.objects.filter(subject=subject).count() == before + 1, page


def test_an_administrator_reads_no_work_on_clues_here(town, near):
    from auditing.services import record

    event = record(
        action="clues.explain", by=town.users[Role.UPLOADER], target="clue:YD2026-000001",
        detail={"note": "因病住院"},
    )  # fmt: skip
    page = near.get(reverse("admin:auditing_auditevent_change", args=[event.pk]))
    assert page.status_code == 200
    assert "因病住院" not in page.content.decode()


def test_staff_offices_and_tokens_are_not_written_here(town, near):
    user = town.users[Role.UPLOADER]
    before = User.objects.values().get(pk=user.pk)
    for name, pk in (("user", user.pk), ("office", town.office.pk)):
        assert near.get(reverse(f"admin:accounts_{name}_add")).status_code == 403
        for way in ("add", "change", "delete"):
            args = [] if way == "add" else [pk]
            answer = near.post(
                reverse(f"admin:accounts_{name}_{way}", args=args),
                {"role": "administrator", "region_code": "350000000000", "post": "yes"},
            )
            assert answer.status_code == 403, (name, way)
    near.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes",
         "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": user.pk,
         "form-0-role": "administrator", "_save": "1"},
    )  # fmt: skip
    assert User.objects.values().get(pk=user.pk) == before


def test_what_counts_everywhere_is_changed_by_those_of_everywhere(town, near):
    programme = Programme.objects.get(code="2081107")
    address = reverse("admin:funds_programme_change", args=[programme.pk])
    assert near.get(address).status_code == 200
    assert near.post(address, {"disclosure": "named"}).status_code == 403
    assert near.get(reverse("admin:funds_programme_import")).status_code == 403
    assert near.get(reverse("admin:funds_programme_add")).status_code == 403
    assert near.post(reverse("admin:funds_programme_delete", args=[programme.pk]), {"post": "yes"}).status_code == 403  # fmt: skip
    assert near.get(reverse("admin:funds_programme_export")).status_code == 200


def test_a_standard_of_elsewhere_is_not_set(town, near):
    programme = Programme.objects.get(code="2080502")
    form = {
        "programme": programme.pk, "amount": "9", "unit": "person-month", "basis": "fixed",
        "valid_from": "2027-01-01", "recipient_class": "",
    }  # fmt: skip
    add = reverse("admin:funds_standard_add")
    assert near.post(add, form | {"region": FAR}).status_code == 403
    assert not programme.standards.filter(region=FAR).exists()
    assert near.post(add, form | {"region": "350112000000"}).status_code == 302
    assert programme.standards.filter(region="350112000000").exists()


def test_the_pages_search_keeps_nothing(town, near):
    from core.redis_client import client

    before = set(client().keys("*unfold*"))
    page = near.get(reverse("admin:search"), {"s": "35019919500101"})
    assert page.status_code == 200
    assert set(client().keys("*unfold*")) == before


def test_what_a_private_programme_handed_to_towns_is_not_listed(town, near):
    for code, number in (("2082501", "榕孤1号"), ("2080502", "榕老1号")):
        town.publish(
            ("长乐区财政局", "猴屿乡财政所", number, "2026-03-01", 1000), kind="allocations",
            headings=("拨款单位", "收款单位", "文号", "拨付日期", "金额"), programme_code=code,
            region_code="350112201000",
        )  # fmt: skip
    page = near.get(reverse("admin:funds_allocation_changelist")).content.decode()
    assert "榕老1号" in page
    assert "榕孤1号" not in page
