from django.urls import path

from accounts.views import own, signing_in, staff


app_name = "accounts"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("second-factor/", signing_in.second_factor, name="second-factor"),
    path("second-factor/set-up/", signing_in.set_up_second_factor, name="set-up-second-factor"),
    path("first-access/", signing_in.first_access, name="first-access"),
    path("password/", own.change_password, name="change-password"),
    path("staff/", staff.staff_list, name="staff-list"),
    path("staff/new/", staff.new_user, name="new-user"),
    path("staff/told/", staff.told, name="told"),
    path("staff/<int:number>/", staff.user, name="user"),
    path("staff/<int:number>/access/", staff.renew_access, name="renew-access"),
    path("staff/<int:number>/token/", staff.new_token, name="new-token"),
    path("staff/changes/<int:number>/", staff.staff_change, name="staff-change"),
    path("staff/changes/<int:number>/decide/", staff.decide, name="decide-staff-change"),
    path("tokens/<int:number>/revoke/", staff.revoke_token, name="revoke-token"),
    path("tokens/<int:number>/collect/", staff.collect_token, name="collect-token"),
    path("offices/new/", staff.office, name="new-office"),
    path("offices/<int:number>/", staff.office, name="office"),
]
