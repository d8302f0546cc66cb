from accounts.models.changes import OneTimeAccess, StaffChange
from accounts.models.staff import Office, OfficeToken, User


__all__ = ["Office", "OfficeToken", "OneTimeAccess", "StaffChange", "User"]
