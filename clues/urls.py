from django.urls import path

from clues.views import desk


app_name = "clues"
urlpatterns = [
    path("clues/", desk.clue_list, name="clue-list"),
    path("clues/<str:number>/", desk.clue, name="clue"),
]
