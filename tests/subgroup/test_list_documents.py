"""R3: a list as a document has what the filter shows, for whom it is shown, and not more than a document can hold."""

from datetime import date

import pytest
from django.urls import reverse

from subgroup import clock
from subgroup.models import Printout
from subgroup.views import list_documents
from tests.actionplans.plans import make_action, make_lead, make_plan
from tests.printing import printed, words


@pytest.fixture
def log(group):
    plan = make_plan(group)
    rows = {code: make_action(plan, code) for code in ("GMP", "NPS")}
    return reverse("actionplans:list", args=[group.slug]), rows


def test_R3_the_action_log_holds_what_the_filter_shows_and_says_which_filter_it_was(client_as, log):
    url, rows = log
    agency = rows["GMP"].agency_id
    page = client_as("chair").get(f"{url}?agency={agency}")
    assert f'href="?agency={agency}&amp;format=pdf">PDF</a>' in page.content.decode()
    said = words(printed(client_as("chair"), f"{url}?agency={agency}&format=pdf"))
    assert rows["GMP"].reference in said
    assert rows["NPS"].reference not in said
    assert "1 action: " in said


def test_R3_a_lead_prints_no_row_of_another_agency(group, client_as, log):
    url, rows = log
    said = words(printed(client_as(make_lead(group, "GMP")), f"{url}?format=pdf"))
    assert rows["GMP"].reference in said
    assert rows["NPS"].reference not in said


def test_what_is_too_long_for_a_document_says_what_to_do_instead(client_as, log, monkeypatch):
    monkeypatch.setattr(list_documents, "MOST", 1)
    chair = client_as("chair")
    answer = chair.get(f"{log[0]}?sort=due&format=pdf", follow=True)
    assert answer.redirect_chain == [(f"{log[0]}?sort=due", 302)]
    assert "A document holds 1 rows at most, and these are 2. Filter the list" in answer.content.decode()
    assert not Printout.objects.exists()


def test_a_log_of_a_past_day_bears_that_day_and_no_later_one(client_as, log):
    url, _ = log
    with clock.frozen(clock.moment(date(2017, 6, 20))):
        past = words(printed(client_as("chair"), f"{url}?as_of=2017-06-12&format=pdf"))
        to_come = words(printed(client_as("chair"), f"{url}?as_of=2018-01-01&format=pdf"))
        made = set(Printout.objects.values_list("file__name", flat=True))
    assert "As at Monday 12 June 2017" in past
    assert "20 June" not in past
    assert "As at Tuesday 20 June 2017" in to_come
    assert "2018" not in to_come
    assert sorted(made) == ["action-log-12-june-2017.pdf", "action-log-20-june-2017.pdf"]


def test_a_filter_that_says_nothing_makes_no_document_of_everything(client_as, log):
    answer = client_as("chair").get(f"{log[0]}?as_of=x&format=pdf")
    assert answer.context["form"].errors["as_of"]
    assert not Printout.objects.exists()
