from django.urls import path

from funds.views.public import (
    comparing,
    entitlements,
    exports,
    places,
    policies,
    programmes,
    publications,
)


app_name = "funds"
urlpatterns = [
    path("programmes/", programmes.programme_list, name="programme-list"),
    path("programmes/<str:code>/", programmes.programme, name="programme"),
    path("programmes/<str:code>/payments.csv", exports.programme_csv, name="programme-csv"),
    path("entitlements/", entitlements.entitled, name="entitled"),
    path("compare/", comparing.compare, name="compare"),
    path("regions/<str:code>/", places.region, name="region"),
    path("villages/<str:code>/payments.csv", exports.village_csv, name="village-csv"),
    path("payments/<str:address>/", publications.payment, name="payment"),
    path("batches/", publications.publication_list, name="publication-list"),
    path("batches/<int:number>/", publications.batch, name="batch"),
    path("policies/", policies.policy_list, name="policy-list"),
    path("policies/files/<int:number>/", policies.policy_attachment, name="policy-attachment"),
    path("policies/<slug:slug>/", policies.policy, name="policy"),
]
