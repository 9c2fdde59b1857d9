import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("reviews", "0001_cases")]

    initial = True

    dependencies = [
        ("meetings", "0001_squashed"),
        ("members", "0001_squashed"),
        ("subgroup", "0001_squashed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
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
                        related_name="cases",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "year",
                    models.CharField(help_text="The reporting year in which it came, 2017-18", max_length=9),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "codename",
                    models.CharField(
                        help_text="Given by the system; says nothing of the child", max_length=40
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("referral", "Referred by an agency"),
                            ("notification", "Notified by the local authority"),
                            ("cdop", "Child Death Overview Panel"),
                            ("other", "Found by the sub-group"),
                        ],
                        default="referral",
                        max_length=14,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who referred it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="members.agency",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("referred", "Referred, to be acknowledged"),
                            ("screening", "Being screened"),
                            ("for_decision", "With the Independent Chair"),
                            ("deferred", "Deferred for information"),
                            ("decided", "Outcome recorded"),
                            ("closed", "Closed"),
                        ],
                        default="referred",
                        max_length=14,
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=100)),
                (
                    "summary",
                    models.TextField(blank=True, help_text="What happened, under the codename alone"),
                ),
                (
                    "regime",
                    models.CharField(
                        help_text="The key of the guidance whose clocks and criteria hold for it",
                        max_length=40,
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
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "restricted_at",
                    models.DateTimeField(
                        blank=True, help_text="Since when it opens to the people named alone", null=True
                    ),
                ),
                (
                    "restricted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("restricted_because", models.TextField(blank=True)),
                (
                    "returns_on",
                    models.DateField(
                        blank=True, help_text="Deferred: the day on which it comes back by itself", null=True
                    ),
                ),
                (
                    "retention_review_on",
                    models.DateField(blank=True, help_text="When it is asked whether to keep it", null=True),
                ),
                (
                    "legal_hold",
                    models.BooleanField(
                        default=False, help_text="Nothing of it may be destroyed, whatever the review day"
                    ),
                ),
                ("hold_because", models.TextField(blank=True)),
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
                    models.TextField(blank=True, help_text="Needed where no outcome was recorded"),
                ),
                (
                    "reopened_because",
                    models.TextField(blank=True, help_text="Why it was opened again after it was closed"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["-year", "-number"],
                "permissions": [("open_case", "Open the case although it is restricted: they are named")],
                "indexes": [models.Index(fields=["group", "state"], name="case_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "year", "number"), name="case_number_unique"),
                    models.UniqueConstraint(fields=("group", "codename"), name="case_codename_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), models.Q(("state", "closed"), _negated=True)),
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            _connector="OR",
                        ),
                        name="case_closed_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("restricted_at", None), ("restricted_because", "")),
                            models.Q(
                                ("restricted_at__isnull", False),
                                models.Q(("restricted_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="case_restricted_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("returns_on__isnull", False), ("state", "deferred")),
                            models.Q(("state", "deferred"), _negated=True),
                            _connector="OR",
                        ),
                        name="case_deferred_to_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("legal_hold", False),
                            models.Q(("hold_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="case_held_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseDate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="dates", to="reviews.case"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("incident", "Incident"),
                            ("aware", "Authority aware"),
                            ("ofsted_told", "Ofsted told"),
                            ("board_told", "Board told"),
                            ("chair_decided", "Independent Chair decided"),
                            ("national_panel_told", "National panel told of the incident"),
                            ("rapid_review_done", "Rapid review complete"),
                            ("initiated", "Review initiated"),
                            ("completed", "Review complete"),
                            ("publication_planned", "Publication planned"),
                            ("published", "Report published"),
                        ],
                        max_length=24,
                    ),
                ),
                ("day", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, help_text="How the sub-group knows", max_length=200)),
                (
                    "because",
                    models.CharField(
                        blank=True, help_text="Why an earlier day was changed or taken back", max_length=300
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
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
                "ordering": ["case", "kind", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("day__isnull", False), models.Q(("because", ""), _negated=True), _connector="OR"
                        ),
                        name="case_date_taken_back_with_reason",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Naming",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="namings", to="reviews.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_namings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("named_at", models.DateTimeField()),
                (
                    "named_by",
                    models.ForeignKey(
                        null=True,
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
                "ordering": ["case", "named_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("case", "person"), name="naming_once"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ShutOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shut_outs",
                        to="reviews.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_shut_outs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("because", models.CharField(max_length=300)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["case", "decided_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("case", "person"),
                        name="shut_out_once",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Breaking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="breakings",
                        to="reviews.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_breakings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("because", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("opened_at"))),
                        name="breaking_ends_after_it_begins",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CaseOpening",
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
                        related_name="case_openings",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(help_text="Counts from 1 in each group, without a gap"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="reviews.case",
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
                (
                    "part",
                    models.CharField(
                        help_text="What was shown, in words: the case, who the child is, the chronology",
                        max_length=60,
                    ),
                ),
                ("identity", models.BooleanField(default=False, help_text="It showed who the child is")),
                ("broke_in", models.BooleanField(default=False, help_text="By breaking the glass")),
                (
                    "refused",
                    models.BooleanField(
                        default=False, help_text="An attempt to break the glass that opened nothing"
                    ),
                ),
                ("because", models.CharField(blank=True, max_length=300)),
                ("opened_at", models.DateTimeField()),
                (
                    "previous",
                    models.CharField(blank=True, help_text="The seal of the entry before", max_length=64),
                ),
                (
                    "seal",
                    models.CharField(
                        help_text="SHA-256 of this entry and of the seal before it", max_length=64
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
                "indexes": [
                    models.Index(fields=["case", "opened_at"], name="opening_of_case"),
                    models.Index(fields=["person", "opened_at"], name="opening_by_person"),
                    models.Index(fields=["group", "opened_at"], name="opening_in_group"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "number"), name="opening_number_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opening_head",
                        to="subgroup.subgroup",
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("seal", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="IdentityPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identities",
                        to="reviews.case",
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("child", "The child"),
                            ("sibling", "Another child of the family"),
                            ("carer", "Parent or carer"),
                            ("other", "Somebody else in the household"),
                        ],
                        default="child",
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("also_known_as", models.CharField(blank=True, max_length=200)),
                ("born_on", models.DateField(blank=True, null=True)),
                ("died_on", models.DateField(blank=True, null=True)),
                ("nhs_number", models.CharField(blank=True, max_length=10)),
                ("address", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name_plural": "identity people",
                "ordering": ["case", "relation", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="LeakOverride",
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
                        related_name="leak_overrides",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leak_overrides",
                        to="reviews.case",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        help_text="Where: a page and a field, or the name of a file; no identity",
                        max_length=200,
                    ),
                ),
                (
                    "kinds",
                    models.JSONField(
                        default=list,
                        help_text="What was found: name, date of birth, NHS number. Never the thing itself",
                    ),
                ),
                (
                    "stamps",
                    models.JSONField(
                        default=list,
                        help_text="What was gone on with, as keyed digests: the same words are not asked about again",
                    ),
                ),
                ("because", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ChronologyEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chronology",
                        to="reviews.case",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.agency"
                    ),
                ),
                ("happened_on", models.DateField()),
                ("happened_at", models.TimeField(blank=True, null=True)),
                ("text", models.TextField()),
                ("source", models.CharField(blank=True, help_text="The record it stands in", max_length=200)),
                ("significant", models.BooleanField(default=False, help_text="Matters for the review")),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                (
                    "struck_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("struck_because", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name_plural": "chronology entries",
                "ordering": ["happened_on", "happened_at", "id"],
                "indexes": [models.Index(fields=["case", "happened_on"], name="chronology_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("struck_at", None), ("struck_because", "")),
                            models.Q(
                                ("struck_at__isnull", False), models.Q(("struck_because", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="chronology_struck_with_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChildDeath",
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
                        related_name="child_deaths",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        help_text="The panel's own; no name, no date of birth, nothing clinical",
                        max_length=40,
                    ),
                ),
                ("area", models.CharField(blank=True, max_length=60)),
                ("expected", models.BooleanField(blank=True, null=True)),
                ("notified_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("notified", "Notified"),
                            ("gathering", "Gathering information"),
                            ("ready", "Ready for the panel"),
                            ("reviewed", "Reviewed"),
                            ("deferred", "Deferred"),
                            ("closed", "Closed"),
                        ],
                        default="notified",
                        max_length=10,
                    ),
                ),
                (
                    "category_one",
                    models.BooleanField(
                        blank=True,
                        help_text="Deliberately inflicted injury, abuse or neglect: prompts screening",
                        null=True,
                    ),
                ),
                (
                    "screening_because",
                    models.TextField(
                        blank=True, help_text="Why a category-1 death was not referred for screening"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="child_deaths",
                        to="reviews.case",
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan_code",
                    models.CharField(
                        blank=True,
                        help_text="Of the action plan that its recommendations went into",
                        max_length=20,
                    ),
                ),
                (
                    "screened_at",
                    models.DateTimeField(blank=True, help_text="When it was said what came of it", null=True),
                ),
                (
                    "screened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["-notified_on", "reference"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "reference"), name="death_reference_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="DeathRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "death",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requests",
                        to="reviews.childdeath",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="death_requests",
                        to="members.agency",
                    ),
                ),
                ("form", models.CharField(default="Form B", max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("returned", "Returned"),
                            ("nil", "No involvement"),
                            ("declined", "Declined with a reason"),
                            ("withdrawn", "Not needed any more"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("requested_on", models.DateField()),
                ("due_on", models.DateField(help_text="By the local setting, never a statutory limit")),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("declined_because", models.TextField(blank=True)),
                (
                    "quality",
                    models.CharField(
                        blank=True,
                        choices=[("good", "Full"), ("thin", "Thin: asked for more"), ("poor", "Poor")],
                        max_length=6,
                    ),
                ),
                (
                    "deferred_the_panel",
                    models.BooleanField(default=False, help_text="The panel had to wait for it"),
                ),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["death", "agency__name", "id"],
                "indexes": [models.Index(fields=["agency", "requested_on"], name="death_request_agency")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("death", "agency", "form"),
                        name="death_request_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("declined_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="death_request_declined_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_on", None), ("state__in", ("asked", "withdrawn"))),
                            models.Q(
                                ("answered_on__isnull", False), ("state__in", ("returned", "nil", "declined"))
                            ),
                            _connector="OR",
                        ),
                        name="death_request_answered_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeathRequestNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="reviews.deathrequest",
                    ),
                ),
                ("what", models.CharField(max_length=200)),
                ("because", models.TextField(blank=True)),
                ("noted_at", models.DateTimeField()),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["noted_at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="DeathImport",
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
                        related_name="death_imports",
                        to="subgroup.subgroup",
                    ),
                ),
                ("file_name", models.CharField(max_length=255)),
                (
                    "headings",
                    models.JSONField(default=list, help_text="Of the list, without the cells below them"),
                ),
                ("mapping", models.JSONField(default=dict, help_text="Heading to field, as it was read")),
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
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="DeathImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="reviews.deathimport",
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="In the sheet")),
                ("verdict", models.CharField(help_text="new, changed, unchanged or wrong", max_length=10)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("says", models.JSONField(default=dict)),
                ("before", models.JSONField(help_text="What stood there, for undoing", null=True)),
                (
                    "written",
                    models.JSONField(default=dict, help_text="What was made or changed, and how it was left"),
                ),
            ],
            options={
                "ordering": ["of", "number"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ClockException",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clock_exceptions",
                        to="subgroup.deadline",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clock_exceptions",
                        to="reviews.case",
                    ),
                ),
                ("because", models.TextField()),
                ("expected_on", models.DateField(help_text="By when it is expected now")),
                (
                    "meanwhile",
                    models.TextField(blank=True, help_text="What is learned and put right in the meantime"),
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
            ],
            options={
                "ordering": ["made_at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Relaxation",
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
                        related_name="relaxations",
                        to="subgroup.subgroup",
                    ),
                ),
                ("regime", models.CharField(max_length=40)),
                ("clock", models.CharField(help_text="The key of the clock", max_length=60)),
                ("starts_on", models.DateField(help_text="The first trigger day it holds for")),
                ("ends_on", models.DateField(help_text="The last one")),
                (
                    "offset",
                    models.CharField(
                        help_text="In place of the regime’s: 30 working days after", max_length=60
                    ),
                ),
                ("because", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
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
                ("ended_because", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="relaxation_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            models.Q(("ended_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="relaxation_ended_with_reason",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Pinning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pinnings",
                        to="reviews.case",
                    ),
                ),
                ("before", models.CharField(max_length=40)),
                ("regime", models.CharField(max_length=40)),
                ("because", models.CharField(max_length=300)),
                ("pinned_at", models.DateTimeField()),
                (
                    "pinned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pinned_at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="KeepingDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keepings",
                        to="reviews.case",
                    ),
                ),
                ("keep_until", models.DateField()),
                ("because", models.TextField()),
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
                "ordering": ["case", "decided_at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Referral",
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
                        related_name="referrals",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="members.agency",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referral",
                        to="reviews.case",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("checking", "With the agency’s representative, to be checked"),
                            ("returned", "Returned to the referrer"),
                            ("sent", "Sent to the sub-group"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                ("identity", models.JSONField(default=dict)),
                ("started_at", models.DateTimeField()),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("saved_at", models.DateTimeField()),
                (
                    "saved_from",
                    models.CharField(
                        blank=True, help_text="The page that saved it last, as it names itself", max_length=16
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("returned_because", models.TextField(blank=True)),
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
                    "duplicates_seen",
                    models.JSONField(
                        default=list,
                        help_text="Ids of the cases that looked alike when it was sent all the same",
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("sent_at__isnull", False), ("state", "sent")),
                            models.Q(
                                models.Q(("state", "sent"), _negated=True), ("case", None), ("sent_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="referral_sent_makes_a_case",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Review",
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
                        related_name="reviews",
                        to="subgroup.subgroup",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="As SCR-K: stands in its plan's references too; stable for ever",
                        max_length=20,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("scr", "Serious Case Review"),
                            ("practice_review", "Local child safeguarding practice review"),
                            ("concise_review", "Multi-agency Concise Review"),
                            ("single_agency", "Single-agency review"),
                            ("audit", "Audit"),
                            ("learning_event", "Learning event"),
                            ("learning_noted", "No further action, learning noted"),
                            ("deferred", "Deferred for information"),
                            ("elsewhere", "Referred elsewhere"),
                        ],
                        max_length=16,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="reviews.case",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("setting_up", "Being set up"),
                            ("under_way", "Under way"),
                            ("draft", "Draft report"),
                            ("final", "Final report"),
                            ("published", "Published"),
                            ("closed", "Closed"),
                        ],
                        default="setting_up",
                        max_length=12,
                    ),
                ),
                ("terms_of_reference", models.TextField(blank=True)),
                ("methodology", models.CharField(blank=True, max_length=200)),
                ("period_from", models.DateField(blank=True, help_text="The time under review", null=True)),
                ("period_to", models.DateField(blank=True, null=True)),
                ("family", models.TextField(blank=True, help_text="How the family was engaged; no names")),
                ("learning", models.TextField(blank=True)),
                ("initiated_on", models.DateField()),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="By when it is to be complete: a local target, or the regime's",
                        null=True,
                    ),
                ),
                (
                    "delay_because",
                    models.TextField(blank=True, help_text="Why it takes longer than six months"),
                ),
                (
                    "expected_on",
                    models.DateField(
                        blank=True, help_text="By when it is expected, where it takes longer", null=True
                    ),
                ),
                ("completed_on", models.DateField(blank=True, null=True)),
                ("publication_on", models.DateField(blank=True, help_text="Planned", null=True)),
                ("published_on", models.DateField(blank=True, null=True)),
                (
                    "published_at_address",
                    models.CharField(blank=True, help_text="Where it can be read", max_length=300),
                ),
                (
                    "withdrawn_on",
                    models.DateField(
                        blank=True,
                        help_text="When it was taken down, twelve months later at the earliest",
                        null=True,
                    ),
                ),
                ("not_published_because", models.TextField(blank=True)),
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
                ("agencies", models.ManyToManyField(blank=True, related_name="reviews", to="members.agency")),
            ],
            options={
                "ordering": ["-initiated_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "code"), name="review_code_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), models.Q(("state", "closed"), _negated=True)),
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            _connector="OR",
                        ),
                        name="review_closed_paired",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ReviewPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="reviews.review",
                    ),
                ),
                (
                    "part",
                    models.CharField(choices=[("lead", "Lead reviewer"), ("panel", "Panel")], max_length=5),
                ),
                (
                    "role",
                    models.CharField(blank=True, help_text="For which the person sits there", max_length=200),
                ),
                (
                    "name",
                    models.CharField(blank=True, help_text="Empty until somebody is named", max_length=200),
                ),
                ("body", models.CharField(blank=True, max_length=200, verbose_name="organisation")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where they have an account: the review opens to them",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_parts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("appointed_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "review people",
                "ordering": ["review", "part", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appointed_on", None), ("name", ""), ("person", None)),
                            models.Q(models.Q(("name", ""), _negated=True), ("appointed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="review_person_named_with_day",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="AgencyReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="reviews.review",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_reports",
                        to="members.agency",
                    ),
                ),
                ("due_on", models.DateField()),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "sent_back_because",
                    models.TextField(blank=True, help_text="What was missing in what came first"),
                ),
            ],
            options={
                "ordering": ["review", "agency__name"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "agency"), name="agency_report_once")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="reviews.review",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("title", models.CharField(max_length=200)),
                ("planned_on", models.DateField()),
                ("done_on", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["review", "planned_on", "position", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ReviewDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="reviews.review",
                    ),
                ),
                ("stage", models.CharField(choices=[("draft", "Draft"), ("final", "Final")], max_length=5)),
                ("number", models.PositiveIntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["review", "added_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("review", "stage", "number"), name="review_document_number"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="reviews.review",
                    ),
                ),
                ("number", models.CharField(max_length=10)),
                ("position", models.PositiveIntegerField(default=0)),
                ("text", models.TextField()),
                ("theme", models.CharField(blank=True, max_length=100)),
            ],
            options={
                "ordering": ["review", "position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "number"), name="finding_number_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ReviewRecommendation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recommendations",
                        to="reviews.review",
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="recommendations",
                        to="reviews.finding",
                    ),
                ),
                ("number", models.CharField(max_length=10)),
                ("position", models.PositiveIntegerField(default=0)),
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
                (
                    "planned_at",
                    models.DateTimeField(
                        blank=True, help_text="When it went into the action plan", null=True
                    ),
                ),
                ("agencies", models.ManyToManyField(blank=True, related_name="+", to="members.agency")),
            ],
            options={
                "ordering": ["review", "position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "number"), name="review_recommendation_number")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assessments",
                        to="reviews.case",
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        choices=[
                            ("notifiable", "Is it a notifiable incident?"),
                            ("review", "Are the criteria for a review met?"),
                        ],
                        max_length=12,
                    ),
                ),
                ("regime", models.CharField(max_length=40)),
                (
                    "answer",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("not_yet", "Not yet known")], max_length=8
                    ),
                ),
                ("because", models.TextField()),
                ("decided_on", models.DateField()),
                (
                    "decided_by_name",
                    models.CharField(help_text="Who decided it, with their post", max_length=200),
                ),
                ("recorded_at", models.DateTimeField()),
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
                "ordering": ["case", "question", "recorded_at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="LimbAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="limbs",
                        to="reviews.assessment",
                    ),
                ),
                ("limb", models.CharField(help_text="The key of the limb in the regime", max_length=40)),
                (
                    "met",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("not_yet", "Not yet known")], max_length=8
                    ),
                ),
                ("evidence", models.TextField(blank=True)),
                (
                    "against",
                    models.TextField(
                        blank=True,
                        help_text="Under a presumption: the definitive evidence that lets it be answered with no",
                    ),
                ),
            ],
            options={
                "ordering": ["assessment", "id"],
                "constraints": [models.UniqueConstraint(fields=("assessment", "limb"), name="limb_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="InformationRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requests",
                        to="reviews.case",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_requests",
                        to="members.agency",
                    ),
                ),
                ("question", models.TextField(help_text="What the agency is asked")),
                (
                    "with_identity",
                    models.BooleanField(
                        default=True, help_text="The agency may open who the child is, to search its records"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("returned", "Returned"),
                            ("nil", "No involvement"),
                            ("declined", "Declined with a reason"),
                            ("withdrawn", "Not needed any more"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_on", models.DateField(help_text="As asked for; the ledger holds whether it is late")),
                ("answer", models.TextField(blank=True)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
                ("declined_because", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "returned_for_more",
                    models.TextField(blank=True, help_text="Why it was sent back to the agency"),
                ),
                ("withdrawn_because", models.TextField(blank=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["case", "agency__name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("case", "agency"),
                        name="one_open_request_an_agency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("declined_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="request_declined_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="request_withdrawn_with_reason",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="EarlierAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier",
                        to="reviews.informationrequest",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("returned", "Returned"),
                            ("nil", "No involvement"),
                            ("declined", "Declined with a reason"),
                            ("withdrawn", "Not needed any more"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
                ("declined_because", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField()),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sent_back_because", models.TextField()),
                ("sent_back_at", models.DateTimeField()),
                (
                    "sent_back_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["request", "answered_at", "id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Panel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="panels", to="reviews.case"
                    ),
                ),
                ("meets_on", models.DateField()),
                ("starts_at", models.TimeField(blank=True, null=True)),
                ("place", models.CharField(blank=True, max_length=200)),
                (
                    "held_at",
                    models.DateTimeField(blank=True, help_text="When it was recorded that it met", null=True),
                ),
                ("note", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("called_at", models.DateTimeField()),
                (
                    "called_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["case", "-meets_on", "-id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="PanelMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="reviews.panel",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.seat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.agency",
                    ),
                ),
                ("chairs", models.BooleanField(default=False)),
                ("interest", models.CharField(blank=True, max_length=300)),
                ("declared_at", models.DateTimeField(blank=True, null=True)),
                (
                    "handling",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stays", "Stays and takes part"),
                            ("stands_down", "Stands down from the panel"),
                            ("shut_out", "Shut out of the case"),
                        ],
                        max_length=12,
                    ),
                ),
                ("handled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "handled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["panel", "-chairs", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("panel", "person"), name="panel_member_once")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="AgencyView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="views", to="reviews.panel"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.agency"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("not_yet", "Not yet known")], max_length=8
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("dissents", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
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
                "ordering": ["panel", "agency__name"],
                "constraints": [models.UniqueConstraint(fields=("panel", "agency"), name="agency_view_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PanelRecommendation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "panel",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendation",
                        to="reviews.panel",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("scr", "Serious Case Review"),
                            ("practice_review", "Local child safeguarding practice review"),
                            ("concise_review", "Multi-agency Concise Review"),
                            ("single_agency", "Single-agency review"),
                            ("audit", "Audit"),
                            ("learning_event", "Learning event"),
                            ("learning_noted", "No further action, learning noted"),
                            ("deferred", "Deferred for information"),
                            ("elsewhere", "Referred elsewhere"),
                        ],
                        max_length=16,
                    ),
                ),
                ("because", models.TextField()),
                (
                    "without",
                    models.JSONField(
                        default=dict,
                        help_text="Code of each agency that had not answered → why the panel went on without it",
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ChairDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="reviews.case",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="reviews.panelrecommendation",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("scr", "Serious Case Review"),
                            ("practice_review", "Local child safeguarding practice review"),
                            ("concise_review", "Multi-agency Concise Review"),
                            ("single_agency", "Single-agency review"),
                            ("audit", "Audit"),
                            ("learning_event", "Learning event"),
                            ("learning_noted", "No further action, learning noted"),
                            ("deferred", "Deferred for information"),
                            ("elsewhere", "Referred elsewhere"),
                        ],
                        max_length=16,
                    ),
                ),
                ("because", models.TextField()),
                (
                    "peer_challenge",
                    models.TextField(
                        blank=True, help_text="What the chair of another Board said, where one was asked"
                    ),
                ),
                ("decided_on", models.DateField()),
                ("decided_by_name", models.CharField(help_text="The Independent Chair", max_length=200)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "differs_because",
                    models.TextField(
                        blank=True, help_text="Why it is not what the panel recommended, where it is not"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        help_text="The decision that was recorded wrongly",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="reviews.chairdecision",
                    ),
                ),
                (
                    "replaced_because",
                    models.TextField(blank=True, help_text="What was wrong with the record it replaces"),
                ),
            ],
            options={
                "ordering": ["case", "recorded_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaces", None)),
                        fields=("recommendation",),
                        name="chair_decision_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces", None),
                            models.Q(("replaced_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="chair_decision_replaced_with_reason",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="reviews.case",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("scr", "Serious Case Review"),
                            ("practice_review", "Local child safeguarding practice review"),
                            ("concise_review", "Multi-agency Concise Review"),
                            ("single_agency", "Single-agency review"),
                            ("audit", "Audit"),
                            ("learning_event", "Learning event"),
                            ("learning_noted", "No further action, learning noted"),
                            ("deferred", "Deferred for information"),
                            ("elsewhere", "Referred elsewhere"),
                        ],
                        max_length=16,
                    ),
                ),
                ("because", models.TextField()),
                ("next_steps", models.TextField(blank=True)),
                (
                    "learning",
                    models.TextField(blank=True, help_text="What is to be passed on, under the codename"),
                ),
                (
                    "elsewhere",
                    models.CharField(blank=True, help_text="To whom it was referred", max_length=200),
                ),
                (
                    "returns_on",
                    models.DateField(blank=True, help_text="Deferred: when it comes back", null=True),
                ),
                (
                    "item",
                    models.ForeignKey(
                        help_text="Where it was considered",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recorded_as",
                        to="reviews.chairdecision",
                    ),
                ),
                ("recorded_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
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
                "ordering": ["case", "recorded_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "deferred"), _negated=True),
                            ("returns_on__isnull", False),
                            _connector="OR",
                        ),
                        name="outcome_deferred_to_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "elsewhere"), _negated=True),
                            models.Q(("elsewhere", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="outcome_elsewhere_says_where",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="StatutoryLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="reviews.case"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        help_text="Which decision it tells of",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="reviews.chairdecision",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        help_text="Whose reviewers, report or reasons it tells of",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="reviews.review",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("decision", "Decision"),
                            ("reviewers", "Proposed reviewers"),
                            ("report", "Report before publication"),
                            ("not_publishing", "Reasons not to publish"),
                            ("information", "Information on request"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "addressee",
                    models.CharField(
                        choices=[
                            ("ofsted", "Ofsted"),
                            ("dfe", "Department for Education"),
                            ("panel", "National panel"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "Drafted"),
                            ("approved", "Approved, to be sent"),
                            ("sent", "Sent"),
                            ("not_needed", "Not needed"),
                        ],
                        default="drafted",
                        max_length=12,
                    ),
                ),
                (
                    "asked_on",
                    models.DateField(
                        blank=True, help_text="Information on request: the day of the request", null=True
                    ),
                ),
                ("text", models.TextField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("drafted_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sent_on", models.DateField(blank=True, null=True)),
                (
                    "sent_how",
                    models.CharField(
                        blank=True, help_text="By which way, and to which address of the body", max_length=200
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(blank=True, help_text="When its sending was recorded", null=True),
                ),
                (
                    "recorded_by",
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
                ("proof_note", models.TextField(blank=True, help_text="What shows that it was sent")),
                (
                    "proof",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subgroup.storedfile",
                    ),
                ),
                ("not_needed_because", models.CharField(blank=True, max_length=300)),
                (
                    "not_needed_by_hand",
                    models.BooleanField(
                        default=False, help_text="Somebody said so; else it follows from the record"
                    ),
                ),
                (
                    "taken_back_because",
                    models.CharField(
                        blank=True,
                        help_text="Why it was taken back after it was last approved",
                        max_length=300,
                    ),
                ),
            ],
            options={
                "ordering": ["case", "drafted_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "addressee"), name="letter_of_decision_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["report", "not_publishing"])),
                        fields=("review", "kind", "addressee"),
                        name="letter_of_review_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            models.Q(("proof_note", ""), _negated=True),
                            ("proof__isnull", False),
                            _connector="OR",
                        ),
                        name="statutory_letter_sent_with_proof",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at__isnull", False), ("sent_on__isnull", False), ("state", "sent")
                            ),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_on", None)),
                            _connector="OR",
                        ),
                        name="statutory_letter_sent_with_day",
                    ),
                ],
                "indexes": [],
            },
        ),
    ]
