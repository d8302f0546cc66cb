from clues.services.bulk import BulkResult, explain_many, send_many, take_many
from clues.services.bureaus import answer_task, give_task
from clues.services.by_hand import open_by_hand
from clues.services.checking import answer_check, explain, recall_check, reopen, send_to_check
from clues.services.claiming import release, take, take_next
from clues.services.digests import send_digests
from clues.services.drawing import record_recheck
from clues.services.duties import send_duties
from clues.services.files import (
    add_note,
    attach,
    look_at_identity,
    open_attachment,
)
from clues.services.joining import join_reasons
from clues.services.merging import merge
from clues.services.opening import (
    UpsertCounts,
    expire_clean_periods,
    sync_merged_clues,
    upsert_from_hits,
)
from clues.services.outcomes import (
    record_outcome,
    record_recovered,
    record_recovery,
    record_rectification,
    record_rectified,
)
from clues.services.reverting import revert_entry
from clues.services.seconding import (
    ask_to_close,
    ask_to_explain,
    decide_request,
    recall_request,
)
from clues.services.units import proposal_paper, propose, record_answer, record_talk, reply
from clues.services.unmerging import unmerge
from clues.services.workflow import assign, dispose, extend, open_tasks, register


__all__ = [
    "BulkResult",
    "UpsertCounts",
    "add_note",
    "answer_check",
    "answer_task",
    "assign",
    "attach",
    "ask_to_close",
    "ask_to_explain",
    "decide_request",
    "recall_request",
    "record_recheck",
    "dispose",
    "expire_clean_periods",
    "explain",
    "explain_many",
    "extend",
    "give_task",
    "look_at_identity",
    "join_reasons",
    "merge",
    "open_attachment",
    "open_by_hand",
    "open_tasks",
    "propose",
    "proposal_paper",
    "recall_check",
    "record_answer",
    "record_talk",
    "record_outcome",
    "record_recovered",
    "record_recovery",
    "record_rectification",
    "record_rectified",
    "register",
    "release",
    "reply",
    "reopen",
    "revert_entry",
    "send_digests",
    "send_duties",
    "send_many",
    "send_to_check",
    "sync_merged_clues",
    "take",
    "take_many",
    "take_next",
    "unmerge",
    "upsert_from_hits",
]
