"""The API's addresses, one list so that its whole surface can be read at once."""

from django.urls import include, path

from portal.views.open_data import ApiRoot


urlpatterns = [
    path("", ApiRoot.as_view(), name="api-root"),
    path("", include("funds.api_urls")),
    path("", include("intake.api_urls")),
]
