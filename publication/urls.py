from django.urls import path

from publication.views import public


app_name = "publication"
urlpatterns = [
    path("log/", public.log, name="log"),
    path("log/verify-receipt.html", public.offline, name="offline"),
    path(
        "log/receipts/<slug:kind>/<path:key>/<int:index>.tlog-proof",
        public.receipt_file,
        name="receipt-file",
    ),
    path("log/receipts/<slug:kind>/<path:key>/", public.receipts, name="receipts"),
    path("log/<path:name>", public.file, name="file"),
]
