from django.urls import path

from complaints.views.desk import case, names, queue, unlocking


app_name = "complaints-desk"
urlpatterns = [
    path("reports/", queue.report_list, name="list"),
    path("reports/unlock/", unlocking.unlock, name="unlock"),
    path("reports/lock/", unlocking.lock, name="lock"),
    path("reports/colleagues/", unlocking.colleagues, name="colleagues"),
    path("reports/offices/", unlocking.offices, name="offices"),
    path("reports/names/", names.name_list, name="names"),
    path("reports/names/<uuid:release>/", names.decide, name="decide"),
    path("reports/put-aside/", queue.put_aside, name="put-aside"),
    path("reports/watched/", queue.watched, name="watched"),
    path("reports/<str:number>/", case.report, name="report"),
    path("reports/<str:number>/acts/<str:code>/", case.act, name="act"),
    path("reports/<str:number>/files/<int:place>/", case.file, name="file"),
]
