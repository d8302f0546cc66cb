"""What the portal suspects (疑点) until a person registers it as a clue (问题线索), and its ways."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import Machine


class Status(models.TextChoices):
    SUSPECTED = "suspected", _("Suspected")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Check answered")
    EXPLAINED = "explained", _("Explained")
    NO_LONGER_DETECTED = "no-longer-detected", _("No longer detected")
    REGISTERED = "registered", _("Registered as a clue")
    ASSIGNED = "assigned", _("Assigned")
    DISPOSAL = "disposal", _("In disposal")
    HELD = "held", _("Held for later")
    RECTIFYING = "rectifying", _("Recovery and rectification")
    CLOSED = "closed", _("Closed")
    MERGED = "merged", _("Merged")


TRANSITIONS: dict[str, frozenset[str]] = {
    Status.SUSPECTED: frozenset(
        {
            Status.CHECKING,
            Status.EXPLAINED,
            Status.REGISTERED,
            Status.NO_LONGER_DETECTED,
            Status.MERGED,
        }
    ),
    # A department that is asked about its own duty settles it by its answer, or by paying.
    Status.CHECKING: frozenset(
        {Status.CHECKED, Status.SUSPECTED, Status.EXPLAINED, Status.NO_LONGER_DETECTED}
    ),
    Status.CHECKED: frozenset(
        {
            Status.CHECKING,
            Status.EXPLAINED,
            Status.REGISTERED,
            Status.MERGED,
            Status.NO_LONGER_DETECTED,
        }
    ),
    Status.EXPLAINED: frozenset({Status.SUSPECTED, Status.NO_LONGER_DETECTED}),
    Status.NO_LONGER_DETECTED: frozenset({Status.SUSPECTED}),
    Status.REGISTERED: frozenset({Status.ASSIGNED, Status.MERGED}),
    Status.ASSIGNED: frozenset({Status.ASSIGNED, Status.DISPOSAL, Status.HELD}),
    Status.HELD: frozenset({Status.ASSIGNED, Status.DISPOSAL}),
    Status.DISPOSAL: frozenset(
        {Status.ASSIGNED, Status.HELD, Status.DISPOSAL, Status.RECTIFYING, Status.CLOSED}
    ),
    Status.RECTIFYING: frozenset({Status.CLOSED}),
    Status.CLOSED: frozenset({Status.ASSIGNED}),
    # Whatever is to be done with it is done with the one that stands for it, or it is taken out.
    Status.MERGED: frozenset(),
}
# What undoing an entry or a merging leads back to, and nothing else does.
_REVERSALS: dict[str, frozenset[str]] = {
    Status.RECTIFYING: frozenset({Status.DISPOSAL}),
    Status.MERGED: frozenset(
        {Status.SUSPECTED, Status.NO_LONGER_DETECTED, Status.CHECKED, Status.REGISTERED}
    ),
}
CLUES = Machine(
    TRANSITIONS,
    impossible=_("Clue %(number)s is “%(state)s”; this is not possible now."),
    overtaken=_(
        "Somebody else, or the cross-check, is changing clue %(number)s just now. Try again."
    ),
    reversals=_REVERSALS,
)

# What still waits for a first decision; an inspector takes from these.
WAITING = (Status.SUSPECTED, Status.CHECKED)
# A person has taken these up: no nightly run moves them.
TAKEN_UP = tuple(
    status
    for status in Status
    if status not in (Status.SUSPECTED, Status.EXPLAINED, Status.NO_LONGER_DETECTED)
)
REGISTERED_ON = (
    Status.REGISTERED, Status.ASSIGNED, Status.DISPOSAL, Status.HELD, Status.RECTIFYING,
    Status.CLOSED,
)  # fmt: skip
# At work after registration: only the inspector it is assigned to acts.
ASSIGNED_ON = (Status.ASSIGNED, Status.DISPOSAL, Status.HELD, Status.RECTIFYING)
# Nobody has been asked or put in charge: whoever takes it keeps others from deciding meanwhile.
TAKEN_ON = (Status.SUSPECTED, Status.CHECKED, Status.REGISTERED)
ENDED = (Status.EXPLAINED, Status.NO_LONGER_DETECTED, Status.CLOSED, Status.MERGED)


class Severity(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Grade(models.TextChoices):
    """How sure the match is that stands behind a clue."""

    EXACT = "exact", _("Identity number and name agree")
    OTHER_NAME = "other-name", _("Identity number agrees, the name differs")
    UNCLEAR_HOUSEHOLD = "unclear-household", _("Nobody says how many live in the household")
    COMPUTED = "computed", _("Computed from published rows")
    TOLD = "told", _("Told by somebody, not compared")


# The source of clues that no rule found.
BY_HAND = "by-hand"


class Came(models.TextChoices):
    """How the inspectors heard of what a person opens by hand."""

    CALL = "call", _("A telephone call")
    LETTER = "letter", _("A letter")
    VISIT = "visit", _("Somebody came in person")
    HANDED_OVER = "handed-over", _("Handed over by another unit")
    REPORT = "report", _("A report sent to the portal")
    OTHER = "other", _("Otherwise")


class Explanation(models.TextChoices):
    """What a check found (数据错误（源库）、数据错误（填报）、政策允许、已整改、待查、属实)."""

    REGISTRY_WRONG = "registry-wrong", _("The registry is wrong")
    FILING_ERROR = "filing-error", _("Filing error in the roster")
    ALLOWED = "allowed", _("Allowed by policy")
    MENDED = "mended", _("Already mended")
    TO_BE_CHECKED = "to-be-checked", _("Still to be checked")
    TRUE = "true", _("It is true")


INNOCENT = (
    Explanation.REGISTRY_WRONG, Explanation.FILING_ERROR, Explanation.ALLOWED, Explanation.MENDED,
)  # fmt: skip
# The check came to a finding; "to be checked" is none.
FINDINGS = (*INNOCENT, Explanation.TRUE)
# The rule was right: what it saw was so, whether it stands or has been put right since.
CONFIRMED = (Explanation.TRUE, Explanation.MENDED)
# Something in the data or the money was put right because of the check.
CORRECTED = (Explanation.REGISTRY_WRONG, Explanation.FILING_ERROR, Explanation.MENDED)


class Disposal(models.TextChoices):
    """The four ways of disposal (处理检举控告工作规则 art. 17)."""

    TALK = "talk", _("Talk or letter of inquiry")
    VERIFICATION = "verification", _("Preliminary verification")
    HOLD = "hold", _("Hold for later investigation")
    CONCLUDE = "conclude", _("Conclude")


class Form(models.IntegerChoices):
    """The four forms of oversight and discipline enforcement."""

    FIRST = 1, _("First form: talk, criticism")
    SECOND = 2, _("Second form: light sanction, organisational adjustment")
    THIRD = 3, _("Third form: heavy sanction, major change of post")
    FOURTH = 4, _("Fourth form: grave breach, suspected crime")


class PersonKind(models.TextChoices):
    OFFICIAL = "official", _("Public official")
    VILLAGE_MANAGER = "village-manager", _("Manager of a village or residents' committee")
    OTHER = "other", _("Another person")


class Measure(models.TextChoices):
    NONE = "none", _("No measure")
    REMINDER = "reminder", _("Reminder talk")
    CRITICISM = "criticism", _("Criticism and education")
    SELF_EXAMINATION = "self-examination", _("Ordered self-examination")
    ADMONISHED = "admonished", _("Admonishment")
    ORGANISATIONAL = "organisational", _("Organisational measure")
    PARTY = "party", _("Party discipline")
    GOVERNMENT = "government", _("Administrative sanction")
    PROCURATORATE = "procuratorate", _("Transferred to the procuratorate")


class Sanction(models.TextChoices):
    PARTY_WARNING = "party-warning", _("Party: warning")
    PARTY_SERIOUS = "party-serious-warning", _("Party: serious warning")
    PARTY_REMOVAL = "party-removal", _("Party: removal from Party posts")
    PARTY_PROBATION = "party-probation", _("Party: probation within the Party")
    PARTY_EXPULSION = "party-expulsion", _("Party: expulsion")
    WARNING = "warning", _("Administrative: warning")
    DEMERIT = "demerit", _("Administrative: demerit")
    MAJOR_DEMERIT = "major-demerit", _("Administrative: major demerit")
    DEMOTION = "demotion", _("Administrative: demotion")
    REMOVAL = "removal", _("Administrative: removal from office")
    DISMISSAL = "dismissal", _("Administrative: dismissal")


PARTY_SANCTIONS = (
    Sanction.PARTY_WARNING, Sanction.PARTY_SERIOUS, Sanction.PARTY_REMOVAL,
    Sanction.PARTY_PROBATION, Sanction.PARTY_EXPULSION,
)  # fmt: skip
# 公职人员政务处分法 art. 7
GOVERNMENT_SANCTIONS = (
    Sanction.WARNING, Sanction.DEMERIT, Sanction.MAJOR_DEMERIT, Sanction.DEMOTION,
    Sanction.REMOVAL, Sanction.DISMISSAL,
)  # fmt: skip
# 公职人员政务处分法 art. 22: managers of self-governing bodies get only these three.
VILLAGE_MANAGER_SANCTIONS = (Sanction.WARNING, Sanction.DEMERIT, Sanction.MAJOR_DEMERIT)


class Act(models.TextChoices):
    """The kinds of lines in a clue's history."""

    OPEN = "open", _("opened it by hand")
    TAKE = "take", _("took it")
    RELEASE = "release", _("put it back")
    SEND_TO_CHECK = "send-to-check", _("sent it to be checked")
    RECALL_CHECK = "recall-check", _("recalled the check")
    ANSWER_CHECK = "answer-check", _("answered the check")
    EXPLAIN = "explain", _("explained it")
    REOPEN = "reopen", _("opened it again")
    RAISED_AGAIN = "raised-again", _("the rule raised it again")
    FACTS_CHANGED = "facts-changed", _("the rule finds other facts now")
    REGISTER = "register", _("registered it as a clue")
    ASSIGN = "assign", _("assigned it")
    DISPOSE = "dispose", _("decided the disposal")
    EXTEND = "extend", _("extended the deadline")
    OUTCOME = "outcome", _("recorded an outcome")
    RECOVERY = "recovery", _("recorded money to be recovered")
    RECOVERED = "recovered", _("recorded recovered money")
    RECTIFICATION = "rectification", _("asked for rectification")
    RECTIFIED = "rectified", _("recorded the rectification")
    TAKE_BACK = "take-back", _("took an entry back")
    CLOSE = "close", _("closed it")
    MERGE = "merge", _("merged clues")
    SPLIT_OFF = "split-off", _("took it out again")
    NOTE = "note", _("wrote a note")
    ATTACH = "attach", _("added a file")
    LOOK = "look", _("looked at the identity number")
    PAPER = "paper", _("made a paper")
    UNIT_TALK = "unit-talk", _("talked about it with the heads of a unit")
    PROPOSAL = "proposal", _("made an inspection proposal about it")
    ASK_EXPLAIN = "ask-explain", _("asked a second person to agree to explaining it")
    ASK_CLOSE = "ask-close", _("asked a second person to agree to closing it")
    REFUSE = "refuse", _("did not agree")
    RECALL_REQUEST = "recall-request", _("took the request back")
    UPHELD = "upheld", _("looked again and upheld the explanation")
    OVERTURNED = "overturned", _("looked again and did not uphold the explanation")


class RequestKind(models.TextChoices):
    """What one inspector may not do alone."""

    EXPLAIN = "explain", _("Explain it")
    CLOSE = "close", _("Close it")


class RequestState(models.TextChoices):
    WAITING = "waiting", _("Waits for a second person")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Not agreed")
    RECALLED = "recalled", _("Taken back")
    OVERTAKEN = "overtaken", _("The clue has changed since")


REQUESTS = Machine(
    {
        RequestState.WAITING: frozenset(
            {
                RequestState.AGREED,
                RequestState.REFUSED,
                RequestState.RECALLED,
                RequestState.OVERTAKEN,
            }
        ),
        RequestState.AGREED: frozenset(),
        RequestState.REFUSED: frozenset(),
        RequestState.RECALLED: frozenset(),
        RequestState.OVERTAKEN: frozenset(),
    },
    impossible=_("This request has been decided already."),
    overtaken=_("This request has been decided already."),
    field="state",
)


class RecheckState(models.TextChoices):
    NOT_DRAWN = "not-drawn", _("Not drawn")
    WAITING = "waiting", _("Drawn, to be looked at again")
    UPHELD = "upheld", _("Upheld")
    OVERTURNED = "overturned", _("Not upheld")


# The draw stands: nothing leads into or out of "not drawn".
RECHECKS = Machine(
    {
        RecheckState.NOT_DRAWN: frozenset(),
        RecheckState.WAITING: frozenset({RecheckState.UPHELD, RecheckState.OVERTURNED}),
        RecheckState.UPHELD: frozenset(),
        RecheckState.OVERTURNED: frozenset(),
    },
    impossible=_("This has been looked at again already."),
    overtaken=_("This has been looked at again already."),
    field="state",
)


class GroupKind(models.TextChoices):
    """By what clues belong together; the keys behind are never shown."""

    PERSON = "person", _("Person")
    HOUSEHOLD = "household", _("Household")
    VILLAGE = "village", _("Village")
    HANDLER = "handler", _("Handling office")
    ACCOUNT = "account", _("Bank account")


class Light(models.TextChoices):
    """How a deadline stands."""

    GREEN = "green", _("In time")
    YELLOW = "yellow", _("Due soon")
    RED = "red", _("Overdue")


# What the names of fields mean in histories, in the reader's language.
FIELD_LABELS: dict[str, Any] = {
    "status": _("Status"),
    "holder": _("Taken by"),
    "assignee": _("Assigned to"),
    "office": _("Office in charge"),
    "explanation": _("Finding"),
    "clean_until": _("Clean until"),
    "disposal": _("Disposal"),
    "due_on": _("Due"),
    "extended": _("Extended"),
    "recovered": _("Recovered (yuan)"),
    "due": _("To be recovered (yuan)"),
    "measure": _("Measure"),
    "merged_into": _("Merged into"),
    "register_number": _("Clue number"),
    "check": _("Checking office"),
    "facts": _("Facts"),
    "amount": _("Money at risk"),
}
