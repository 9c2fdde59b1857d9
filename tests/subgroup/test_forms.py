"""What a person meets who fills in a form: words that say what to do, and nothing typed is lost."""

import re
from datetime import date, time

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import formset_factory
from django.template import Context, Template
from django.test import RequestFactory

from subgroup.forms import DateField, GovForm, GovFormSet, RowsField, TimeField, date_data, gov, summary_of
from subgroup.models import SubGroup
from tests.subgroup.test_components import PACKAGE, fixture, normal

needs_package = pytest.mark.skipif(not PACKAGE.exists(), reason="node_modules is not installed: npm ci")


class Form(GovForm):
    meeting_date = DateField()
    start = TimeField(required=False)
    purpose = forms.ChoiceField(choices=[("d", "Decision"), ("i", "Information")], widget=forms.RadioSelect)
    note = forms.CharField(required=False, widget=forms.Textarea, max_length=10, help_text="Shortly")

    item_hints = {"purpose": {"d": "The group agrees something."}}


def filled(**changes: str) -> Form:
    return Form({**date_data("meeting_date", date(2018, 1, 25)), "purpose": "d", **changes})


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        ("", "", "", "Enter meeting date"),
        ("25", "1", "", "Meeting date must include a year"),
        ("", "", "2018", "Meeting date must include a day and month"),
        ("30", "2", "2018", "Meeting date must be a real date"),
        ("25", "13", "2018", "Meeting date must be a real date"),
        ("x", "1", "2018", "Meeting date must be a real date"),
        ("25", "1", "18", "Meeting date: the year must have 4 numbers"),
        ("25", "1", "20180", "Meeting date: the year must have 4 numbers"),
        ("²", "1", "2018", "Meeting date must be a real date"),
        ("-1", "1", "2018", "Meeting date must be a real date"),
        ("0", "1", "2018", "Meeting date must be a real date"),
        ("1", "1", "0001", "Meeting date: the year must be from 1900 to 2099"),
        ("31", "12", "1899", "Meeting date: the year must be from 1900 to 2099"),
        ("31", "12", "9999", "Meeting date: the year must be from 1900 to 2099"),
    ],
)
def test_a_wrong_date_says_what_is_wrong_and_stays_as_typed(
    day: str, month: str, year: str, sentence: str
) -> None:
    form = filled(meeting_date_day=day, meeting_date_month=month, meeting_date_year=year)
    assert form.errors["meeting_date"] == [sentence]
    html = str(form)
    for part, typed in [("day", day), ("month", month), ("year", year)]:
        assert (f'name="meeting_date_{part}" type="text" value="{typed}"' in html) == bool(typed)


@pytest.mark.parametrize(
    ("month", "is_right"), [("1", True), ("01", True), ("Jan", True), ("january", True), ("Jx", False)]
)
def test_a_month_may_be_a_word(month: str, is_right: bool) -> None:
    form = filled(meeting_date_month=month)
    assert form.is_valid() is is_right
    if is_right:
        assert form.cleaned_data["meeting_date"] == date(2018, 1, 25)


def test_a_date_in_an_address_is_one_iso_date() -> None:
    form = Form({"meeting_date": "2018-01-25", "purpose": "d"})
    assert form.is_valid()
    assert form.cleaned_data["meeting_date"] == date(2018, 1, 25)


def test_a_date_that_was_not_touched_has_not_changed() -> None:
    data = {**date_data("meeting_date", date(2018, 1, 25)), "purpose": "d"}
    assert "meeting_date" not in Form(data, initial={"meeting_date": date(2018, 1, 25)}).changed_data
    assert "meeting_date" in Form(data, initial={"meeting_date": date(2018, 1, 26)}).changed_data


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("09:30", time(9, 30)), ("9.30", time(9, 30)), ("0930", time(9, 30)), ("9am", time(9)), ("1:30 PM", time(13, 30)),
        ("12am", time(0)), ("12:15pm", time(12, 15)), ("noon", time(12)), ("24:00", None), ("9", None), ("13pm", None),
        ("half nine", None), ("9:60", None),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(typed: str, meant: time | None) -> None:
    form = filled(start=typed)
    if meant is None:
        assert form.errors["start"] == ["Start must be a time, like 09:30 or 2:15pm"]
        assert f'value="{typed}"' in str(form)
    else:
        assert form.is_valid()
        assert form.cleaned_data["start"] == meant


def test_a_time_comes_back_without_seconds() -> None:
    assert 'value="09:30"' in str(Form(initial={"start": time(9, 30)}))


def test_optional_fields_say_so_and_required_ones_bear_no_star() -> None:
    html = str(Form())
    assert re.search(r"Note \(optional\)\s*</label>", html)
    assert re.search(r"<legend[^>]*>\s*Meeting date\s*</legend>", html)
    assert "*" not in re.sub(r"<[^>]*>", "", html)
    assert " required" not in html


def test_every_error_leads_from_the_summary_to_the_first_input() -> None:
    form = Form({"note": "much too long a note"})
    template = Template("{% error_summary form %}{{ form }}")
    html = template.render(Context({"form": form}))
    targets = dict(re.findall(r'<a href="#([^"]+)">([^<]+)</a>', html))
    assert targets == {
        "id_meeting_date_day": "Enter meeting date",
        "id_purpose_0": "Select purpose",
        "id_note": "Note must be 10 characters or fewer. You have entered 20",
    }
    for target in targets:
        assert f'id="{target}"' in html


def test_hint_and_error_are_read_out_with_the_input() -> None:
    html = str(filled(note="much too long a note"))
    assert 'aria-describedby="id_note-hint id_note-error"' in html
    assert '<div id="id_note-hint" class="govuk-hint">' in html
    assert '<p id="id_note-error" class="govuk-error-message">' in html
    assert 'class="govuk-textarea govuk-textarea--error"' in html
    assert "much too long a note</textarea>" in html


def test_a_label_set_later_speaks_in_the_sentence_and_leaves_other_forms_alone() -> None:
    class Other(GovForm):
        note = forms.CharField(label="Reason", max_length=3)

    assert Other({"note": "12345"}).errors["note"] == [
        "Reason must be 3 characters or fewer. You have entered 5"
    ]
    assert Other({"note": ""}).errors["note"] == ["Enter reason"]

    class Own(GovForm):
        note = forms.CharField(error_messages={"required": "Say why the item is late"})

    assert Own({}).errors["note"] == ["Say why the item is late"]


def test_fields_made_or_renamed_by_the_form_speak_too() -> None:
    class Late(GovForm):
        reason = forms.CharField()

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["reason"].label = "Reason of the chair"
            self.fields["until"] = forms.DateField()

    form = Late({"until_day": "3"})
    assert form.errors == {
        "reason": ["Enter reason of the chair"],
        "until": ["Until must include a month and year"],
    }


def test_a_library_s_form_becomes_ours() -> None:
    class Theirs(forms.Form):
        since = forms.DateField()
        mail = forms.EmailField(label="E-mail", initial="x")

    form = gov(Theirs({"since_day": "1", "since_month": "4", "mail": "nobody"}))
    assert form.errors == {
        "since": ["Since must include a year"],
        "mail": ["Enter an email address in the correct format, like name@example.org"],
    }
    assert summary_of(form)[0] == ("Since must include a year", "id_since_day")
    assert 'class="govuk-input govuk-input--error"' in str(form)


def test_markup_in_what_was_typed_stays_text() -> None:
    html = str(filled(note="<b>x</b>", start="<i>", meeting_date_day='"><script>'))
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<i>" not in html


class Paper(GovForm):
    name = forms.CharField()
    due = DateField()
    form_title = "Paper"


def test_formset_errors_say_which_row_and_lead_there() -> None:
    formset = formset_factory(Paper, formset=GovFormSet, extra=2, min_num=2, validate_min=True)(
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "0",
            "form-0-name": "A",
            "form-1-due_day": "3",
            "form-0-due": "2018-01-25",
        }
    )
    html = Template("{% error_summary formset %}{{ formset }}").render(Context({"formset": formset}))
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', html)
    assert links == [
        ("id_form-1-name", "Paper 2: Enter name"),
        ("id_form-1-due_day", "Paper 2: Due must include a month and year"),
    ]
    assert all(f'id="{target}"' in html for target, _ in links)
    assert 'name="form-TOTAL_FORMS"' in html
    assert 'value="A"' in html


@needs_package
@pytest.mark.parametrize(
    ("component", "name", "field", "widget"),
    [
        ("input", "with error and hint", forms.CharField, forms.TextInput),
        ("textarea", "with hint and error message", forms.CharField, forms.Textarea(attrs={"rows": 5})),
        ("file-upload", "with error message and hint", forms.FileField, forms.FileInput),
    ],
)
def test_fields_are_govuks(component: str, name: str, field, widget) -> None:
    options, expected = fixture(component, name)
    made = field(label=options["label"]["text"], help_text=options["hint"]["text"], widget=widget)
    made.error_messages["required"] = options["errorMessage"]["text"]
    html = type("One", (GovForm,), {"f": made})({}, {})["f"].as_field_group()
    html = re.sub(r' (aria-invalid|cols)="[^"]*"', "", html)
    html = html.replace("id_f", options.get("id", options["name"])).replace(
        'name="f"', f'name="{options["name"]}"'
    )
    assert normal(html) == normal(re.sub(r' spellcheck="[^"]*"', "", expected))


@needs_package
def test_radios_are_govuks() -> None:
    options, expected = fixture("radios", "inline")
    items = [(each["value"], each["text"]) for each in options["items"]]
    field = forms.ChoiceField(
        label=options["fieldset"]["legend"]["text"],
        help_text=options["hint"]["text"],
        choices=items,
        widget=forms.RadioSelect,
    )
    form = type("One", (GovForm,), {"example": field, "inline": ["example"]})(
        initial={"example": "no"}, auto_id="%s"
    )
    html = form["example"].as_field_group()
    for ours, theirs in [("example_0", "example"), ("example_1", "example-2")]:
        html = html.replace(f'"{ours}"', f'"{theirs}"')
    assert normal(html) == normal(expected)


@needs_package
def test_date_input_is_govuks() -> None:
    options, expected = fixture("date-input", "with error message and hint")
    field = DateField(label=options["fieldset"]["legend"]["text"], help_text=options["hint"]["text"])
    field.error_messages["required"] = options["errorMessage"]["text"]
    html = type("One", (GovForm,), {"f": field})({})["f"].as_field_group()
    html = html.replace("id_f", options["id"]).replace('name="f_', 'name="')
    html = re.sub(rf"({options['id']})_(day|month|year)", r"\1-\2", html)
    assert normal(html) == normal(expected)


def test_no_browser_limit_swallows_what_is_typed() -> None:
    class Limited(GovForm):
        name = forms.CharField(max_length=3)
        minutes = forms.IntegerField(min_value=5)

    html = str(Limited())
    assert "maxlength" not in html
    assert "min=" not in html
    assert 'inputmode="numeric"' in html
    assert Limited({"name": "a", "minutes": "4"}).errors["minutes"] == ["Minutes must be 5 or more"]
    assert Limited({"name": "a", "minutes": "x"}).errors["minutes"] == [
        "Minutes must be a whole number, like 15"
    ]


def test_files_make_the_form_multipart(rf: RequestFactory) -> None:
    from django.shortcuts import render

    request = rf.get("/")
    for kind, is_multipart in [(forms.FileField, True), (forms.CharField, False)]:
        form = type("One", (GovForm,), {"f": kind()})()
        page = render(
            request, "shapes/form.html", {"title": "x", "form": form, "button": "Send"}
        ).content.decode()
        assert ("multipart/form-data" in page) is is_multipart


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["9" * 20, "9" * 5000, f"-{'9' * 20}", "x", "-1"])
def test_a_number_that_no_row_can_have_is_none_of_those_offered(number):
    class Rows(GovForm):
        rows = RowsField(SubGroup.objects.all())

    form = Rows({"rows": [number]})
    assert not form.is_valid()
    assert len(str(form.errors)) < 400


def test_an_empty_file_says_what_to_do():
    class Upload(GovForm):
        file = forms.FileField()

    form = Upload({}, {"file": SimpleUploadedFile("a.xlsx", b"")})
    assert form.errors["file"] == ["This file is empty. Check that it was saved, and choose it again"]
