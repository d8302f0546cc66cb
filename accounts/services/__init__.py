from accounts.services.own import change_own_password
from accounts.services.second_factor import confirm_device, pending_device
from accounts.services.staff import create_user, issue_token


__all__ = [
    "change_own_password",
    "confirm_device",
    "create_user",
    "issue_token",
    "pending_device",
]
