from django.urls import path

from clues.views.desk import (
    by_hand,
    card,
    checks,
    figures,
    papers,
    queue,
    searching,
    seconds,
    units,
)


app_name = "clues"
urlpatterns = [
    path("clues/", queue.clue_list, name="clue-list"),
    path("clues/take-next/", queue.take_next, name="take-next"),
    path("clues/bulk/", queue.bulk, name="bulk"),
    path("clues/groups/", queue.groups, name="groups"),
    path("clues/open/", by_hand.open_clue, name="open"),
    path("clues/search/", searching.search, name="search"),
    path("clues/seconds/", seconds.second_list, name="seconds"),
    path("clues/causes/", figures.causes, name="causes"),
    path("clues/visits/", papers.visits, name="visits"),
    path("clues/<str:number>/", card.clue, name="clue"),
    path("clues/<str:number>/acts/<str:code>/", card.act, name="act"),
    path("clues/<str:number>/files/<str:key>/", card.attachment, name="attachment"),
    path("clues/<str:number>/dossier/", papers.make_dossier, name="dossier"),
    path("clues/<str:number>/letter/", papers.make_letter, name="letter"),
    path("units/", units.units, name="units"),
    path("units/<str:kind>/", units.add, name="unit-add"),
    path("units/<str:kind>/<int:pk>/", units.answer, name="unit-answer"),
    path("units/proposal/<int:pk>/paper/", units.paper, name="proposal-paper"),
    path("statistics/", figures.figures, name="figures"),
    path("statistics/figures.csv", figures.figures_csv, name="figures-csv"),
    path("checks/", checks.check_list, name="check-list"),
    path("checks/<int:pk>/", checks.check, name="check"),
    path("checks/<int:pk>/files/<str:key>/", checks.check_attachment, name="check-attachment"),
    path("our-matters/<str:kind>/<int:pk>/", checks.unit_matter, name="unit-matter"),
    path("bureau-tasks/<int:pk>/", checks.bureau_task, name="bureau-task"),
]
