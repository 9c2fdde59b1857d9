import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("actionplans", "0001_initial"),
        ("actionplans", "0002_initial"),
        ("actionplans", "0003_withdrawn"),
        ("actionplans", "0004_plans"),
        ("actionplans", "0005_plans_filled"),
        ("actionplans", "0006_plans_whole"),
        ("actionplans", "0007_alter_savedfilter_shared"),
        ("actionplans", "0008_no_day_last"),
    ]

    initial = True

    dependencies = [
        ("meetings", "0001_squashed"),
        ("members", "0001_squashed"),
        ("subgroup", "0001_squashed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
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
                        related_name="action_plans",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="Stands in every reference, as SCR-K in SCR-K/3.2; stable for ever",
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("scr", "Serious Case Review"),
                            ("concise_review", "Multi-agency Concise Review"),
                            ("cdop", "Child Death Overview Panel"),
                            ("forum", "Multi-agency Discussion Forum"),
                            ("audit", "Audit"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "source_reference",
                    models.CharField(
                        blank=True,
                        help_text="The reference at the source: of the CDOP, the review, the audit",
                        max_length=100,
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=100)),
                (
                    "owner",
                    models.ForeignKey(
                        help_text="Who looks after the plan",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="members.seat",
                    ),
                ),
                (
                    "confidential",
                    models.BooleanField(
                        default=False, help_text="Shown to those who may read confidential things"
                    ),
                ),
                ("agreed_on", models.DateField(blank=True, null=True)),
                (
                    "ends_on",
                    models.DateField(blank=True, help_text="By when the whole plan is to be done", null=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed and handed over")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_because",
                    models.TextField(
                        blank=True, help_text="Why it was closed with an action open; the chair says"
                    ),
                ),
                (
                    "reopened_because",
                    models.TextField(blank=True, help_text="Why it was opened again after it was closed"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "code"), name="plan_code_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("state", "open")),
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            _connector="OR",
                        ),
                        name="plan_closed_paired",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="actionplans.plan",
                    ),
                ),
                ("number", models.CharField(help_text="As the review numbers it: 3, R1, 2a", max_length=10)),
                ("position", models.PositiveIntegerField(default=0)),
                ("finding", models.TextField(blank=True)),
                ("text", models.TextField()),
                (
                    "addressed_to",
                    models.CharField(
                        choices=[
                            ("board", "The Board"),
                            ("agencies", "Named agencies"),
                            ("all", "All agencies"),
                            ("national", "National bodies"),
                        ],
                        default="board",
                        max_length=10,
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=100)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agencies",
                    models.ManyToManyField(blank=True, related_name="recommendations", to="members.agency"),
                ),
            ],
            options={
                "ordering": ["plan", "position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "number"), name="recommendation_number_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Kinship",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kin",
                        to="actionplans.recommendation",
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="later_kin",
                        to="actionplans.recommendation",
                    ),
                ),
                ("likeness", models.FloatField(help_text="From 0 to 1")),
                ("is_kin", models.BooleanField()),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-likeness", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("recommendation", "earlier"), name="kinship_once"),
                    models.CheckConstraint(
                        condition=models.Q(("recommendation", models.F("earlier")), _negated=True),
                        name="kinship_of_two",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PlanTemplate",
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
                        related_name="plan_templates",
                        to="subgroup.subgroup",
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("scr", "Serious Case Review"),
                            ("concise_review", "Multi-agency Concise Review"),
                            ("cdop", "Child Death Overview Panel"),
                            ("forum", "Multi-agency Discussion Forum"),
                            ("audit", "Audit"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rows", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "name"), name="plan_template_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="actionplans.plan",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("snapshot", models.JSONField()),
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
                "ordering": ["plan", "made_at"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Action",
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
                        related_name="actions",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="actionplans.recommendation",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action",
                        to="meetings.actionline",
                    ),
                ),
                (
                    "reference",
                    models.CharField(help_text="SCR-K/3.2, or A3 of 2017-18: stable for ever", max_length=40),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "source_reference",
                    models.CharField(
                        blank=True,
                        help_text="How the tracker that it was imported from numbers it",
                        max_length=40,
                    ),
                ),
                ("text", models.TextField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="members.agency",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="members.seat",
                    ),
                ),
                (
                    "officer",
                    models.CharField(
                        blank=True,
                        help_text="The post that does it",
                        max_length=200,
                        verbose_name="lead officer",
                    ),
                ),
                ("first_due_on", models.DateField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "due_as_written",
                    models.CharField(
                        blank=True,
                        help_text="What a tracker said in place of a day: “ongoing”",
                        max_length=100,
                    ),
                ),
                ("success_criterion", models.TextField(blank=True)),
                ("evidence_required", models.TextField(blank=True)),
                ("confidential", models.BooleanField(default=False)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("proposed", "Reported done, waits for sign-off"),
                            ("done", "Done"),
                            ("signed_off", "Signed off with evidence"),
                            ("tested", "Tested"),
                            ("sustained", "Sustained"),
                            ("ended", "Open when its plan was closed"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "done_on",
                    models.DateField(
                        blank=True, help_text="The day on which it was reported done", null=True
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_off_on", models.DateField(blank=True, null=True)),
                (
                    "signed_off_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Struck out of the minutes before they were approved, or its import undone",
                        null=True,
                    ),
                ),
                (
                    "last_confirmed_on",
                    models.DateField(
                        blank=True, help_text="The day of the newest update that was not sent back", null=True
                    ),
                ),
                (
                    "colour",
                    models.CharField(
                        blank=True, help_text="What the agency said last: a key of the lights", max_length=10
                    ),
                ),
                (
                    "agreed_colour",
                    models.CharField(blank=True, help_text="What the group agreed last", max_length=10),
                ),
                (
                    "extensions",
                    models.PositiveSmallIntegerField(default=0, help_text="How many were granted"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "supporting",
                    models.ManyToManyField(blank=True, related_name="supported_actions", to="members.agency"),
                ),
            ],
            options={
                "ordering": [models.OrderBy(models.F("due_on"), nulls_last=True), "id"],
                "indexes": [
                    models.Index(fields=["group", "due_on"], name="action_due"),
                    models.Index(fields=["group", "stage", "due_on"], name="action_stage"),
                    models.Index(fields=["group", "agency", "stage"], name="action_agency"),
                    models.Index(
                        fields=["group", "stage", "withdrawn_at", "confidential", "line"],
                        name="action_counted",
                    ),
                    models.Index(
                        condition=models.Q(("stage__in", ["open", "proposed"]), ("withdrawn_at", None)),
                        fields=["group", "due_on"],
                        name="action_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "reference"), name="action_reference_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("line", None), ("recommendation__isnull", False)),
                            models.Q(("line__isnull", False), ("recommendation", None)),
                            _connector="OR",
                        ),
                        name="action_of_a_plan_or_a_meeting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_by", None), ("done_on", None)),
                            models.Q(("done_by__isnull", False), ("done_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="action_done_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_on", None), ("stage", "open")),
                            ("stage", "ended"),
                            models.Q(models.Q(("stage", "open"), _negated=True), ("done_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="action_stage_says_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_off_by", None), ("signed_off_on", None)),
                            models.Q(("signed_off_by__isnull", False), ("signed_off_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="action_signed_off_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StageChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stages",
                        to="actionplans.action",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("proposed", "Reported done, waits for sign-off"),
                            ("done", "Done"),
                            ("signed_off", "Signed off with evidence"),
                            ("tested", "Tested"),
                            ("sustained", "Sustained"),
                            ("ended", "Open when its plan was closed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["changed_at", "id"],
                "indexes": [models.Index(fields=["changed_at"], name="stage_changed")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="DueChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="due_changes",
                        to="actionplans.action",
                    ),
                ),
                ("due_on", models.DateField(null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["changed_at", "id"],
                "indexes": [models.Index(fields=["changed_at"], name="due_changed")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
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
                        related_name="evidence",
                        to="subgroup.subgroup",
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
                ("told", models.TextField(blank=True, help_text="Where it lies, when it is not a file")),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.agency",
                    ),
                ),
                ("supplied_at", models.DateTimeField()),
                (
                    "supplied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "holds_until",
                    models.DateField(
                        blank=True, help_text="A policy that is to be reviewed by then", null=True
                    ),
                ),
                ("actions", models.ManyToManyField(related_name="evidence", to="actionplans.action")),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["supplied_at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extension_requests",
                        to="actionplans.action",
                    ),
                ),
                ("from_day", models.DateField(null=True)),
                ("to_day", models.DateField()),
                ("reason", models.TextField()),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("granted", models.BooleanField(null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_because", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("granted", None)), fields=("action",), name="extension_one_waits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("granted", None)),
                            models.Q(("decided_at__isnull", False), ("granted__isnull", False)),
                            _connector="OR",
                        ),
                        name="extension_decided_paired",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="AgreedLight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreed_lights",
                        to="actionplans.action",
                    ),
                ),
                ("colour", models.CharField(max_length=10)),
                ("reason", models.TextField(blank=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
                ("agreed_at", models.DateTimeField()),
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
                "ordering": ["agreed_at", "id"],
                "indexes": [models.Index(fields=["agreed_at"], name="light_agreed")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ImpactTest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tests",
                        to="actionplans.action",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("audit", "Audit"), ("dip_sample", "Dip sample"), ("survey", "Survey")],
                        max_length=12,
                    ),
                ),
                ("due_on", models.DateField()),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("held_on", models.DateField(blank=True, null=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("passed", "Passed: practice has changed"),
                            ("failed", "Failed: the action is open again"),
                        ],
                        max_length=8,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
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
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("result", "")), fields=("action",), name="impact_test_one_waits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recorded_at", None), ("result", "")),
                            models.Q(models.Q(("result", ""), _negated=True), ("recorded_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="impact_test_recorded_paired",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Challenge",
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
                        related_name="challenges",
                        to="subgroup.subgroup",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("year", models.CharField(help_text="The reporting year, 2017-18", max_length=9)),
                (
                    "direction",
                    models.CharField(
                        choices=[("to_agency", "Made to an agency"), ("to_group", "Made to the sub-group")],
                        default="to_agency",
                        max_length=10,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        help_text="Challenged, or challenging the group",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenges",
                        to="members.agency",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenges",
                        to="actionplans.action",
                    ),
                ),
                ("issue", models.TextField()),
                ("evidence", models.TextField(blank=True)),
                ("question", models.TextField()),
                ("answer_due_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rung",
                    models.CharField(
                        choices=[
                            ("agency_lead", "The agency’s lead"),
                            ("board_member", "The agency’s board member"),
                            ("chair", "The chair of the sub-group"),
                            ("cdg", "The Coordination and Delivery Group"),
                            ("board", "The Board"),
                        ],
                        default="agency_lead",
                        max_length=12,
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("outcome", models.TextField(blank=True)),
                ("changed", models.TextField(blank=True, help_text="What changed because of it")),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "year", "number"), name="challenge_number_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("outcome", "")),
                            models.Q(("closed_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="challenge_closed_with_outcome",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ChallengeAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="actionplans.challenge",
                    ),
                ),
                ("text", models.TextField()),
                ("answered_at", models.DateTimeField()),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "adequacy",
                    models.CharField(
                        blank=True,
                        choices=[("adequate", "Adequate"), ("not_adequate", "Not adequate")],
                        max_length=12,
                    ),
                ),
                ("because", models.TextField(blank=True)),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["answered_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adequacy", ""), ("judged_at", None)),
                            models.Q(models.Q(("adequacy", ""), _negated=True), ("judged_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="challenge_answer_judged_paired",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="TrackerMapping",
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
                        related_name="tracker_mappings",
                        to="subgroup.subgroup",
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64)),
                ("mapping", models.JSONField()),
                (
                    "agencies",
                    models.JSONField(default=dict, help_text="Who was meant by words that no agency bears"),
                ),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("group", "fingerprint"), name="tracker_mapping_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="TrackerImport",
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
                        related_name="tracker_imports",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
                ("mapping", models.JSONField(default=dict, help_text="Heading to field, as it was read")),
                (
                    "reading",
                    models.JSONField(
                        default=dict,
                        help_text="The file as a whole: its date, columns, remarks, and rows passed over",
                    ),
                ),
                ("refusal", models.TextField(blank=True, help_text="Why it could not be read")),
                (
                    "answers",
                    models.JSONField(
                        default=dict, help_text="Which plan a review is, and which agency a word means"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Being read"),
                            ("unreadable", "Could not be read"),
                            ("previewed", "Previewed, nothing written"),
                            ("written", "Written"),
                            ("undone", "Undone"),
                        ],
                        default="reading",
                        max_length=10,
                    ),
                ),
                (
                    "changes",
                    models.JSONField(
                        default=dict,
                        help_text="What was written besides the rows' own: plans, recommendations, agencies",
                    ),
                ),
                ("read_at", models.DateTimeField()),
                (
                    "read_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("written_at", models.DateTimeField(blank=True, null=True)),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-read_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["reading", "unreadable", "previewed"]),
                                ("written_at", None),
                                ("written_by", None),
                            ),
                            models.Q(
                                ("state__in", ["written", "undone"]),
                                ("written_at__isnull", False),
                                ("written_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="tracker_import_written_paired",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="TrackerRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "tracker_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="actionplans.trackerimport",
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("read", models.JSONField(help_text="The fields of trackers.Row")),
                (
                    "answer",
                    models.JSONField(default=dict, help_text="What a person said where the row was unclear"),
                ),
                (
                    "written",
                    models.JSONField(
                        default=dict, help_text="The action, what was added, and fields as they were before"
                    ),
                ),
            ],
            options={
                "ordering": ["tracker_import", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("tracker_import", "position"), name="tracker_row_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
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
                        related_name="saved_filters",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=1000)),
                (
                    "shared",
                    models.BooleanField(default=False, help_text="Offered to all who see the whole register"),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "person", "name"), name="saved_filter_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Window",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="update_window",
                        to="meetings.meeting",
                    ),
                ),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField(help_text="The last day on which an update is in time")),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["opens_on", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="UpdateOwed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="owed",
                        to="actionplans.window",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates_owed",
                        to="actionplans.plan",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates_owed",
                        to="members.agency",
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(blank=True, help_text="When the last of them was said", null=True),
                ),
            ],
            options={
                "verbose_name_plural": "updates owed",
                "ordering": ["window", "plan", "agency"],
                "constraints": [
                    models.UniqueConstraint(fields=("window", "plan", "agency"), name="update_owed_once")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="WindowLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="actionplans.window",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.agency"
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
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["window", "agency", "person"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("window", "agency", "person"),
                        name="window_link_one_live",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="LinkUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uses",
                        to="actionplans.windowlink",
                    ),
                ),
                ("what", models.CharField(max_length=20)),
                ("used_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["used_at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ActionUpdate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="updates",
                        to="actionplans.action",
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="actionplans.window",
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("colour", models.CharField(blank=True, help_text="A key of the lights", max_length=10)),
                ("no_change", models.BooleanField(default=False)),
                (
                    "expected_on",
                    models.DateField(
                        blank=True, help_text="When the agency expects it to be done", null=True
                    ),
                ),
                (
                    "done",
                    models.BooleanField(
                        default=False, help_text="With this update the action was reported done"
                    ),
                ),
                (
                    "new_due_on",
                    models.DateField(
                        blank=True, help_text="Of an action of the minutes: its new day", null=True
                    ),
                ),
                (
                    "from_tracker",
                    models.BooleanField(
                        default=False, help_text="Stood in a tracker under that day, and was imported later"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="actionplans.windowlink",
                    ),
                ),
                ("sent_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sent_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sent_back_because", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["made_at", "id"],
                "indexes": [models.Index(fields=["action", "made_at"], name="update_of_action")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_back_at", None), ("sent_back_because", "")),
                            models.Q(
                                ("sent_back_at__isnull", False),
                                models.Q(("sent_back_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="update_sent_back_with_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
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
                        related_name="escalations",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("overdue", "Overdue"),
                            ("missed_update", "Update missed"),
                            ("red", "Red"),
                            ("second_extension", "Second extension"),
                            ("unanswered", "Challenge without an adequate answer"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="What it is about and when it began: one row each time", max_length=100
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="actionplans.action",
                    ),
                ),
                (
                    "challenge",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="actionplans.challenge",
                    ),
                ),
                (
                    "owed",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="actionplans.updateowed",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="members.agency",
                    ),
                ),
                (
                    "sentence",
                    models.CharField(
                        help_text="What is wrong, with references and no case detail", max_length=300
                    ),
                ),
                ("began_on", models.DateField()),
                (
                    "rung",
                    models.CharField(
                        choices=[
                            ("agency_lead", "The agency’s lead"),
                            ("board_member", "The agency’s board member"),
                            ("chair", "The chair of the sub-group"),
                            ("cdg", "The Coordination and Delivery Group"),
                            ("board", "The Board"),
                        ],
                        default="agency_lead",
                        max_length=12,
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(
                        blank=True,
                        help_text="Since when it is no longer so; it stays until it is addressed",
                        null=True,
                    ),
                ),
                (
                    "ended_because",
                    models.CharField(blank=True, help_text="Without case detail", max_length=200),
                ),
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
                ("addressed_because", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["began_on", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("addressed_at", None)),
                        fields=["group", "began_on"],
                        name="escalation_standing",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "key"), name="escalation_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("addressed_at", None), ("addressed_because", "")),
                            models.Q(
                                ("addressed_at__isnull", False),
                                models.Q(("addressed_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="escalation_addressed_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_because", ""), ("ended_on", None)),
                            models.Q(
                                ("ended_on__isnull", False), models.Q(("ended_because", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="escalation_ended_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EscalationStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "escalation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="actionplans.escalation",
                    ),
                ),
                (
                    "rung",
                    models.CharField(
                        choices=[
                            ("agency_lead", "The agency’s lead"),
                            ("board_member", "The agency’s board member"),
                            ("chair", "The chair of the sub-group"),
                            ("cdg", "The Coordination and Delivery Group"),
                            ("board", "The Board"),
                        ],
                        max_length=12,
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                (
                    "taken_by",
                    models.ForeignKey(
                        help_text="Nobody: by itself",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["taken_at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
    ]
