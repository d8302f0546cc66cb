from django.urls import path

from complaints.views.public import returning, telling


app_name = "complaints"
urlpatterns = [
    path("complaints/", telling.home, name="home"),
    path("complaints/new/", telling.new, name="new"),
    path("complaints/check/", telling.check, name="check"),
    path("complaints/return/", returning.come_back, name="return"),
    path("complaints/case/", returning.case, name="case"),
    path("complaints/case/files/<int:place>/", returning.file, name="file"),
    path("complaints/leave/", returning.leave, name="leave"),
    path("complaints/rules/", telling.rules, name="rules"),
    path("complaints/results/", telling.public_results, name="results"),
]
