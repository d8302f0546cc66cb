from django.urls import path

from villages.views import media
from villages.views.public import boards, exports, finances, records, wall


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
    path("villages/<str:code>/contracts/", records.contracts, name="contracts"),
    path("villages/<str:code>/contracts/<str:number>/", records.contract, name="contract"),
    path("villages/<str:code>/works/", records.works_list, name="works-list"),
    path("villages/<str:code>/works/<str:number>/", records.works, name="works"),
    path("villages/<str:code>/decisions/", records.decisions, name="decisions"),
    path("villages/<str:code>/decisions/<str:number>/", records.decision, name="decision"),
    path("villages/<str:code>/calendar/", boards.calendar, name="calendar"),
    path("villages/<str:code>/boards/<slug:board>/", boards.board, name="board"),
    path("postings/<str:address>/", boards.posting, name="posting"),
    path("disclosure/", boards.scoreboard, name="scoreboard"),
    path("disclosure/<str:code>/", boards.scoreboard, name="scoreboard-of"),
    path("powers/", boards.power_list, name="power-list"),
    path("powers/<slug:code>/", boards.power, name="power"),
    path("ledger/<str:address>/", finances.line, name="line"),
    path("vouchers/<str:first>/<str:second>/<str:name>", media.picture, name="picture"),
]
