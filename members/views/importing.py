"""A membership from a spreadsheet: read, shown row by row, and written only when somebody confirms it."""

import codecs
import csv
import io
from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render

from members import importing
from members.models import Seat
from members.views.pages import MemberPage
from subgroup import clock
from subgroup.deadlines.wording import count
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.views.base import GroupRequest

LARGEST = 1024 * 1024
SALT = "membership-import"
SECONDS = 3600
WRONG_SHOWN = 100
COLOURS = {"new": "green", "changed": "blue", "unchanged": "grey", "vacant": "yellow"}
ALL_COLUMNS = (
    "seat_no", "seat", "role_in_group", "agency_code", "agency", "counts_for_quorum", "holder", "email", "start_date",
    "end_date", "deputy", "deputy_email", "compact_signed", "notes",
)  # fmt: skip


class UploadForm(GovForm):
    file = forms.FileField(
        label="The membership as a CSV file",
        help_text="Dates as 2017-04-20. A post without a holder is vacant.",
        error_messages={"required": "Choose the CSV file."},
    )

    def clean_file(self) -> str:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError("This file is too large to be a membership: 1 MB is the most.")
        text = _decoded(upload.read())
        if "\x00" in text:
            raise forms.ValidationError("This is not a CSV file. Save the spreadsheet as CSV first.")
        return text


def _decoded(data: bytes) -> str:
    """UTF-8, or what Excel writes: UTF-16 as “Unicode text”, and the Windows code page as plain CSV."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


class ImportMembership(MemberPage):
    permission = "manage_members"

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.ask(UploadForm())

    def post(self, request: GroupRequest) -> HttpResponse:
        if "confirmed" in request.POST:
            return self.write(request.POST.get("text", ""))
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.ask(form, status=422)
        text = form.cleaned_data["file"]
        try:
            rows = importing.preview(self.group, importing.read(text))
        except NotAllowed as refusal:
            form.add_error("file", str(refusal))
            return self.ask(form, status=422)
        if not rows:
            form.add_error("file", "The file has no rows.")
            return self.ask(form, status=422)
        if wrong := [row for row in rows if row.problems]:
            are = count(len(wrong), "row of the file is", "rows of the file are")
            form.add_error("file", f"{are} wrong. Put the file right and choose it again.")
            return self.ask(form, wrong, status=422)
        return self.confirm(rows, text)

    def ask(self, form: UploadForm, wrong: Sequence[importing.Row] = (), status: int = 200) -> HttpResponse:
        context = {
            "title": "Import a membership",
            "purpose": "Who holds which post, from a spreadsheet. Every row is shown before anything is written.",
            "breadcrumbs": self.crumbs(),
            "form": form,
            "wrong": wrong[:WRONG_SHOWN],
            "more_wrong": len(wrong) - WRONG_SHOWN,
            "button": "Show the rows",
            "cancel_url": self.url("group"),
        }
        return render(self.request, "members/import.html", context, status=status)

    def confirm(self, rows: list[importing.Row], text: str) -> HttpResponse:
        tally = {
            status: number for status in COLOURS if (number := sum(row.status == status for row in rows))
        }
        context = {
            "title": "Import these rows?",
            "breadcrumbs": self.crumbs(("Import a membership", self.url("import"))),
            "rows": [(row, COLOURS[row.status]) for row in rows],
            "tally": [f"{number} {status}" for status, number in tally.items()],
            "text": signing.dumps([self.group.pk, self.request.user.pk, text], salt=SALT, compress=True),
            "cancel_url": self.url("import"),
        }
        return render(self.request, "members/import_confirm.html", context)

    def write(self, signed: str) -> HttpResponse:
        request = self.request
        try:
            group, person, text = signing.loads(signed, salt=SALT, max_age=SECONDS)
        except signing.BadSignature:
            group = person = text = None
        if (group, person) != (self.group.pk, request.user.pk):
            messages.error(request, "The preview is too old. Choose the file again; nothing was written.")
            return redirect(self.url("import"))
        try:
            lines = importing.write(
                group=self.group, rows=importing.read(text), by=request.user, at=clock.now()
            )
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect(self.url("import"))
        said = (
            f"Imported: {count(len(lines), 'change', 'changes')}."
            if lines
            else "Everything was there already."
        )
        messages.success(request, f"{said} Nobody was sent a mail; invite people on their pages.")
        return redirect(self.url("group"))


class ImportTemplate(MemberPage):
    """A CSV with the posts of the terms, to fill in."""

    permission = "manage_members"

    def get(self, request: GroupRequest) -> HttpResponse:
        out = io.StringIO()
        writer = csv.DictWriter(out, ALL_COLUMNS)
        writer.writeheader()
        for seat in Seat.objects.filter(group=self.group, closed_on=None).select_related("agency"):
            writer.writerow(
                {
                    "seat_no": seat.number,
                    "seat": seat.title,
                    "role_in_group": seat.get_role_display(),
                    "agency_code": seat.agency.code,
                    "agency": seat.agency.name,
                    "counts_for_quorum": "yes" if seat.counts_for_quorum else "no",
                }
            )
        response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="membership.csv"'
        return response
