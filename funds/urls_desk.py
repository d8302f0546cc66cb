from django.urls import path

from funds.views import desk, loosening


app_name = "funds-desk"
urlpatterns = [
    path("batches/<int:number>/rows/", desk.rows, name="rows"),
    path("batches/<int:number>/rows/<int:row>/", desk.correct, name="correct"),
    path("corrections/", desk.correction_list, name="correction-list"),
    path("corrections/<int:number>/", desk.correction, name="correction"),
    path("corrections/<int:number>/decide/", desk.decide, name="decide-correction"),
    path("disclosure/", loosening.loosening_list, name="loosening-list"),
    path("disclosure/<int:number>/decide/", loosening.decide, name="decide-loosening"),
]
