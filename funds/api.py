"""The public API: the pages' data, as masked and as bounded."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets

from accounts.permissions import public
from funds.models import Allocation, Payment, PaymentTotal, PolicyDocument, Programme
from funds.models.payments import PaymentQuerySet
from regions.models import Region


class ProgrammeSerializer(serializers.ModelSerializer):
    steps = serializers.ListField(
        label=_("how to apply"), child=serializers.CharField(), read_only=True
    )
    material_list = serializers.ListField(
        label=_("what to bring"), child=serializers.CharField(), read_only=True
    )

    class Meta:
        model = Programme
        fields = (
            "code", "name", "short_name", "category", "level", "department", "description",
            "who_may_apply", "steps", "material_list", "unit", "household_benefit",
            "means_tested", "period_kind", "due_rule", "age_min", "age_max", "contact_unit",
            "contact_phone", "disclosure", "valid_from", "valid_to",
        )  # fmt: skip


class RegionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Region
        fields = ("code", "name", "level", "parent")


class PolicySerializer(serializers.ModelSerializer):
    class Meta:
        model = PolicyDocument
        fields = (
            "slug", "number", "title", "issuer", "issued_on", "effective_on", "expires_on", "body",
        )  # fmt: skip


class PaymentSerializer(serializers.ModelSerializer):
    """A payment as its public page shows it."""

    address = serializers.CharField(label=_("address of its page"), read_only=True)
    programme = serializers.CharField(
        label=_("code of the programme"), source="programme.code", read_only=True
    )
    village_group = serializers.CharField(
        label=_("village group"), source="public_group", read_only=True
    )
    name = serializers.CharField(
        label=_("who received it, as the pages show"), source="public_name", read_only=True
    )
    paid_on = serializers.CharField(
        label=_("paid on"), source="paid_when", read_only=True,
        help_text=_("ISO 8601 as far as it is known: a day, a month (2018-03), or empty."),
    )  # fmt: skip

    class Meta:
        model = Payment
        fields = (
            "address", "programme", "region", "village_group", "name", "period_from", "period_to",
            "paid_on", "amount", "state", "batch",
        )  # fmt: skip


class TotalSerializer(serializers.ModelSerializer):
    programme = serializers.CharField(
        label=_("code of the programme"), source="programme.code", read_only=True
    )

    class Meta:
        model = PaymentTotal
        fields = ("programme", "region_code", "month", "payments", "amount")


class AllocationSerializer(serializers.ModelSerializer):
    programme = serializers.CharField(
        label=_("code of the programme"), source="programme.code", read_only=True
    )

    class Meta:
        model = Allocation
        fields = (
            "programme", "region", "from_office", "to_office", "document_number", "allocated_on",
            "amount", "purpose",
        )  # fmt: skip


class PaymentFilter(django_filters.FilterSet):
    """A village or a programme must be named, so that every answer is one index walk."""

    village = django_filters.CharFilter(field_name="region")
    programme = django_filters.CharFilter(field_name="programme__code")
    region = django_filters.CharFilter(method="by_region")

    class Meta:
        model = Payment
        fields = ("village", "programme", "region")

    def by_region(self, rows: PaymentQuerySet, name: str, value: str) -> PaymentQuerySet:
        return rows.under(value)


class TotalFilter(django_filters.FilterSet):
    region = django_filters.CharFilter(field_name="region_code", required=True)
    programme = django_filters.CharFilter(field_name="programme__code")

    class Meta:
        model = PaymentTotal
        fields = ("region", "programme")


class AllocationFilter(django_filters.FilterSet):
    programme = django_filters.CharFilter(field_name="programme__code")

    class Meta:
        model = Allocation
        fields = ("programme", "region")


@public
class ProgrammeViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Programme.objects.current()
    serializer_class = ProgrammeSerializer
    lookup_field = "code"
    filterset_fields = ("category", "level")
    keyset_order = ("code",)


@public
class RegionViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Region.objects.in_force()
    serializer_class = RegionSerializer
    filterset_fields = ("level", "parent")
    keyset_order = ("code",)


@public
class PolicyViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = PolicyDocument.objects.all()
    serializer_class = PolicySerializer
    keyset_order = ("slug",)


@public
@extend_schema(description=f"Masked by disclosure class; at most {settings.PAGE_SIZE_MAX} a page.")
class PaymentViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilter
    queryset = Payment.objects.none()

    @property
    def keyset_order(self) -> tuple[str, ...]:
        if self.request.query_params.get("village"):
            return ("-paid_on", "-id")
        return ("region_id", "-paid_on", "-id")

    def get_queryset(self) -> PaymentQuerySet:
        asked = self.request.query_params
        if not (asked.get("village") or asked.get("programme")):
            raise serializers.ValidationError({"detail": "Name a village or a programme."})
        return Payment.objects.listed().with_names()


@public
class TotalViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    # A month of a programme whose recipients are not named may be of very few.
    queryset = PaymentTotal.objects.by_month().select_related("programme")
    serializer_class = TotalSerializer
    filterset_class = TotalFilter
    keyset_order = ("month", "id")


@public
class AllocationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Allocation.objects.standing().public().select_related("programme")
    serializer_class = AllocationSerializer
    filterset_class = AllocationFilter
    keyset_order = ("-allocated_on", "-id")
