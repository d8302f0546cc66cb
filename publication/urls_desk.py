from django.urls import path

from publication.views import desk


app_name = "publication-desk"
urlpatterns = [
    path("log/", desk.log, name="log"),
    path("log/verify/", desk.verify_now, name="verify"),
]
