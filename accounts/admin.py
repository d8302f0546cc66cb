from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from unfold.admin import ModelAdmin

from accounts.models import Office, OfficeToken, User
from auditing.services import record
from core.caching import pages_changed


class UserForm(forms.ModelForm):
    """Sets the password only when one is typed."""

    new_password = forms.CharField(
        label=_("New password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ("username", "full_name", "office", "role", "region_code", "is_active")

    def clean_new_password(self) -> str:
        from django.contrib.auth.password_validation import validate_password

        password = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        elif self.instance.pk is None:
            raise forms.ValidationError(_("Give the new member of staff a first password."))
        return password


class AuditedAdmin(ModelAdmin):
    """Every change by hand leaves an audit event, and no public page that was made before it."""

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        pages_changed()

    def delete_queryset(self, request: HttpRequest, queryset) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def save_model(self, request: HttpRequest, obj, form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        pages_changed()
        record(
            action=f"admin.{'change' if change else 'add'}",
            by=request.user,
            target=f"{obj._meta.model_name}:{obj.pk}",
            detail={"fields": form.changed_data},
        )

    def delete_model(self, request: HttpRequest, obj) -> None:
        record(action="admin.delete", by=request.user, target=f"{obj._meta.model_name}:{obj.pk}")
        super().delete_model(request, obj)
        pages_changed()


@admin.register(Office)
class OfficeAdmin(AuditedAdmin):
    list_display = ("name", "kind", "region_code")
    list_filter = ("kind",)
    search_fields = ("name", "code")


@admin.register(User)
class UserAdmin(AuditedAdmin):
    form = UserForm
    list_display = ("username", "full_name", "role", "office", "region_code", "is_active")
    list_filter = ("role", "is_active")
    list_select_related = ("office",)
    search_fields = ("username", "full_name")

    def save_model(self, request: HttpRequest, obj: User, form: UserForm, change: bool) -> None:
        if form.cleaned_data["new_password"]:
            obj.set_password(form.cleaned_data["new_password"])
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(OfficeToken)
class OfficeTokenAdmin(AuditedAdmin):
    list_display = ("name", "user", "created_at", "expires_at", "revoked_at")
    list_select_related = ("user",)
    readonly_fields = ("created_at",)

    def save_model(self, request: HttpRequest, obj: OfficeToken, form, change: bool) -> None:
        if not change:
            secret = OfficeToken.fresh_secret()
            obj.digest = OfficeToken.digest_of(secret)
            messages.warning(request, _("Copy the token now, it is shown only once: ") + secret)
        super().save_model(request, obj, form, change)
