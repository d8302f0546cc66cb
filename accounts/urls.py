from django.urls import path

from accounts.views import own, signing_in


app_name = "accounts"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("second-factor/", signing_in.second_factor, name="second-factor"),
    path("second-factor/set-up/", signing_in.set_up_second_factor, name="set-up-second-factor"),
    path("password/", own.change_password, name="change-password"),
]
