"""What Celery beat starts, and when (CELERY_TIMEZONE)."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab


CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "nightly-crosscheck": {"task": "matching.crosscheck", "schedule": crontab(hour=1, minute=30)},
    "retest-disclosure": {"task": "funds.retest_disclosure", "schedule": crontab(hour=1, minute=0)},
    "inspectors-digests": {"task": "clues.send_digests", "schedule": crontab(hour=7, minute=10)},
    "send-duties": {"task": "clues.send_duties", "schedule": crontab(hour=6, minute=0)},
    "resume-crosscheck": {"task": "matching.resume", "schedule": crontab(minute="*/15")},
    "resume-stranded-batches": {"task": "intake.resume_stranded", "schedule": 60.0},
    "remind-villages": {"task": "villages.remind", "schedule": crontab(hour=7, minute=0)},
    "build-passages": {"task": "search.rebuild_passages", "schedule": crontab(minute="7-59/15")},
    "build-search": {"task": "search.rebuild_keys", "schedule": crontab(hour=4, minute=20)},
    "forget-old-sign-ins": {"task": "accounts.forget", "schedule": crontab(hour=4, minute=10)},
    "retire-reports": {"task": "complaints.retire", "schedule": crontab(hour=3, minute=20)},
    "report-digests": {"task": "complaints.send_digests", "schedule": crontab(hour=7, minute=30)},
    "sign-log": {"task": "publication.sign", "schedule": 10.0},
    "seal-trail": {"task": "publication.seal_trail", "schedule": 10.0},
    "seal-whole-trail": {
        "task": "publication.seal_trail",
        "schedule": crontab(hour=3, minute=35),
        "kwargs": {"whole": True},
    },
    "verify-log": {
        "task": "publication.verify",
        "schedule": crontab(hour=3, minute=40, day_of_week="1-6"),
        "kwargs": {"whole": False},
    },
    "verify-whole-log": {
        "task": "publication.verify",
        "schedule": crontab(hour=3, minute=40, day_of_week="0"),
    },
    "finish-stranded-vouchers": {"task": "villages.finish_vouchers", "schedule": 60.0},
}
