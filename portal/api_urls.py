"""The API's addresses, one list so that its whole surface can be read at once."""

from django.urls import include, path


urlpatterns = [
    path("", include("funds.api_urls")),
    path("", include("intake.api_urls")),
]
