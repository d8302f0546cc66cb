from django.urls import path

from villages.views.public import exports, finances, wall


app_name = "villages"
urlpatterns = [
    path("villages/<str:code>/finances/", finances.finances, name="finances"),
    path("villages/<str:code>/ledger.csv", exports.ledger_csv, name="ledger-csv"),
    path("villages/<str:code>/feed.atom", exports.feed, name="feed"),
    path("villages/<str:code>/finances/<str:month>/", finances.month, name="month"),
    path("villages/<str:code>/finances/<str:month>/wall/", wall.sheet, name="wall-sheet"),
    path(
        "villages/<str:code>/finances/<str:month>/wall-a3/",
        wall.sheet,
        {"paper": "a3"},
        name="wall-sheet-a3",
    ),
    path("ledger/<str:address>/", finances.line, name="line"),
]
