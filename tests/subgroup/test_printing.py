"""R3: a page that is printed is made into a document by a task, once, and nobody is given what they could not have read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from subgroup import clock, pdf, printing, tasks
from subgroup.models import Printout, StoredFile
from tests import factories
from tests.printing import printed


@pytest.fixture
def url(group):
    return reverse("actionplans:briefing_pdf", args=[group.slug, factories.seat(group, "S06").pk])


def test_R3_it_is_being_made_and_then_it_is_there(client_as, url, django_capture_on_commit_callbacks):
    chair = client_as("chair")
    with django_capture_on_commit_callbacks() as rung:
        page = chair.get(url)
    assert "The document is being made" in page.content.decode()
    assert "Look again" in page.content.decode(), "for a browser without scripts"
    assert chair.get(url, headers={"HX-Request": "true"}).status_code == 204
    (ring,) = rung
    ring()
    assert chair.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    answer = chair.get(url)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    answer.close()
    assert answer["Content-Disposition"] == 'inline; filename="briefing-S06.pdf"'
    assert answer["Cache-Control"] == "private, no-store"


def test_R3_the_same_words_are_made_once_and_others_anew(client_as, url, monkeypatch, group):
    made = []
    real = pdf.from_html
    monkeypatch.setattr(pdf, "from_html", lambda html: made.append(html) or real(html))
    chair, support = client_as("chair"), client_as("business_support")
    assert printed(chair, url) == printed(support, url) == printed(chair, url)
    assert len(made) == 1
    row = Printout.objects.get()
    assert row.html == "", "the words stand in the document alone"
    assert row.file.sha256
    with clock.frozen(factories.START + timedelta(days=1)):
        printed(chair, url)
    assert Printout.objects.count() == 2, "as at another day it is another document"


def test_R3_what_was_printed_opens_to_nobody_who_may_not_read_the_page(client_as, url):
    printed(client_as("chair"), url)
    assert client_as("agency_lead").get(url).status_code == 403
    assert client_as("administrator").get(url).status_code == 403


def test_R3_a_lost_doorbell_is_found_by_the_sweep(client_as, url, group):
    client_as("chair").get(url)
    with clock.frozen(factories.START + timedelta(minutes=5)):
        tasks.sweep()
        tasks.sweep()
    assert Printout.objects.get().file is not None
    assert StoredFile.objects.filter(kind="pdf").count() == 1


def test_R3_made_by_two_workers_at_once_it_is_kept_once_and_nothing_is_locked_meanwhile(
    client_as, url, monkeypatch
):
    client_as("chair").get(url)
    row, real = Printout.objects.get(), pdf.from_html

    def meanwhile(html: str) -> bytes:
        monkeypatch.setattr(pdf, "from_html", real)
        printing.make(row.pk, at=factories.START)
        return real(html)

    monkeypatch.setattr(pdf, "from_html", meanwhile)
    with CaptureQueriesContext(connection) as asked:
        printing.make(row.pk, at=factories.START)
    assert "SAVEPOINT" not in asked[0]["sql"], "it is read before any transaction"
    assert StoredFile.objects.filter(kind="pdf").count() == 1
    row.refresh_from_db()
    assert row.file
    assert row.html == ""


def test_R3_what_cannot_be_made_says_so_and_is_tried_again(client_as, url, monkeypatch):
    def fails(html: str) -> bytes:
        raise ValueError("a font is missing")

    chair = client_as("chair")
    real = pdf.from_html
    monkeypatch.setattr(pdf, "from_html", fails)
    chair.get(url)
    printing.make(Printout.objects.get().pk, at=factories.START)
    row = Printout.objects.get()
    assert row.failed_at
    assert row.html, "nothing is lost"
    with clock.frozen(factories.START + timedelta(minutes=5)):
        tasks.sweep()
    assert Printout.objects.get().file is None, "not for ever by itself"
    monkeypatch.setattr(pdf, "from_html", real)
    assert printed(chair, url).startswith(b"%PDF")
