from django.urls import path

from intake.api import BatchViewSet


urlpatterns = [
    path("batches/", BatchViewSet.as_view({"post": "create"}), name="api-batch-list"),
    path("batches/<int:pk>/", BatchViewSet.as_view({"get": "retrieve"}), name="api-batch"),
    path(
        "batches/<int:pk>/submit/",
        BatchViewSet.as_view({"post": "submit"}),
        name="api-batch-submit",
    ),
]
