"""A picture and a posting stand at a status, as a batch and a clue do.

PostgreSQL renames a column within its indexes and constraints itself: only Django's picture of them
is made anew, so that no row is looked at and nothing is locked for long.
"""

from django.db import migrations, models


RENAMED = [
    migrations.RenameField("posting", "state", "status"),
    migrations.RenameField("voucher", "state", "status"),
]


class Migration(migrations.Migration):
    dependencies = [("villages", "0012_disclosure_item")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=RENAMED,
            state_operations=[
                migrations.RemoveConstraint(
                    model_name="posting",
                    name="posting_published_was_decided",
                ),
                migrations.RemoveConstraint(
                    model_name="voucher",
                    name="voucher_same_file_once",
                ),
                migrations.RemoveConstraint(
                    model_name="voucher",
                    name="voucher_published_was_decided",
                ),
                migrations.RemoveConstraint(
                    model_name="voucher",
                    name="voucher_was_looked_at",
                ),
                migrations.RemoveConstraint(
                    model_name="voucher",
                    name="voucher_published_has_time",
                ),
                migrations.RemoveConstraint(
                    model_name="voucher",
                    name="voucher_withdrawn_has_reason",
                ),
                migrations.RemoveConstraint(
                    model_name="voucher",
                    name="voucher_state_known",
                ),
                migrations.RemoveIndex(
                    model_name="voucher",
                    name="voucher_waiting",
                ),
                migrations.RemoveIndex(
                    model_name="voucher",
                    name="voucher_stranded",
                ),
                migrations.RemoveIndex(
                    model_name="voucher",
                    name="voucher_ended_file",
                ),
                migrations.RemoveIndex(
                    model_name="voucher",
                    name="voucher_invoice",
                ),
                *RENAMED,
                migrations.AddIndex(
                    model_name="voucher",
                    index=models.Index(
                        condition=models.Q(
                            ("status__in", ("draft", "masked", "submitted", "returned", "approved"))
                        ),
                        fields=["office", "region", "month"],
                        name="voucher_waiting",
                    ),
                ),
                migrations.AddIndex(
                    model_name="voucher",
                    index=models.Index(
                        condition=models.Q(
                            ("public_files", True), models.Q(("status", "published"), _negated=True)
                        ),
                        fields=["id"],
                        name="voucher_stranded",
                    ),
                ),
                migrations.AddIndex(
                    model_name="voucher",
                    index=models.Index(
                        condition=models.Q(("status__in", ("withdrawn", "discarded"))),
                        fields=["sha256"],
                        name="voucher_ended_file",
                    ),
                ),
                migrations.AddIndex(
                    model_name="voucher",
                    index=models.Index(
                        condition=models.Q(
                            ("status", "published"), models.Q(("invoice_number", ""), _negated=True)
                        ),
                        fields=["invoice_number", "invoice_code"],
                        name="voucher_invoice",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="posting",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("published", "withdrawn")), _negated=True),
                            models.Q(
                                ("published_at__isnull", False),
                                models.Q(
                                    ("at_console", True),
                                    ("decided_by__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="posting_published_was_decided",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ("withdrawn", "discarded")), _negated=True
                        ),
                        fields=("sha256", "page", "region"),
                        name="voucher_same_file_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ("approved", "published", "withdrawn")),
                                _negated=True,
                            ),
                            ("at_console", True),
                            ("decided_by__isnull", False),
                            _connector="OR",
                        ),
                        name="voucher_published_was_decided",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("draft", "discarded")),
                            ("masks__isnull", False),
                            _connector="OR",
                        ),
                        name="voucher_was_looked_at",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("published", "withdrawn")), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="voucher_published_has_time",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="voucher_withdrawn_has_reason",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "draft",
                                    "masked",
                                    "submitted",
                                    "returned",
                                    "approved",
                                    "published",
                                    "withdrawn",
                                    "discarded",
                                ],
                            )
                        ),
                        name="voucher_state_known",
                    ),
                ),
            ],
        ),
    ]
