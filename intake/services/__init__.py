from intake.services.answering import answer_at_console, answer_question, questions_of
from intake.services.blank_sheets import blank_sheet
from intake.services.choosing import choose_reading
from intake.services.deciding import approve, discard, read_again, send_back, submit
from intake.services.mapping import answer_headings, change_memory, forget_memory
from intake.services.marking import (
    bad_rows_workbook,
    make_bad_rows,
    make_marked_workbook,
    marked_workbook,
)
from intake.services.mending import mend_cells, outline_of
from intake.services.publishing import publish
from intake.services.reading import read
from intake.services.receiving import receive
from intake.services.redacting import (
    carry_out_redaction,
    decide_redaction,
    request_redaction,
    text_of,
)
from intake.services.starting import make_start, start_is_ready, take_start
from intake.services.withdrawing import decide_withdrawal, request_withdrawal


__all__ = [
    "answer_headings",
    "answer_at_console",
    "answer_question",
    "approve",
    "bad_rows_workbook",
    "blank_sheet",
    "carry_out_redaction",
    "change_memory",
    "choose_reading",
    "decide_redaction",
    "decide_withdrawal",
    "discard",
    "forget_memory",
    "make_bad_rows",
    "make_marked_workbook",
    "make_start",
    "marked_workbook",
    "mend_cells",
    "outline_of",
    "publish",
    "questions_of",
    "read",
    "read_again",
    "receive",
    "request_redaction",
    "request_withdrawal",
    "send_back",
    "start_is_ready",
    "submit",
    "take_start",
    "text_of",
]
