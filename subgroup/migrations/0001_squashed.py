import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("subgroup", "0001_initial"),
        ("subgroup", "0002_stamp"),
        ("subgroup", "0003_plans"),
        ("subgroup", "0004_cases"),
        ("subgroup", "0005_programme"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="SubGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("board", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField()),
                (
                    "simulated",
                    models.BooleanField(
                        default=False, help_text="Filled by a replay or the demo: may be thrown away"
                    ),
                ),
                (
                    "stamp",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        help_text="Renewed with the posts, people, compacts, closures and terms",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "permissions": [
                    ("view_meetings", "See meetings, agendas, packs and circulated minutes"),
                    ("view_group", "See the terms, the seats and who holds them"),
                    ("submit_items", "Submit agenda items and papers for their agency"),
                    ("reply", "Reply to a meeting: attending, apologies, a deputy"),
                    ("manage_meetings", "Plan, call, move and cancel meetings; run the agenda desk"),
                    ("publish_packs", "Publish the pack"),
                    ("decide_late", "Accept or refuse a late item"),
                    ("approve_agenda", "Approve the agenda"),
                    ("take_minutes", "Take attendance and write minutes"),
                    ("approve_minutes", "Correct and approve minutes"),
                    ("circulate_minutes", "Circulate approved minutes"),
                    ("view_confidential", "Read confidential papers and the confidential part of minutes"),
                    ("sign_letters", "Edit, sign off and send the chair's letters"),
                    ("manage_members", "Change seats, holders, deputies, agencies and compacts"),
                    ("override_compact", "Let a seat be held without a compact in force"),
                    ("manage_calendar", "Enter closures of the sub-group's calendar"),
                    ("waive_deadlines", "Waive a deadline with a reason"),
                    ("view_actions", "See the whole action log"),
                    ("update_actions", "Update their own actions"),
                    (
                        "manage_actions",
                        "Open plans, import trackers, update anybody's actions, make challenges",
                    ),
                    (
                        "sign_off_actions",
                        "Sign off actions, override lights, grant extensions, judge answers, close plans",
                    ),
                    ("view_measures", "See the performance measures, breaches and returns"),
                    ("draft_returns", "Draft a return to the Coordination and Delivery Group"),
                    ("approve_returns", "Approve and send a return"),
                    ("view_returns", "Read returns that were sent"),
                    ("view_mail", "See every mail that was sent, and send it again"),
                    ("view_changes", "See who changed what, and when"),
                    ("refer_cases", "Refer a case for their agency"),
                    ("view_cases", "See the cases that are open to them"),
                    ("view_all_cases", "Open every case that is not restricted to people named"),
                    (
                        "manage_cases",
                        "Acknowledge cases; record dates, criteria, requests, panels and letters",
                    ),
                    (
                        "decide_cases",
                        "Restrict cases, shut people out, approve letters, record outcomes, hold and close",
                    ),
                    ("decide_reviews", "Decide on a panel’s recommendation as the Board’s Independent Chair"),
                    ("view_identity", "Open who the child of a case is; each opening is logged"),
                    ("answer_requests", "Answer what their agency was asked about a case"),
                    ("view_case_log", "See who opened which case, and when"),
                    ("break_glass", "Open a restricted case in an emergency, with a reason"),
                    ("view_deaths", "See what agencies owe the Child Death Overview Panel"),
                    ("manage_deaths", "Record child deaths by reference, requests and returns"),
                    ("manage_accounts", "Invite people, end accounts; no case and no paper is shown"),
                ],
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Terms",
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
                        related_name="terms",
                        to="subgroup.subgroup",
                    ),
                ),
                ("version", models.CharField(max_length=40)),
                ("in_force_from", models.DateField()),
                ("next_review", models.DateField(blank=True, null=True)),
                ("data", models.JSONField()),
                ("source", models.TextField(help_text="The file as it was loaded")),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "terms",
                "ordering": ["group", "in_force_from", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "version"), name="terms_version_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                ("name", models.CharField(max_length=200)),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                (
                    "joined_at",
                    models.DateTimeField(
                        blank=True, help_text="When they accepted the invitation", null=True
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="person_email_unique"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Deadline",
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
                        related_name="deadlines",
                        to="subgroup.subgroup",
                    ),
                ),
                ("rule", models.CharField(help_text="The stable key of the rule", max_length=60)),
                ("clause", models.CharField(max_length=20)),
                (
                    "terms",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.terms",
                    ),
                ),
                (
                    "regime",
                    models.CharField(
                        blank=True,
                        help_text="For statutory clocks: the guidance it was made under",
                        max_length=40,
                    ),
                ),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.CharField(max_length=40)),
                (
                    "label",
                    models.CharField(help_text="What is owed, in words, with no case detail", max_length=200),
                ),
                ("owner_kind", models.CharField(help_text="role, seat, agency or person", max_length=20)),
                ("owner_key", models.CharField(max_length=40)),
                ("trigger_on", models.DateField()),
                ("due_on", models.DateField()),
                (
                    "because",
                    models.CharField(
                        help_text="Why this date, in short: 10 working days before …", max_length=120
                    ),
                ),
                (
                    "explanation",
                    models.TextField(help_text="Why this date: rule, clause, trigger and each day skipped"),
                ),
                ("skipped", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                ("met_on", models.DateField(blank=True, null=True)),
                ("met_at", models.DateTimeField(blank=True, null=True)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "released_on",
                    models.DateField(blank=True, help_text="The London day of the release", null=True),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("release_reason", models.TextField(blank=True)),
                (
                    "mistake",
                    models.BooleanField(default=False, help_text="Released because it was never owed"),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("met_on", None), ("released_at", None)),
                        fields=["group", "due_on"],
                        name="deadline_open",
                    ),
                    models.Index(
                        condition=models.Q(("met_on", None), ("released_at", None)),
                        fields=["due_on"],
                        name="deadline_open_all",
                    ),
                    models.Index(fields=["group", "due_on"], name="deadline_due"),
                    models.Index(
                        fields=["group", "owner_kind", "owner_key", "due_on"], name="deadline_owner"
                    ),
                    models.Index(fields=["group", "subject_kind", "subject_id"], name="deadline_subject"),
                    models.Index(fields=["group", "rule", "due_on"], name="deadline_rule"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "rule", "subject_kind", "subject_id", "owner_kind", "owner_key"),
                        name="deadline_owed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("met_at", None), ("met_on", None)),
                            models.Q(("met_at__isnull", False), ("met_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="deadline_met_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("mistake", False),
                                ("release_reason", ""),
                                ("released_at", None),
                                ("released_on", None),
                            ),
                            models.Q(
                                ("released_at__isnull", False),
                                ("released_on__isnull", False),
                                models.Q(("release_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="deadline_released_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadlineMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moves",
                        to="subgroup.deadline",
                    ),
                ),
                ("from_trigger", models.DateField()),
                ("to_trigger", models.DateField()),
                ("from_due", models.DateField()),
                ("to_due", models.DateField()),
                ("reason", models.TextField()),
                ("moved_at", models.DateTimeField()),
                (
                    "moved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["moved_at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Breach",
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
                        related_name="breaches",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Says the same thing once, however often it is found", max_length=120
                    ),
                ),
                ("clause", models.CharField(max_length=20)),
                (
                    "day",
                    models.DateField(
                        help_text="The day it became one: for a deadline the day after its due day"
                    ),
                ),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.CharField(max_length=40)),
                ("sentence", models.CharField(max_length=400)),
                (
                    "deadline",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breaches",
                        to="subgroup.deadline",
                    ),
                ),
                (
                    "due_on",
                    models.DateField(
                        help_text="For a deadline: the due day that closed without it", null=True
                    ),
                ),
                (
                    "settled",
                    models.BooleanField(
                        default=False, help_text="The sentence is final: the deadline was met or released"
                    ),
                ),
                ("found_at", models.DateTimeField()),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        blank=True, help_text="The record behind it was corrected", null=True
                    ),
                ),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
                ("addressed", models.TextField(blank=True, help_text="What was done about it")),
                ("addressed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "addressed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "breaches",
                "ordering": ["day", "id"],
                "indexes": [models.Index(fields=["group", "day"], name="breach_day")],
                "constraints": [models.UniqueConstraint(fields=("group", "key"), name="breach_once")],
            },
        ),
        migrations.CreateModel(
            name="Message",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Says the same thing once to the same person", max_length=160, unique=True
                    ),
                ),
                ("kind", models.CharField(help_text="The name of its templates", max_length=60)),
                (
                    "recipient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("to", models.CharField(max_length=254)),
                ("subject", models.CharField(max_length=250)),
                ("text", models.TextField()),
                ("html", models.TextField(blank=True)),
                ("calendar", models.TextField(blank=True, help_text="An iCalendar part")),
                ("calendar_method", models.CharField(blank=True, max_length=10)),
                ("why", models.CharField(help_text="Why this person gets it", max_length=300)),
                (
                    "private",
                    models.BooleanField(
                        default=False, help_text="Its text is for the recipient alone: it holds a link"
                    ),
                ),
                ("about_kind", models.CharField(blank=True, max_length=40)),
                ("about_id", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("unknown", "Not known whether it was sent"),
                            ("dropped", "Not sent: no longer needed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("queued_at", models.DateTimeField()),
                (
                    "next_try_at",
                    models.DateTimeField(
                        blank=True, help_text="After a failed try; empty means at once", null=True
                    ),
                ),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "resend_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resends",
                        to="subgroup.message",
                    ),
                ),
                (
                    "resent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-queued_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "queued")), fields=["next_try_at"], name="message_queued"
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")),
                        fields=["claimed_at"],
                        name="message_sending",
                    ),
                    models.Index(fields=["group", "queued_at"], name="message_log"),
                    models.Index(fields=["group", "state"], name="message_state"),
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="DailyRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("finished_at", models.DateTimeField()),
                ("lines", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["-day"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Programme",
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
                        related_name="programmes",
                        to="subgroup.subgroup",
                    ),
                ),
                ("year", models.CharField(help_text="The reporting year, as in 2017-18", max_length=7)),
            ],
            options={
                "ordering": ["-year"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "year"), name="programme_of_a_year")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="subgroup.programme",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("owner_kind", models.CharField(help_text="role or seat", max_length=20)),
                ("owner_key", models.CharField(max_length=40)),
                ("due_on", models.DateField()),
                ("done_on", models.DateField(blank=True, null=True)),
                ("dropped_on", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True, help_text="What came of it, or why it was dropped")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, help_text="For two people changing it at once"),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "number"), name="programme_item_number"),
                    models.CheckConstraint(
                        condition=models.Q(("done_on", None), ("dropped_on", None), _connector="OR"),
                        name="programme_item_done_or_dropped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dropped_on", None), models.Q(("note", ""), _negated=True), _connector="OR"
                        ),
                        name="programme_item_dropped_says_why",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="subgroup.programme",
                    ),
                ),
                ("name", models.CharField(help_text="As in 0.9 or 1.0", max_length=10)),
                (
                    "items",
                    models.JSONField(help_text="The items as they stood: number, title, owner in words, day"),
                ),
                ("put_on", models.DateField()),
                (
                    "put_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("put", "Put to the group"),
                            ("agreed", "Agreed"),
                            ("sent_back", "Sent back"),
                        ],
                        default="put",
                        max_length=10,
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True)),
                (
                    "minute",
                    models.CharField(
                        blank=True, help_text="Of that group's minutes, as in 4.2", max_length=60
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["put_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "name"), name="programme_version_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_on", None), ("state", "put")),
                            models.Q(
                                models.Q(("state", "put"), _negated=True), ("answered_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="programme_version_answered",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Closure",
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
                        related_name="closures",
                        to="subgroup.subgroup",
                    ),
                ),
                ("day", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["day"],
                "constraints": [models.UniqueConstraint(fields=("group", "day"), name="closure_day_unique")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="As the uploader named it; never used as a path", max_length=255
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("content_type", models.CharField(max_length=120)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("path", models.CharField(help_text="Below FILES_DIR", max_length=120, unique=True)),
                ("pages", models.PositiveIntegerField(blank=True, null=True)),
                ("stored_at", models.DateTimeField()),
                (
                    "stored_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-stored_at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="subgroup.deadline",
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "step",
                    models.SmallIntegerField(
                        help_text="Working days from the due day; negative is before it"
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="subgroup.message",
                    ),
                ),
                ("claimed_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("deadline", "due_on", "step", "recipient"), name="reminder_once"
                    )
                ],
                "indexes": [],
            },
        ),
    ]
