from django.urls import path

from matching.views import public


app_name = "rules"
urlpatterns = [
    path("rules/", public.rule_list, name="rule-list"),
    path("rules/<str:code>/", public.rule, name="rule"),
]
