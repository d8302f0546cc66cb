from django.urls import path

from accounts import views


app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("second-factor/set-up/", views.set_up_second_factor, name="set-up-second-factor"),
]
