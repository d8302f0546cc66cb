from django.urls import path

from clues.views import public


app_name = "statistics"
urlpatterns = [path("statistics/", public.figures, name="statistics")]
