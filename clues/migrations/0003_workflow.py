"""The way of a clue from suspicion to the end, and everything that hangs on it."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("clues", "0002_clue_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=32, unique=True, verbose_name="key")),
                ("name", models.CharField(max_length=150, verbose_name="file name")),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="added")),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="BureauTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=40, verbose_name="rule")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("registry-wrong", "The registry is wrong"),
                            ("filing-error", "Filing error in the roster"),
                            ("allowed", "Allowed by policy"),
                            ("mended", "Already mended"),
                            ("to-be-checked", "Still to be checked"),
                            ("true", "It is true"),
                        ],
                        max_length=20,
                        verbose_name="cause",
                    ),
                ),
                ("region_code", models.CharField(max_length=12, verbose_name="region code")),
                ("clues", models.PositiveIntegerField(verbose_name="clues with this cause")),
                ("text", models.TextField(verbose_name="what is to be mended")),
                ("due_on", models.DateField(verbose_name="due")),
                ("given_at", models.DateTimeField(auto_now_add=True, verbose_name="given")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
            ],
            options={
                "verbose_name": "task to a bureau",
                "verbose_name_plural": "tasks to bureaus",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(blank=True, max_length=500, verbose_name="question")),
                ("sent_at", models.DateTimeField(auto_now_add=True, verbose_name="sent")),
                ("due_on", models.DateField(verbose_name="due")),
                ("recalled_at", models.DateTimeField(null=True, verbose_name="recalled")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("registry-wrong", "The registry is wrong"),
                            ("filing-error", "Filing error in the roster"),
                            ("allowed", "Allowed by policy"),
                            ("mended", "Already mended"),
                            ("to-be-checked", "Still to be checked"),
                            ("true", "It is true"),
                        ],
                        max_length=20,
                        verbose_name="finding",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="what was found")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
            ],
            options={
                "verbose_name": "check",
                "verbose_name_plural": "checks",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="HistoryLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("take", "took it"),
                            ("release", "put it back"),
                            ("send-to-check", "sent it to be checked"),
                            ("recall-check", "recalled the check"),
                            ("answer-check", "answered the check"),
                            ("explain", "explained it"),
                            ("reopen", "opened it again"),
                            ("raised-again", "the rule raised it again"),
                            ("register", "registered it as a clue"),
                            ("assign", "assigned it"),
                            ("dispose", "decided the disposal"),
                            ("extend", "extended the deadline"),
                            ("outcome", "recorded an outcome"),
                            ("recovery", "recorded money to be recovered"),
                            ("recovered", "recorded recovered money"),
                            ("rectification", "asked for rectification"),
                            ("rectified", "recorded the rectification"),
                            ("close", "closed it"),
                            ("merge", "merged clues"),
                            ("note", "wrote a note"),
                            ("attach", "added a file"),
                            ("look", "looked at the identity number"),
                            ("paper", "made a paper"),
                        ],
                        max_length=20,
                        verbose_name="act",
                    ),
                ),
                ("changes", models.JSONField(default=dict, verbose_name="changes")),
                ("words", models.TextField(blank=True, verbose_name="words")),
            ],
            options={
                "verbose_name": "line of history",
                "verbose_name_plural": "history",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="day")),
                (
                    "is_working",
                    models.BooleanField(
                        default=False,
                        help_text="a weekend that is worked instead (调休)",
                        verbose_name="is worked",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
            ],
            options={
                "verbose_name": "holiday",
                "verbose_name_plural": "holidays",
                "ordering": ("day",),
            },
        ),
        migrations.CreateModel(
            name="PersonOutcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "post",
                    models.CharField(blank=True, max_length=100, verbose_name="unit and post"),
                ),
                (
                    "person_kind",
                    models.CharField(
                        choices=[
                            ("official", "Public official"),
                            ("village-manager", "Manager of a village or residents' committee"),
                            ("other", "Another person"),
                        ],
                        max_length=20,
                        verbose_name="kind of person",
                    ),
                ),
                (
                    "form",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "First form: talk, criticism"),
                            (2, "Second form: light sanction, organisational adjustment"),
                            (3, "Third form: heavy sanction, major change of post"),
                            (4, "Fourth form: grave breach, suspected crime"),
                        ],
                        null=True,
                        verbose_name="which of the four forms",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("none", "No measure"),
                            ("reminder", "Reminder talk"),
                            ("criticism", "Criticism and education"),
                            ("self-examination", "Ordered self-examination"),
                            ("admonished", "Admonishment"),
                            ("organisational", "Organisational measure"),
                            ("party", "Party discipline"),
                            ("government", "Administrative sanction"),
                            ("procuratorate", "Transferred to the procuratorate"),
                        ],
                        max_length=20,
                        verbose_name="measure",
                    ),
                ),
                (
                    "sanction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("party-warning", "Party: warning"),
                            ("party-serious-warning", "Party: serious warning"),
                            ("party-removal", "Party: removal from Party posts"),
                            ("party-probation", "Party: probation within the Party"),
                            ("party-expulsion", "Party: expulsion"),
                            ("warning", "Administrative: warning"),
                            ("demerit", "Administrative: demerit"),
                            ("major-demerit", "Administrative: major demerit"),
                            ("demotion", "Administrative: demotion"),
                            ("removal", "Administrative: removal from office"),
                            ("dismissal", "Administrative: dismissal"),
                        ],
                        max_length=24,
                        verbose_name="which sanction",
                    ),
                ),
                (
                    "filed",
                    models.BooleanField(default=False, verbose_name="a case was filed (立案)"),
                ),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded")),
            ],
            options={
                "verbose_name": "outcome for a person",
                "verbose_name_plural": "outcomes for persons",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owed_by", models.CharField(max_length=100, verbose_name="owed by")),
                ("due", core.fields.MoneyField(verbose_name="to be recovered, yuan")),
                ("recovered", core.fields.MoneyField(default=0, verbose_name="recovered, yuan")),
                ("due_on", models.DateField(verbose_name="due")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded")),
            ],
            options={
                "verbose_name": "recovery",
                "verbose_name_plural": "recoveries",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Rectification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=300, verbose_name="what has to be put right")),
                ("unit", models.CharField(max_length=100, verbose_name="by which unit")),
                ("due_on", models.DateField(verbose_name="due")),
                ("done_at", models.DateTimeField(null=True, verbose_name="done")),
                (
                    "done_words",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="how it was put right"
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded")),
            ],
            options={
                "verbose_name": "rectification",
                "verbose_name_plural": "rectifications",
                "ordering": ("id",),
            },
        ),
        migrations.RemoveConstraint(
            model_name="clue",
            name="clue_status_known",
        ),
        migrations.AddField(
            model_name="clue",
            name="assignee",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="assigned to",
            ),
        ),
        migrations.AddField(
            model_name="clue",
            name="checked_at",
            field=models.DateTimeField(null=True, verbose_name="checked"),
        ),
        migrations.AddField(
            model_name="clue",
            name="clean_until",
            field=models.DateField(null=True, verbose_name="clean until"),
        ),
        migrations.AddField(
            model_name="clue",
            name="closed_at",
            field=models.DateTimeField(null=True, verbose_name="closed"),
        ),
        migrations.AddField(
            model_name="clue",
            name="closing_note",
            field=models.TextField(blank=True, db_default="", verbose_name="closing note"),
        ),
        migrations.AddField(
            model_name="clue",
            name="disposal",
            field=models.CharField(
                blank=True,
                choices=[
                    ("talk", "Talk or letter of inquiry"),
                    ("verification", "Preliminary verification"),
                    ("hold", "Hold for later investigation"),
                    ("conclude", "Conclude"),
                ],
                db_default="",
                max_length=20,
                verbose_name="disposal",
            ),
        ),
        migrations.AddField(
            model_name="clue",
            name="due_on",
            field=models.DateField(null=True, verbose_name="due"),
        ),
        migrations.AddField(
            model_name="clue",
            name="explained_digest",
            field=models.CharField(blank=True, db_default="", max_length=32),
        ),
        migrations.AddField(
            model_name="clue",
            name="explanation",
            field=models.CharField(
                blank=True,
                choices=[
                    ("registry-wrong", "The registry is wrong"),
                    ("filing-error", "Filing error in the roster"),
                    ("allowed", "Allowed by policy"),
                    ("mended", "Already mended"),
                    ("to-be-checked", "Still to be checked"),
                    ("true", "It is true"),
                ],
                db_default="",
                max_length=20,
                verbose_name="finding",
            ),
        ),
        migrations.AddField(
            model_name="clue",
            name="extended",
            field=models.BooleanField(db_default=False, default=False, verbose_name="extended"),
        ),
        migrations.AddField(
            model_name="clue",
            name="groups",
            field=models.JSONField(db_default={}, default=dict, verbose_name="groups"),
        ),
        migrations.AddField(
            model_name="clue",
            name="held_at",
            field=models.DateTimeField(null=True, verbose_name="taken at"),
        ),
        migrations.AddField(
            model_name="clue",
            name="holder",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="taken by",
            ),
        ),
        migrations.AddField(
            model_name="clue",
            name="merged_into",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="clues.clue",
                verbose_name="merged into",
            ),
        ),
        migrations.AddField(
            model_name="clue",
            name="office",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.office",
                verbose_name="office in charge",
            ),
        ),
        migrations.AddField(
            model_name="clue",
            name="register_number",
            field=models.CharField(
                max_length=20, null=True, unique=True, verbose_name="clue number"
            ),
        ),
        migrations.AddField(
            model_name="clue",
            name="registered_at",
            field=models.DateTimeField(null=True, verbose_name="registered"),
        ),
        migrations.AddField(
            model_name="clue",
            name="still_detected",
            field=models.BooleanField(db_default=True, default=True, verbose_name="still detected"),
        ),
        migrations.AlterField(
            model_name="clue",
            name="status",
            field=models.CharField(
                choices=[
                    ("suspected", "Suspected"),
                    ("checking", "Being checked"),
                    ("checked", "Check answered"),
                    ("explained", "Explained"),
                    ("no-longer-detected", "No longer detected"),
                    ("registered", "Registered as a clue"),
                    ("assigned", "Assigned"),
                    ("disposal", "In disposal"),
                    ("held", "Held for later"),
                    ("rectifying", "Recovery and rectification"),
                    ("closed", "Closed"),
                    ("merged", "Merged"),
                ],
                default="suspected",
                max_length=30,
                verbose_name="status",
            ),
        ),
        migrations.AddIndex(
            model_name="clue",
            index=models.Index(
                condition=models.Q(("due_on__isnull", False)), fields=["due_on"], name="clue_due"
            ),
        ),
        migrations.AddIndex(
            model_name="clue",
            index=models.Index(
                condition=models.Q(("clean_until__isnull", False)),
                fields=["source", "clean_until"],
                name="clue_clean_until",
            ),
        ),
        migrations.AddIndex(
            model_name="clue",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["groups"], name="clue_groups", opclasses=["jsonb_path_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="clue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "suspected",
                            "checking",
                            "checked",
                            "explained",
                            "no-longer-detected",
                            "registered",
                            "assigned",
                            "disposal",
                            "held",
                            "rectifying",
                            "closed",
                            "merged",
                        ],
                    )
                ),
                name="clue_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="clue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_at", None), ("holder", None)),
                    models.Q(("held_at__isnull", False), ("holder__isnull", False)),
                    _connector="OR",
                ),
                name="clue_hold_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="clue",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="clue_not_merged_into_itself",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="clue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="clues.clue",
                verbose_name="clue",
            ),
        ),
        migrations.AddField(
            model_name="bureautask",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="answered by",
            ),
        ),
        migrations.AddField(
            model_name="bureautask",
            name="given_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="given by",
            ),
        ),
        migrations.AddField(
            model_name="bureautask",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.office",
                verbose_name="bureau",
            ),
        ),
        migrations.AddField(
            model_name="check",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="answered by",
            ),
        ),
        migrations.AddField(
            model_name="check",
            name="clue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="checks",
                to="clues.clue",
                verbose_name="clue",
            ),
        ),
        migrations.AddField(
            model_name="check",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.office",
                verbose_name="checking office",
            ),
        ),
        migrations.AddField(
            model_name="check",
            name="sent_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="sent by",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="given_with",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="clues.check",
                verbose_name="check",
            ),
        ),
        migrations.AddField(
            model_name="historyline",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="historyline",
            name="clue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="history",
                to="clues.clue",
                verbose_name="clue",
            ),
        ),
        migrations.AddField(
            model_name="personoutcome",
            name="clue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes",
                to="clues.clue",
                verbose_name="clue",
            ),
        ),
        migrations.AddField(
            model_name="personoutcome",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="recovery",
            name="clue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recoveries",
                to="clues.clue",
                verbose_name="clue",
            ),
        ),
        migrations.AddField(
            model_name="recovery",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="rectification",
            name="clue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rectifications",
                to="clues.clue",
                verbose_name="clue",
            ),
        ),
        migrations.AddField(
            model_name="rectification",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddConstraint(
            model_name="bureautask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None)),
                fields=("rule", "cause", "region_code"),
                name="bureau_task_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="check",
            index=models.Index(
                condition=models.Q(("answered_at", None), ("recalled_at", None)),
                fields=["office", "due_on"],
                name="check_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None), ("recalled_at", None)),
                fields=("clue",),
                name="check_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="check_answer_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="historyline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "act__in",
                        [
                            "take",
                            "release",
                            "send-to-check",
                            "recall-check",
                            "answer-check",
                            "explain",
                            "reopen",
                            "raised-again",
                            "register",
                            "assign",
                            "dispose",
                            "extend",
                            "outcome",
                            "recovery",
                            "recovered",
                            "rectification",
                            "rectified",
                            "close",
                            "merge",
                            "note",
                            "attach",
                            "look",
                            "paper",
                        ],
                    )
                ),
                name="history_act_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="personoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("measure", "party"),
                        (
                            "sanction__in",
                            (
                                "party-warning",
                                "party-serious-warning",
                                "party-removal",
                                "party-probation",
                                "party-expulsion",
                            ),
                        ),
                    ),
                    models.Q(
                        ("measure", "government"),
                        (
                            "sanction__in",
                            (
                                "warning",
                                "demerit",
                                "major-demerit",
                                "demotion",
                                "removal",
                                "dismissal",
                            ),
                        ),
                    ),
                    models.Q(
                        models.Q(("measure__in", ["party", "government"]), _negated=True),
                        ("sanction", ""),
                    ),
                    _connector="OR",
                ),
                name="outcome_sanction_fits_measure",
                violation_error_message="Party discipline and administrative sanctions name which one; no other measure does.",
            ),
        ),
        migrations.AddConstraint(
            model_name="personoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("measure", "government"), ("person_kind", "village-manager"), _negated=True
                    ),
                    ("sanction__in", ("warning", "demerit", "major-demerit")),
                    _connector="OR",
                ),
                name="outcome_village_manager_art_22",
                violation_error_message="Managers of village and residents' committees can only get a warning, a demerit or a major demerit (公职人员政务处分法, art. 22).",
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due__gt", 0), ("recovered__gte", 0), ("recovered__lte", models.F("due"))
                ),
                name="recovery_within_due",
            ),
        ),
        migrations.AlterField(
            model_name="clue",
            name="grade",
            field=models.CharField(
                choices=[
                    ("exact", "Identity number and name agree"),
                    ("other-name", "Identity number agrees, the name differs"),
                    ("computed", "Computed from published rows"),
                ],
                max_length=20,
                verbose_name="grade",
            ),
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE clues_register_number", "DROP SEQUENCE clues_register_number"
        ),
        migrations.RunSQL(
            "UPDATE clues_clue SET still_detected = (status = 'suspected')",
            migrations.RunSQL.noop,
        ),
        # A clue's history is written once; what was wrong gets a further line.
        migrations.RunSQL(
            """
            CREATE FUNCTION clues_history_stands() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'a line of a clue''s history is never changed';
            END $$;
            CREATE TRIGGER history_stands BEFORE UPDATE OR DELETE ON clues_historyline
            FOR EACH ROW EXECUTE FUNCTION clues_history_stands();
            """,
            """
            DROP TRIGGER history_stands ON clues_historyline;
            DROP FUNCTION clues_history_stands();
            """,
        ),
    ]
