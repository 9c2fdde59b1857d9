import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("meetings", "0001_initial"),
        ("meetings", "0002_initial"),
        ("meetings", "0003_struck"),
        ("meetings", "0004_cases"),
        ("meetings", "0005_itemreader"),
    ]

    initial = True

    dependencies = [
        ("members", "0001_squashed"),
        ("subgroup", "0001_squashed"),
    ]

    operations = [
        migrations.CreateModel(
            name="YearPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="subgroup.subgroup",
                    ),
                ),
                ("label", models.CharField(help_text="2017-18", max_length=20)),
                ("proposed_at", models.DateTimeField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settings",
                    models.JSONField(
                        default=dict,
                        help_text="Start, weekday, frequency, place and times as they were asked for",
                    ),
                ),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["group", "label"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "label"), name="plan_year_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at", None), ("agreed_by", None)),
                            models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="plan_agreed_paired",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PlannedDate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dates",
                        to="meetings.yearplan",
                    ),
                ),
                ("day", models.DateField()),
                ("note", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["day"],
                "constraints": [models.UniqueConstraint(fields=("plan", "day"), name="planned_day_unique")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="BlockedPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocked_periods",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("other_group", "Another group's meeting"),
                            ("school_holiday", "School holiday"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
            ],
            options={
                "ordering": ["first_day"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="blocked_period_ends_after_start",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        help_text="None: an extraordinary meeting, not counted as planned",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="meetings.yearplan",
                    ),
                ),
                (
                    "year",
                    models.CharField(help_text="The reporting year it belongs to, 2017-18", max_length=20),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        help_text="M1, M2 … among the planned ones of its year; X1, X2 … among the others"
                    ),
                ),
                ("day", models.DateField()),
                ("planned_day", models.DateField(help_text="The day it had when the plan was agreed")),
                ("starts_at", models.TimeField(default=datetime.time(9, 30))),
                ("ends_at", models.TimeField(default=datetime.time(12, 0))),
                ("place", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
                        default="planned",
                        max_length=12,
                    ),
                ),
                (
                    "agenda_state",
                    models.CharField(
                        choices=[
                            ("open", "Being put together"),
                            ("with_chair", "With the chair"),
                            ("approved", "Approved by the chair"),
                            ("published", "Published"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "minutes_state",
                    models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("draft", "Draft"),
                            ("with_chair", "With the chair"),
                            ("approved", "Approved by the chair"),
                            ("circulated", "Circulated"),
                            ("agreed", "Agreed at the next meeting"),
                        ],
                        default="not_started",
                        max_length=12,
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        help_text="In force on its day (M4)",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.terms",
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        help_text="Of its calendar invitation; never changes", max_length=120, unique=True
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("invited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "called_at",
                    models.DateTimeField(blank=True, help_text="When the call for items went out", null=True),
                ),
                (
                    "called_reason",
                    models.TextField(blank=True, help_text="Why an extraordinary meeting was called"),
                ),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cancel_reason", models.TextField(blank=True)),
                (
                    "agenda_note",
                    models.TextField(
                        blank=True,
                        help_text="Why the agenda is open again: the chair's reason, or what changed",
                    ),
                ),
                ("agenda_approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agenda_approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "chaired_by_seat",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.seat",
                    ),
                ),
                (
                    "chaired_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(blank=True, help_text="When the chair opened it", null=True),
                ),
                ("attendance_confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "attendance_confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "declared_quorate_reason",
                    models.TextField(blank=True, help_text="The chair's reason, where the terms allow it"),
                ),
                (
                    "minutes_returned_reason",
                    models.TextField(blank=True, help_text="What the chair last asked to be changed"),
                ),
                ("minutes_approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "minutes_approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("minutes_circulated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "minutes_circulated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "minutes_agreed_at",
                    models.ForeignKey(
                        help_text="The meeting that agreed them",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes_agreed",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "minutes_corrections",
                    models.TextField(blank=True, help_text="As the next meeting corrected them"),
                ),
            ],
            options={
                "ordering": ["-day", "-id"],
                "indexes": [models.Index(fields=["group", "day"], name="meeting_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("plan__isnull", False)),
                        fields=("group", "year", "number"),
                        name="meeting_number_unique",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("plan__isnull", True)),
                        fields=("group", "year", "number"),
                        name="meeting_extra_number_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(
                                ("cancelled_at__isnull", False),
                                models.Q(("cancel_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_cancelled_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="meeting_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="meetings.meeting",
                    ),
                ),
                ("from_day", models.DateField()),
                ("to_day", models.DateField()),
                ("reason", models.TextField()),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["changed_at"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="members.seat"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("attending", "Attending"),
                            ("apologies", "Apologies"),
                            ("deputy", "A deputy will attend"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deputy_name",
                    models.CharField(
                        blank=True, help_text="A deputy who is not known by name yet", max_length=200
                    ),
                ),
                ("given_at", models.DateTimeField()),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["given_at", "id"],
                "indexes": [models.Index(fields=["meeting", "seat", "given_at"], name="reply_latest")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("standing", "Standing item"),
                            ("minutes", "Minutes of the last meeting"),
                            ("matters_arising", "Matters arising"),
                            ("ratification", "Decisions to ratify"),
                            ("submitted", "Submitted item"),
                            ("carried", "Carried over"),
                        ],
                        default="submitted",
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("announced", "Announced, paper to follow"),
                            ("late", "Late: waits for the chair"),
                            ("on_agenda", "On the agenda"),
                            ("refused", "Refused by the chair"),
                            ("withdrawn", "Withdrawn"),
                            ("carried_over", "Carried over to the next meeting"),
                        ],
                        max_length=14,
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, help_text="Order on the agenda")),
                ("title", models.CharField(max_length=200)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("information", "For information"),
                            ("discussion", "For discussion"),
                            ("decision", "For decision"),
                        ],
                        default="discussion",
                        max_length=12,
                    ),
                ),
                ("minutes_needed", models.PositiveSmallIntegerField(default=10)),
                ("recommendation", models.TextField(blank=True, help_text="What the meeting is asked to do")),
                (
                    "marking",
                    models.CharField(
                        choices=[
                            ("official", "OFFICIAL"),
                            ("sensitive", "OFFICIAL-SENSITIVE"),
                            ("confidential", "CONFIDENTIAL: members and their deputies"),
                        ],
                        default="official",
                        max_length=14,
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, help_text="M1-04: stable from submission on", max_length=20),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="members.seat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="members.agency",
                    ),
                ),
                ("presenter", models.CharField(blank=True, max_length=200)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("paper_to_follow", models.BooleanField(default=False)),
                (
                    "complete_on",
                    models.DateField(
                        blank=True,
                        help_text="The day on which the item and its paper were both in",
                        null=True,
                    ),
                ),
                (
                    "due_on",
                    models.DateField(
                        blank=True, help_text="The last day for items as it stood on that day", null=True
                    ),
                ),
                (
                    "late",
                    models.BooleanField(
                        default=False, help_text="Complete after the due day as it stood then; stays for ever"
                    ),
                ),
                ("late_decision_at", models.DateTimeField(blank=True, null=True)),
                (
                    "late_decision_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("late_reason", models.TextField(blank=True, help_text="The chair's reason")),
                (
                    "checked_at",
                    models.DateTimeField(
                        blank=True, help_text="Found complete by business support", null=True
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("check_note", models.TextField(blank=True, help_text="What is missing")),
                ("withdrawn_reason", models.TextField(blank=True)),
                (
                    "carried_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "discussed",
                    models.BooleanField(
                        help_text="Set on the day; an item not discussed comes onto the next agenda",
                        null=True,
                    ),
                ),
                (
                    "subject_kind",
                    models.CharField(
                        blank=True,
                        help_text="What it is about: of a carried item the first one, else a thing of another part",
                        max_length=40,
                    ),
                ),
                ("subject_id", models.CharField(blank=True, max_length=40)),
                (
                    "form_token",
                    models.CharField(
                        blank=True,
                        help_text="Of the form it came by: a form sent twice makes one item",
                        max_length=40,
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [models.Index(fields=["meeting", "position"], name="item_order")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("meeting", "reference"),
                        name="item_reference_unique",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("form_token", ""), _negated=True),
                        fields=("meeting", "form_token"),
                        name="item_form_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("late_decision_at", None),
                            models.Q(("late_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="item_late_decision_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="item_withdrawn_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="meetings.agendaitem",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(max_length=255)),
                (
                    "marking",
                    models.CharField(
                        choices=[
                            ("official", "OFFICIAL"),
                            ("sensitive", "OFFICIAL-SENSITIVE"),
                            ("confidential", "CONFIDENTIAL: members and their deputies"),
                        ],
                        default="official",
                        max_length=14,
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["item", "position", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="PaperVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="meetings.paper",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
                ("conversion_tried_at", models.DateTimeField(blank=True, null=True)),
                ("unreadable", models.CharField(blank=True, max_length=300)),
                ("note", models.CharField(blank=True, help_text="What changed", max_length=300)),
                ("uploaded_at", models.DateTimeField()),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["paper", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "number"), name="paper_version_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Withholding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="withholdings",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withholdings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["item", "made_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("item", "person"),
                        name="withholding_once",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ItemReader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readers",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("named_at", models.DateTimeField()),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["item", "named_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("item", "person"),
                        name="item_reader_once",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packs",
                        to="meetings.meeting",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("change_note", models.TextField(blank=True)),
                ("published_at", models.DateTimeField()),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "snapshot",
                    models.JSONField(
                        help_text="Items, papers and file ids as published: what the pack is rendered from"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("rendering", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Could not be made"),
                        ],
                        default="rendering",
                        max_length=10,
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "contents",
                    models.JSONField(default=list, help_text="Entries with their pages, once rendered"),
                ),
                ("pages", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
                (
                    "supplement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "version"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "version"), name="pack_version_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PersonalPack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="personal",
                        to="meetings.pack",
                    ),
                ),
                ("withheld_key", models.CharField(help_text="SHA-256 of the withheld items", max_length=64)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("pack", "withheld_key"), name="personal_pack_once")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PackOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="meetings.pack",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["opened_at"],
                "indexes": [models.Index(fields=["person", "pack"], name="opening_person")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendance",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="members.seat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.agency"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "presence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("P", "Present"),
                            ("D", "Deputy attended"),
                            ("A", "Apologies"),
                            ("N", "Absent without apologies"),
                        ],
                        help_text="Empty: not taken yet",
                        max_length=1,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        help_text="Who came",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("deputy_name", models.CharField(blank=True, max_length=200)),
                (
                    "counts",
                    models.BooleanField(
                        default=True,
                        help_text="Counts for quorum: the post counts and a compact or override holds",
                    ),
                ),
                (
                    "corrected_because",
                    models.CharField(
                        blank=True,
                        help_text="The reason of the last correction after it was confirmed",
                        max_length=300,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "attendance",
                "ordering": ["meeting", "seat__number"],
                "constraints": [models.UniqueConstraint(fields=("meeting", "seat"), name="attendance_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Guest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guests",
                        to="meetings.meeting",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("body", models.CharField(blank=True, max_length=200, verbose_name="organisation")),
            ],
            options={
                "ordering": ["meeting", "name"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "attendance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="movements",
                        to="meetings.attendance",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        help_text="From this item on",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="meetings.agendaitem",
                    ),
                ),
                ("kind", models.CharField(choices=[("arrived", "Arrived"), ("left", "Left")], max_length=8)),
                ("because_of_interest", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["recorded_at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="declarations",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("nature", models.CharField(max_length=300)),
                (
                    "handling",
                    models.CharField(
                        choices=[
                            ("stays", "Stays and takes part"),
                            ("leaves", "Leaves for the item"),
                            ("withheld", "The papers are withheld"),
                        ],
                        max_length=10,
                    ),
                ),
                ("declared_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["declared_at"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="MinuteText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="minute_texts",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minute_texts",
                        to="meetings.agendaitem",
                    ),
                ),
                ("confidential", models.BooleanField(default=False)),
                ("text", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField()),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "item__position", "confidential"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "item", "confidential"), name="minute_text_once"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="MinuteRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="meetings.minutetext",
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField()),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["text_of", "version"],
                "constraints": [
                    models.UniqueConstraint(fields=("text_of", "version"), name="minute_revision_once")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="MinutesDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes_documents",
                        to="meetings.meeting",
                    ),
                ),
                ("confidential", models.BooleanField(default=False)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
                ("snapshot", models.JSONField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["meeting", "confidential", "made_at"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                (
                    "struck_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("struck_reason", models.CharField(blank=True, max_length=300)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="meetings.agendaitem",
                    ),
                ),
                ("year", models.CharField(max_length=20)),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("confidential", models.BooleanField(default=False)),
                (
                    "quorate",
                    models.BooleanField(help_text="Whether the meeting was quorate when it was taken"),
                ),
                ("taken_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ratified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratifies",
                        to="meetings.decision",
                    ),
                ),
            ],
            options={
                "ordering": ["year", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "year", "number"), name="decision_number_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("struck_at", None), ("struck_by", None), ("struck_reason", "")),
                            models.Q(
                                ("struck_at__isnull", False),
                                ("struck_by__isnull", False),
                                models.Q(("struck_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="decision_struck_whole",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ActionLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                (
                    "struck_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("struck_reason", models.CharField(blank=True, max_length=300)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_lines",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_lines",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_lines",
                        to="meetings.agendaitem",
                    ),
                ),
                ("year", models.CharField(max_length=20)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_lines",
                        to="members.seat",
                    ),
                ),
                ("text", models.TextField()),
                ("due_on", models.DateField()),
                ("confidential", models.BooleanField(default=False)),
                ("agreed_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["year", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "year", "number"), name="action_number_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("struck_at", None), ("struck_by", None), ("struck_reason", "")),
                            models.Q(
                                ("struck_at__isnull", False),
                                ("struck_by__isnull", False),
                                models.Q(("struck_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="action_line_struck_whole",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ApologyLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        help_text="The second of the two",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="members.seat"
                    ),
                ),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "Drafted, waits for the chair"),
                            ("signed", "Signed off"),
                            ("sent", "Sent"),
                            ("not_needed", "Not needed (the attendance was corrected)"),
                        ],
                        default="drafted",
                        max_length=10,
                    ),
                ),
                ("text", models.TextField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("drafted_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["-drafted_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "seat"), name="letter_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at", None), ("signed_by", None)),
                            models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="letter_signed_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at", None), ("sent_by", None)),
                            models.Q(("sent_at__isnull", False), ("sent_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="letter_sent_paired",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.AddField(
            model_name="Meeting",
            name="current_item",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="meetings.agendaitem",
            ),
        ),
    ]
