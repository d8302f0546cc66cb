from django.urls import path

from funds.views import desk


app_name = "funds-desk"
urlpatterns = [
    path("batches/<int:number>/rows/", desk.rows, name="rows"),
    path("batches/<int:number>/rows/<int:row>/", desk.correct, name="correct"),
    path("corrections/", desk.correction_list, name="correction-list"),
    path("corrections/<int:number>/", desk.correction, name="correction"),
    path("corrections/<int:number>/decide/", desk.decide, name="decide-correction"),
]
