from intake.services.deciding import approve, discard, read_again, send_back, submit
from intake.services.mapping import answer_headings
from intake.services.marking import make_marked_workbook, marked_workbook
from intake.services.publishing import publish
from intake.services.reading import read
from intake.services.receiving import receive
from intake.services.withdrawing import decide_withdrawal, request_withdrawal


__all__ = [
    "answer_headings",
    "approve",
    "decide_withdrawal",
    "discard",
    "make_marked_workbook",
    "marked_workbook",
    "publish",
    "read",
    "read_again",
    "receive",
    "request_withdrawal",
    "send_back",
    "submit",
]
