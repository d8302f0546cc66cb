"""The site's addresses; every app brings its own."""

from django.contrib import admin
from django.urls import include, path

from drf_spectacular.views import SpectacularAPIView

from core.gathering import modules_named
from intake.views import redactions
from portal import views
from portal.views import open_data, pictures, words


_own = (
    [
        path("", views.home, name="home"),
        path("healthz", views.healthz, name="healthz"),
        path("readyz", views.readyz, name="readyz"),
        path("villages/<str:code>/", views.village, name="village"),
        path("privacy/", views.privacy, name="privacy"),
        path("help/", words.help_page, name="help"),
        path("glossary/", words.glossary, name="glossary"),
        path("about/", words.about, name="about"),
        path("accessibility/", words.accessibility, name="accessibility"),
        path("open-data/", open_data.open_data, name="open-data"),
        path("robots.txt", words.robots, name="robots"),
        path("sitemap.xml", words.sitemap, name="sitemap"),
        path("pictures/<slug:kind>/", pictures.page, name="picture"),
        path("pictures/<slug:kind>.csv", pictures.table, name="picture-table"),
        path("pictures/<slug:kind>.svg", pictures.drawing, name="picture-drawing"),
        path("embed/<slug:kind>/", pictures.embedded, name="picture-embedded"),
        path("redactions/", redactions.public_list, name="redactions"),
        path("disclosure/offices/", views.offices, name="offices"),
        path("desk/", views.desk, name="desk"),
        path("desk/trail/", views.trail, name="trail"),
        path("desk/trail.csv", views.trail_csv, name="trail-csv"),
        path("language/<str:code>/", views.set_language, name="set-language"),
        path("text-size/<str:choice>/", views.set_text_size, name="set-text-size"),
        path("contrast/<str:choice>/", views.set_contrast, name="set-contrast"),
    ],
    "portal",
)
urlpatterns = [
    path("", include(_own)),
    *(
        path("", include(module))
        for module in modules_named("urls")
        if module.__name__ != "portal.urls"
    ),
    *(path("desk/", include(module)) for module in modules_named("urls_desk")),
    path("api/v1/", include("portal.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("admin/", admin.site.urls),
]
handler400 = "portal.views.bad_request"
handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
handler500 = "portal.views.server_error"
