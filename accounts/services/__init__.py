from accounts.services.access import check_access, collect_token, mark_told, use_access
from accounts.services.changes import (
    agree,
    ask_for_access,
    ask_for_office,
    ask_for_token,
    ask_for_user,
    ask_to_revoke,
    recall,
    refuse,
    values_of,
)
from accounts.services.own import change_own_password
from accounts.services.second_factor import confirm_device, pending_device
from accounts.services.staff import create_user, issue_token


__all__ = [
    "agree",
    "ask_for_access",
    "ask_for_office",
    "ask_for_token",
    "ask_for_user",
    "ask_to_revoke",
    "change_own_password",
    "check_access",
    "collect_token",
    "confirm_device",
    "create_user",
    "issue_token",
    "mark_told",
    "pending_device",
    "recall",
    "refuse",
    "use_access",
    "values_of",
]
