"""The departments' automatic feed: the same pipeline as the desk, by office token."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Permission, requires
from core.divisions import pad
from intake import services, tasks
from intake.models import Batch
from intake.models.batches import BatchQuerySet
from intake.periods import parse_period
from intake.selectors import summary


class UploadSerializer(serializers.Serializer):
    kind = serializers.CharField(max_length=40)
    file = serializers.FileField(max_length=200)
    programme = serializers.CharField(max_length=20, required=False, default="")
    region = serializers.CharField(max_length=12, required=False, default="")
    period = serializers.CharField(
        max_length=20, required=False, default="", help_text="2018-03, 2018-01:2018-03 or 2018"
    )
    append = serializers.BooleanField(required=False, default=False)


class BatchProblemAnswer(serializers.Serializer):
    sheet = serializers.CharField()
    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField(allow_null=True)
    code = serializers.CharField()
    message = serializers.CharField()


class BatchAnswer(serializers.Serializer):
    batch = serializers.IntegerField()
    status = serializers.CharField()
    rows = serializers.IntegerField()
    accepted = serializers.IntegerField()
    rejected = serializers.IntegerField()
    amount = serializers.CharField()
    problems = BatchProblemAnswer(many=True)


@requires(Permission.FEED_SHEETS)
class BatchViewSet(viewsets.GenericViewSet):
    """Upload a sheet, look how far it is, submit it. Approval stays with a person at the desk."""

    queryset = Batch.objects.none()
    serializer_class = UploadSerializer
    parser_classes = (MultiPartParser,)
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> BatchQuerySet:
        return Batch.objects.visible_to(self.request.user)

    @extend_schema(request={"multipart/form-data": UploadSerializer}, responses={202: BatchAnswer})
    def create(self, request: Request) -> Response:
        asked = UploadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        batch = services.receive(
            kind=values["kind"],
            data=values["file"].read(),
            file_name=values["file"].name,
            office=request.user.office,
            by=request.user,
            programme_code=values["programme"],
            region_code=pad(values["region"]) if values["region"] else "",
            period=parse_period(values["period"]),
            append=values["append"],
        )
        tasks.read_batch.delay_on_commit(batch.pk)
        return Response(summary(batch), status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=BatchAnswer, parameters=[])
    def retrieve(self, request: Request, pk: str | None = None) -> Response:
        return Response(summary(self.get_object()))

    @extend_schema(request=OpenApiTypes.NONE, responses=BatchAnswer)
    def submit(self, request: Request, pk: str | None = None) -> Response:
        batch = services.submit(batch=self.get_object(), by=request.user)
        return Response(summary(batch))
