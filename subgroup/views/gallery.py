"""Every component in its states, on one page: the place to look at them."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from subgroup import clock
from subgroup.forms import DateField, GovForm, GovFormSet, TimeField, date_data


class ExampleForm(GovForm):
    title = forms.CharField(max_length=60, help_text="As it should stand on the agenda. No child's name.")
    purpose = forms.ChoiceField(
        choices=[("information", "Information"), ("discussion", "Discussion"), ("decision", "Decision")],
        widget=forms.RadioSelect,
    )
    confidential = forms.ChoiceField(
        label="Is the paper confidential?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    meeting_date = DateField(help_text="For example, 25 1 2018")
    start = TimeField(label="Start time", help_text="For example, 09:30")
    minutes = forms.IntegerField(label="Minutes needed", min_value=5, max_value=120)
    agencies = forms.MultipleChoiceField(
        choices=[
            ("gmp", "Greater Manchester Police"),
            ("nhs", "Tameside Hospital"),
            ("council", "The council"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    agency = forms.ChoiceField(
        label="Lead agency", choices=[("", "Choose an agency"), ("gmp", "Greater Manchester Police")]
    )
    recommendation = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), required=False)
    paper = forms.FileField(help_text="PDF, Word, PowerPoint or Excel, up to 50 MB")
    agreed = forms.BooleanField(label="The chair has agreed to this item", required=False)

    inline = ["confidential"]
    widths = {"minutes": 3}
    item_hints = {"purpose": {"decision": "The group is asked to agree something."}}
    groups = [
        ("The item", ["title", "purpose", "confidential", "recommendation", "paper"]),
        ("When and who", ["meeting_date", "start", "minutes", "agencies", "agency", "agreed"]),
    ]


class PaperForm(GovForm):
    name = forms.CharField(label="Name of the paper")
    form_title = "Paper"


PaperFormSet = formset_factory(PaperForm, formset=GovFormSet, extra=2)


def _wrong(today: date) -> ExampleForm:
    data: dict[str, Any] = {
        "title": "Neglect: what the audit found, and what each agency has promised to do by the spring",
        **date_data("meeting_date", today),
        "meeting_date_month": "13",
        "start": "half past nine",
        "minutes": "ten",
    }
    return ExampleForm(data, prefix=None)


def gallery(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    formset = PaperFormSet(
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "0",
            "form-0-name": "Neglect audit",
        },
        form_kwargs={"empty_permitted": False, "use_required_attribute": False},
    )
    context = {
        "title": "Gallery of components",
        "caption": "For those who build pages",
        "purpose": "Every component in its states; docs/pages.md says how to use them.",
        "breadcrumbs": [("Home", "/"), ("Help", "/gallery/")],
        "today": today,
        "soon": today + timedelta(days=9),
        "past": today - timedelta(days=3),
        "moment": clock.now(),
        "example_form": ExampleForm(auto_id="empty_%s"),
        "wrong_form": _wrong(today),
        "example_formset": formset,
        "page": Paginator(range(300), 25).page(6),
        "first_page": Paginator(range(60), 25).page(1),
        "tag_colours": ["grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"],
        **_data(today),
    }
    return render(request, "gallery.html", context)


def _data(today: date) -> dict[str, Any]:
    at = datetime.combine(today, datetime.min.time(), tzinfo=clock.LONDON).replace(hour=9, minute=30)
    return {
        "table_head": ["Agency", "State", "Papers|number"],
        "table_rows": [["Greater Manchester Police", "Sent", 3], ["Tameside Hospital", "Waiting", 0]],
        "wide_head": ["Agency", *(f"Meeting {n}" for n in range(1, 13))],
        "wide_rows": [["Greater Manchester Police", *["Present"] * 12], ["CAMHS", *["Apologies"] * 12]],
        "history": [
            SimpleNamespace(
                at=at, by="Sam Poe", what="Moved", changes=[("Date", "23 Oct 2017", "6 Nov 2017")]
            ),
            SimpleNamespace(at=at, by=None, what="Called", changes=[("Place", "", "Room 4, Town Hall")]),
        ],
        "skipped": [
            {"date": date(2017, 12, 25), "why": "Christmas Day"},
            {"date": date(2017, 12, 26), "why": "Boxing Day"},
        ],
        "tabs": [
            {"label": "Agenda", "url": "#agenda", "current": True},
            {"label": "Papers", "url": "#papers", "current": False},
            {"label": "Who comes", "url": "#who", "current": False},
            {"label": "Minutes", "url": "#minutes", "current": False},
        ],
        "steps": [
            {"label": "Call for items", "date": today - timedelta(days=21), "state": "done", "href": "#call"},
            {"label": "Items close", "date": today - timedelta(days=2), "state": "late", "href": None},
            {"label": "Pack goes out", "date": today, "state": "now", "href": "#pack"},
            {"label": "Meeting", "date": today + timedelta(days=7), "state": "next", "href": None},
            {"label": "Minutes", "date": today + timedelta(days=27), "state": "next", "href": None},
        ],
    }
