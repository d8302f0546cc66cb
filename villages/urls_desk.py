from django.urls import path

from villages.views.desk import deciding, lines, months, pictures, postings


app_name = "villages-desk"
urlpatterns = [
    path("vouchers/", months.voucher_list, name="voucher-list"),
    path("vouchers/pictures/<int:pk>/", pictures.voucher_mask, name="voucher-mask"),
    path("vouchers/arrived/<int:pk>/", pictures.arrived_act, name="arrived-act"),
    path("vouchers/pictures/<int:pk>/working.jpg", pictures.working, name="voucher-working"),
    path("vouchers/pictures/<int:pk>/preview.jpg", pictures.preview, name="voucher-preview"),
    path("vouchers/pictures/<int:pk>/small.jpg", pictures.small, name="voucher-small"),
    path("vouchers/pictures/<int:pk>/original/", pictures.voucher_original, name="voucher-original"),
    path("vouchers/pictures/<int:pk>/discard/", pictures.voucher_discard, name="voucher-discard"),
    path("vouchers/pictures/<int:pk>/back/", deciding.voucher_send_back, name="voucher-send-back"),
    path("vouchers/pictures/<int:pk>/withdraw/", deciding.voucher_withdraw, name="voucher-withdraw"),
    path("vouchers/<str:code>/<str:month>/", months.voucher_month, name="voucher-month"),
    path("vouchers/<str:code>/<str:month>/line/", months.voucher_line, name="voucher-line"),
    path("vouchers/<str:code>/<str:month>/line/add/", months.voucher_add, name="voucher-add"),
    path("vouchers/<str:code>/<str:month>/line/submit/", deciding.voucher_submit, name="voucher-submit"),
    path("vouchers/<str:code>/<str:month>/line/review/", deciding.voucher_review, name="voucher-review"),
    path("ledgers/<int:number>/", lines.lines, name="lines"),
    path("ledgers/<int:number>/<int:line>/", lines.correct, name="line-correct"),
    path("ledgers/corrections/", lines.correction_list, name="line-corrections"),
    path("ledgers/corrections/<int:number>/", lines.correction, name="line-correction"),
    path("ledgers/corrections/<int:number>/decide/", lines.decide, name="line-decide"),
    path("boards/", postings.posting_list, name="posting-list"),
    path("boards/<int:number>/", postings.posting, name="posting"),
    path("boards/<int:number>/decide/", postings.posting_decide, name="posting-decide"),
    path("boards/<int:number>/write/", postings.posting_rewrite, name="posting-rewrite"),
    path("boards/<str:code>/<slug:duty>/", postings.posting_write, name="posting-write"),
]  # fmt: skip
