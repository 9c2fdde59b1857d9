"""F4: the leak guard asks before it goes on, in the forms of meetings and of cases; going on is logged with a reason."""

import io
import re
from datetime import date, timedelta

import pytest
from django import forms
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from meetings.enums import ItemState
from meetings.models import AgendaItem
from members.models import Holding
from reviews import guarding
from reviews.models import Case, LeakOverride
from reviews.services import leaks
from subgroup.files.text import Words
from subgroup.forms import GovForm, date_data
from tests import factories
from tests.meetings import year
from tests.meetings.papers import upload
from tests.reviews.cases import MADE, make_case
from tests.reviews.identities import identify
from tests.reviews.papers import docx_saying, pdf_saying

AT = MADE + timedelta(hours=1)


@pytest.fixture
def meeting(group):
    return factories.make_meeting(group, date(2017, 4, 20))


@pytest.fixture
def case(group):
    made = make_case(group)
    identify(made)
    return made


@pytest.fixture
def member(group):
    return factories.holder(group, "S09")


def text(response):
    return response.content.decode()


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', page).group(1)


def item_data(group, **more):
    return {
        "seat": factories.seat(group, "S09").pk, "title": "Neglect audit", "purpose": "decision", "minutes_needed": "10",
        "recommendation": "Agree it", "presenter": "", "paper_choice": "now", "marking_1": "official", "marking_2": "official",
        "marking_3": "official", "token": "abc",
    } | more  # fmt: skip


def sends(client, meeting, **more):
    url = f"/g/{meeting.group.slug}/meetings/{meeting.pk}/submit/"
    return client.post(url, item_data(meeting.group, **more))


@pytest.mark.parametrize(
    "paper",
    [
        ("Report.pdf", pdf_saying("The Kowalska family is known to the school.")),
        ("Report.docx", docx_saying("The Kowalska family is known to the school.")),
        ("Kowalska report.pdf", pdf_saying("Nothing in it.")),
    ],
    ids=["pdf", "docx", "name of the file"],
)
def test_F4_a_paper_with_the_childs_surname_is_stopped_kept_and_goes_on_with_a_reason(
    group, client_as, meeting, case, member, paper
):
    client = client_as(member)
    asked = sends(client, meeting, paper_1=upload(*paper))
    assert asked.status_code == 422
    page = text(asked)
    assert "First paper seems to hold a name of the child or family" in page
    assert case.codename not in page
    assert "is here and kept" in page
    assert not AgendaItem.objects.exists()
    assert not LeakOverride.objects.exists()
    reason = {
        "leak_seen": hidden(page, "leak_seen"),
        "leak_because": "A published report",
        "kept_1": hidden(page, "kept_1"),
    }
    assert sends(client, meeting, **reason).status_code == 302
    item = AgendaItem.objects.get()
    assert item.papers.get().versions.get().file.name == paper[0]
    row = LeakOverride.objects.get()
    assert (row.kinds, row.because, row.by, row.case) == (["name"], "A published report", member, None)
    assert "Kowalska" not in row.place
    shown = text(client_as("chair").get(f"/g/{group.slug}/cases/leaks/"))
    assert "A published report" in shown


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"title": "Zofia Kowalska"}, "a name of the child or family"),
        ({"recommendation": "Agree about the child born 3 Feb 2012"}, "a date of birth"),
        ({"recommendation": "For 943 476 5919"}, "an NHS number"),
        ({"title": "3.2.12"}, "a date of birth"),
    ],
)
def test_F4_titles_and_recommendations_are_read_too_and_all_that_was_typed_stays(
    group, client_as, meeting, case, member, said, found
):
    asked = sends(client_as(member), meeting, paper_choice="none", **said)
    assert asked.status_code == 422
    assert found in text(asked)
    for value in item_data(group, **said).values():
        assert str(value) in text(asked)


def test_F4_what_names_nobody_passes_without_a_word(group, client_as, meeting, case, member):
    said = {"title": f"Case {case.codename}", "recommendation": "Note that the child is 5"}
    assert sends(client_as(member), meeting, paper_choice="none", **said).status_code == 302
    assert not LeakOverride.objects.exists()


def test_F4_a_reason_for_one_finding_is_none_for_another(group, client_as, meeting, case, member):
    client = client_as(member)
    asked = text(sends(client, meeting, paper_choice="none", title="Zofia"))
    reason = {"leak_seen": hidden(asked, "leak_seen"), "leak_because": "Known to all", "paper_choice": "none"}
    again = sends(client, meeting, title="Zofia, 943 476 5919", **reason)
    assert again.status_code == 422
    assert "an NHS number" in text(again)
    assert "Known to all" in text(again), "the reason typed stays"
    forged = sends(client, meeting, title="Zofia", **(reason | {"leak_seen": "forged"}))
    assert forged.status_code == 422


def test_F4_closed_cases_and_the_names_of_members_are_not_held_against_minutes(group, case, member):
    person = Holding.objects.filter(seat__group=group).first().person
    first, last = person.name.split()[0], person.name.split()[-1]
    identify(case, f"{first} Elsewhere-Invented", also_known_as="", nhs_number="")
    known = leaks.known_of_group(group, on=AT.date())
    assert not guarding.find(f"{first} writes the letter", known)
    assert guarding.find("Elsewhere", known)
    assert last
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=AT)
    assert not guarding.find("Elsewhere", leaks.known_of_group(group, on=AT.date()))


class NoteForm(GovForm):
    title = forms.CharField(max_length=100)
    note = forms.CharField(widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(choices=[("Zofia", "Zofia")], required=False)
    groups = [("What", ["title", "note", "kind"])]


def passes(form, case, member):
    return guarding.passes(form, case=case, place="A note on the case", by=member, at=AT)


def posted(**said):
    data = QueryDict(mutable=True)
    data.update(said)
    return data


def test_F4_any_form_of_a_case_asks_with_one_call(group, case, member):
    assert passes(NoteForm(posted(title="The child")), case, member)
    assert not passes(NoteForm(posted(note="x")), case, member), "a form that is wrong does not pass"
    other = make_case(group)
    assert passes(NoteForm(posted(title="Zofia")), other, member), "only the case’s own people"
    form = NoteForm(posted(title="About Zofia", kind="Zofia"))
    assert not passes(form, case, member)
    assert set(form.errors) == {"title"}
    shown = str(form)
    assert "leak_because" in shown
    reason = {"leak_seen": hidden(shown, "leak_seen"), "leak_because": "Her own word"}
    for _ in range(2):
        assert passes(NoteForm(posted(title="About Zofia", **reason)), case, member)
    row = LeakOverride.objects.get()
    assert (row.case, row.place, row.kinds) == (case, "A note on the case: Title", ["name"])


def test_F4_a_text_that_was_not_changed_is_not_asked_about_again(group, case, member):
    form = NoteForm(posted(title="Other", note="About Zofia"), initial={"title": "x", "note": "About Zofia"})
    assert passes(form, case, member)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("L", (9, 9)).save(out, "PNG")
    return out.getvalue()


def sends_a_report(case, member, file, **typed):
    form = NoteForm(posted(title="x", **typed))
    form.fields["paper_1"] = forms.FileField(required=False)
    form.fields["kept_1"] = forms.CharField(required=False)
    form.files = {"paper_1": file}
    guarding.take(form, [1], case=case, place="A report", by=member, at=AT)
    return form


def test_F4_a_file_that_cannot_be_read_is_asked_about(group, case, member, monkeypatch):
    monkeypatch.setattr(guarding, "words_of", lambda file, kind: Words("", is_cut=True))
    form = sends_a_report(case, member, upload())
    assert "could not be read to its end" in str(form.errors["paper_1"])


def test_F4_a_scan_asks_to_be_looked_at_and_going_on_is_logged_as_another(group, case, member):
    form = sends_a_report(case, member, upload("Scan.png", picture()))
    assert "no text that can be checked: look at it yourself" in str(form.errors["paper_1"])
    seen = str(form["leak_seen"].value())
    form = sends_a_report(
        case, member, upload("Scan.png", picture()), leak_because="I looked: it names nobody", leak_seen=seen
    )
    assert not form.errors
    assert LeakOverride.objects.get().kinds == [leaks.NO_TEXT]


def test_F4_a_form_that_is_wrong_elsewhere_is_looked_at_all_the_same_and_nothing_is_logged_yet(
    group, case, member
):
    form = NoteForm(posted(title="", note="About Zofia"))
    assert not passes(form, case, member)
    assert "a name of the child" in str(form.errors["note"])
    seen = str(form["leak_seen"].value())
    form = NoteForm(posted(title="", note="About Zofia", leak_because="It must", leak_seen=seen))
    assert not passes(form, case, member)
    assert list(form.errors) == ["title"]
    assert not LeakOverride.objects.exists()


@pytest.fixture
def minutes(group):
    held = year.hold(group, 2)
    AgendaItem.objects.create(meeting=held, state=ItemState.ON_AGENDA, position=10, title="Audit of neglect")
    return held


def test_F4_minutes_ask_once_for_a_note_and_autosave_does_not_pass_them_by(group, client_as, case, minutes):
    client = client_as("business_support")
    base = f"/g/{group.slug}/meetings/{minutes.pk}/minutes/"
    item = minutes.items.on_agenda().last()
    saves, writes = f"{base}items/{item.pk}/", f"{base}write/"
    page = text(client.get(base))
    saves = re.search(rf'data-save="([^"]*/{item.pk}/?)"', page).group(1)
    writes = re.search(r'<form method="post" action="([^"]*)" novalidate data-minutes', page).group(1)
    typed = {"text": "Kowalska was discussed", "version": "0"}
    refused = client.post(saves, typed)
    assert refused.status_code == 422
    assert "a name of the child or family" in refused.json()["sentence"]
    whole = {
        f"i{one.pk}-{name}": "0"
        for one in minutes.items.on_agenda()
        for name in ("version", "secret_version")
    }
    whole |= {"i0-version": "0", "i0-secret_version": "0", f"i{item.pk}-text": "Kowalska was discussed"}
    asked = client.post(writes, whole)
    assert asked.status_code == 422
    assert "Kowalska was discussed" in text(asked)
    assert not minutes.minute_texts.filter(item=item).exists()
    prefix = f"i{item.pk}-"
    reason = {
        f"{prefix}leak_seen": hidden(text(asked), f"{prefix}leak_seen"),
        f"{prefix}leak_because": "In court",
    }
    assert client.post(writes, whole | reason).status_code == 302
    assert minutes.minute_texts.get(item=item).text == "Kowalska was discussed"
    again = client.post(saves, {"text": "Kowalska was discussed again", "version": "1"})
    assert again.status_code == 200, "what was gone on with in this note is not asked again"
    other = client.post(saves, {"text": "Kowalska, 943 476 5919", "version": "2"})
    assert other.status_code == 422
    assert LeakOverride.objects.count() == 1


def test_F4_the_guard_takes_as_many_queries_for_many_people_as_for_few(
    group, client_as, meeting, case, member
):
    client = client_as(member)
    sends(client, meeting, paper_choice="none", title="Zofia")
    counts = []
    for number in range(2):
        for each in range(number * 8):
            identify(make_case(group), f"Person{each} Invented{each}", nhs_number="", also_known_as="")
        with CaptureQueriesContext(connection) as queries:
            assert sends(client, meeting, paper_choice="none", title="Zofia").status_code == 422
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_F4_the_forms_of_a_case_and_of_its_review_ask_too(group, client_as, case):
    client = client_as("chair")
    page = reverse("reviews:date", args=[group.slug, case.pk, "incident"])
    asked = client.post(page, {**date_data("day", date(2017, 2, 1)), "source": "Zofia’s school"})
    assert asked.status_code == 422
    assert "a name of the child or family" in text(asked)
    reason = {"leak_seen": hidden(text(asked), "leak_seen"), "leak_because": "A heading of a report"}
    went = client.post(page, {**date_data("day", date(2017, 2, 1)), "source": "Zofia’s school", **reason})
    assert went.status_code == 302
    assert LeakOverride.objects.get().case == case
