from django.urls import path

from matching.views import desk


app_name = "matching"
urlpatterns = [
    path("runs/", desk.run_list, name="run-list"),
    path("rules/<str:code>/", desk.rule, name="rule"),
]
