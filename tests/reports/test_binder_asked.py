"""Asking for a binder: once, by who may, for days that make sense; made again when its worker was killed; opened by its maker alone."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from members.enums import Role
from members.roles import MATRIX
from reports import tasks
from reports.binder import asking, making
from reports.forms_binder import BinderForm
from reports.models import Binder, BinderMaking
from reports.models.binder import Level, Shape
from reviews.models import Case, ShutOut
from subgroup import clock, pdf
from subgroup.errors import NotAllowed
from tests import factories
from tests.factories import START
from tests.reports.test_binder import all_words, made, unzipped

pytestmark = pytest.mark.django_db
DAYS = {"first_day": "2017-01-01", "last_day": "2017-03-01"}
ASKED = {**DAYS, "level": Level.NO_CASES, "shape": Shape.ZIP}


@pytest.fixture(autouse=True)
def _unrendered(monkeypatch):
    monkeypatch.setattr(pdf, "from_html", lambda html: html.encode())


def url(group, name, *args) -> str:
    return reverse(f"reports:{name}", args=[group.slug, *args])


def test_an_empty_group_and_a_leap_day(group, now):
    chair = factories.holder(group, "S01")
    with clock.frozen(clock.moment(date(2020, 3, 1))):
        binder = made(group, chair, Level.EVERYTHING, first=date(2020, 2, 29), last=date(2020, 2, 29))
    text = all_words(unzipped(binder))
    for said in (
        "No meeting lies between the two days",
        "No meeting was held",
        "None was sent",
        "There was none",
    ):
        assert said in text
    with clock.frozen(clock.moment(date(2024, 3, 1))):
        assert _errors("2020-02-29", "2023-02-28") == {}
        assert list(_errors("2020-02-29", "2023-03-01")) == ["first_day"]


def _errors(first: str, last: str) -> dict[str, list[str]]:
    form = BinderForm({"first_day": first, "last_day": last, "level": Level.NO_CASES, "shape": Shape.PDF})
    return dict(form.errors)


def test_days_that_make_no_sense_say_so_beside_the_field_and_stay(client_as, group):
    client = client_as("chair")
    for first, last, field, words in (
        ("2017-03-01", "2017-02-28", "last_day", "It lies before Wednesday 1 March 2017. Enter a later day."),
        ("2017-01-01", "2017-03-02", "last_day", "It lies in the future. Enter today or an earlier day."),
        ("2010-01-01", "2017-03-01", "first_day", "A binder holds at most 3 years."),
        ("", "2017-03-01", "first_day", "Enter the first day"),
    ):
        asked = {**ASKED, "first_day": first, "last_day": last}
        for answer in (
            client.get(url(group, "binder_new"), asked),
            client.post(url(group, "binder_new"), asked),
        ):
            assert answer.status_code == 422
            assert words in answer.context["form"].errors[field][0]
            assert answer.context["form"]["last_day"].value() == tuple(reversed(last.split("-")))
            assert answer.context["form"]["shape"].value() == Shape.ZIP
    assert not Binder.objects.exists()


def test_the_page_before_shows_what_is_in_it_and_a_double_press_makes_one(
    client_as, group, django_capture_on_commit_callbacks
):
    client = client_as("business_support")
    page = client.get(url(group, "binder_new"), ASKED)
    assert "Make this binder?" in page.content.decode()
    assert not Binder.objects.exists()
    hidden = page.context["hidden"]
    with django_capture_on_commit_callbacks(execute=True):
        first, second = (client.post(url(group, "binder_new"), hidden) for _ in range(2))
    assert first["Location"] == second["Location"]
    binder = Binder.objects.get()
    assert (binder.level, binder.shape, binder.file.kind) == (Level.NO_CASES, Shape.ZIP, "zip")
    shown = client.get(first["Location"]).content.decode()
    assert binder.file.sha256 in shown
    assert "Open the binder" in shown


def test_who_may_not_make_one_is_refused(client_as, group):
    may = {role for role, held in MATRIX.items() if asking.RIGHT in held}
    assert may == {Role.CHAIR, Role.VICE_CHAIR, Role.BUSINESS_MANAGER, Role.BUSINESS_SUPPORT}
    for role in ("member", "auditor", "cdg_reader"):
        client = client_as(role)
        assert client.get(url(group, "binder_new")).status_code == 403
        assert client.post(url(group, "binder_new"), {**ASKED, "form_token": "x"}).status_code == 403
    assert not Binder.objects.exists()


def test_it_opens_to_its_maker_alone_and_others_see_that_it_was_made(client_as, group):
    chair, manager = factories.holder(group, "S01"), factories.person_with(group, "business_manager")
    binder = made(group, chair, Level.NO_CASES)
    for who, sees in ((manager, True), ("auditor", True), ("business_support", False), ("member", False)):
        client = client_as(who)
        assert (client.get(url(group, "binder", binder.pk)).status_code == 200) is sees, who
        assert client.get(url(group, "binder_file", binder.pk)).status_code in (403, 404, 409), who
        listed = client.get(url(group, "binders"))
        assert (listed.status_code == 200 and binder.file.sha256 in listed.content.decode()) is sees, who
    assert not binder.openings.exists()
    answer = client_as(chair).get(url(group, "binder_file", binder.pk))
    assert b"".join(answer.streaming_content) == binder.file.read_bytes()
    answer.close()
    assert [one.opened_by for one in binder.openings.all()] == [chair]
    changes = client_as("auditor").get(reverse("changes:of", args=[group.slug, "reports.binder", binder.pk]))
    said = changes.content.decode()
    assert "Binder added: Inspection binder, 1 March 2017 to 6 June 2017" in said
    assert "Binder opening added" in said


def test_it_opens_no_more_once_its_maker_may_see_less(group, now, client_as):
    """A right that went, a case they are shut out of, or a case that was restricted since: the binder tells what they see no more."""
    chair, support = factories.holder(group, "S01"), factories.holder(group, "S06")
    binder = made(group, chair, Level.EVERYTHING)
    assert asking.why_not(binder, chair, at=START) == ""
    page = reverse("reports:binder", args=[group.slug, binder.pk])
    assert "What is in it" in client_as(chair).get(page).content.decode()
    case = Case.objects.create(
        group=group, year="2016-17", number=1, codename="Kestrel", agency=factories.seat(group, "S01").agency, summary="s",
        regime="wt2015", opened_at=START, opened_by=support,
    )  # fmt: skip
    row = ShutOut.objects.create(
        case=case, person=chair, because="A relative.", decided_at=START, decided_by=support
    )
    assert asking.why_not(binder, chair, at=START) == asking.SHRUNK
    with pytest.raises(NotAllowed):
        asking.open_file(binder=binder, by=chair, at=START)
    closed = client_as(chair).get(page).content.decode()
    assert asking.SHRUNK in closed
    assert "What is in it" not in closed, "its titles tell of what they see no more"
    row.delete()
    assert asking.why_not(binder, chair, at=START) == ""
    chair.holdings.update(ends_on=START.date() - timedelta(days=1))
    assert asking.why_not(binder, chair, at=START) == asking.SHRUNK


class Killed(BaseException):
    """As when the worker is gone: nothing is caught, nothing is written."""


def test_a_killed_worker_leaves_it_to_the_sweep_which_makes_it_once(group, now, monkeypatch):
    chair = factories.holder(group, "S01")
    binder = asking.ask(
        group=group, first_day=date(2017, 1, 1), last_day=START.date(), level=Level.NO_CASES, shape=Shape.ZIP,
        form_token="t", by=chair, at=START,
    )  # fmt: skip

    def killed(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(making, "as_zip", killed)
        with pytest.raises(Killed):
            asking.make(binder.pk, at=START)
    assert "Annual reports: 1 of 1" in BinderMaking.objects.get().progress
    tasks.sweep_binders()
    assert Binder.objects.get().is_waited_for  # it may still be at it
    with clock.frozen(START + timedelta(minutes=4)):
        tasks.sweep_binders()
        tasks.sweep_binders()
    binder.refresh_from_db()
    assert binder.file
    assert BinderMaking.objects.get().tries == 2
    file = binder.file_id
    asking.make(binder.pk, at=START)
    assert Binder.objects.get().file_id == file


def test_what_fails_says_so_and_what_never_ends_is_given_up(group, now, client_as, monkeypatch):
    chair = factories.holder(group, "S01")
    ask = {
        "group": group,
        "first_day": START.date(),
        "last_day": START.date(),
        "shape": Shape.PDF,
        "by": chair,
        "at": START,
    }
    failed = asking.ask(level=Level.EVERYTHING, form_token="1", **ask)
    monkeypatch.setattr(making, "make", lambda *args: 1 / 0)
    asking.make(failed.pk, at=START)
    assert (
        "The binder could not be made"
        in client_as(chair).get(url(group, "binder", failed.pk)).content.decode()
    )
    endless = asking.ask(level=Level.EVERYTHING, form_token="2", **ask)
    BinderMaking.objects.filter(binder=endless).update(tries=asking.MOST_TRIES)
    asking.make(endless.pk, at=START)
    endless.refresh_from_db()
    assert "three times" in endless.failed_because
    assert not asking.lost(before=START + timedelta(days=1)).exists()
