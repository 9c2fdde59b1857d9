"""A plan on a past day reads as it did on that day, whatever was written since (as it was)."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from actionplans.services import plans
from subgroup import clock
from tests import factories
from tests.actionplans.plans import make_action, make_plan
from tests.actionplans.test_plan_lights import NOW, TODAY


@pytest.fixture
def plan(group):
    with clock.frozen(NOW - timedelta(days=9)):
        plan = make_plan(group)
        make_action(plan, "GMP")
        return plan


def printed(client, plan, monkeypatch, query=""):
    """The words of the document that is issued, before it is drawn."""
    kept = []
    monkeypatch.setattr(
        "actionplans.views.pictures.printed",
        lambda request, template, page, **more: kept.append((template, page)) or HttpResponse(),
    )
    client.get(reverse("actionplans:plan_pdf", args=[plan.group.slug, plan.pk]) + query)
    ((template, page),) = kept
    return unescape(re.sub(r"<[^>]+>|\s+", " ", render_to_string(template, page)))


def test_F3_the_document_of_a_past_day_is_that_which_was_issued_on_it(group, plan, client_as, monkeypatch):
    chair = client_as("chair")
    by = factories.holder(group, "S06")
    with clock.frozen(NOW):
        issued = printed(chair, plan, monkeypatch)
    later = NOW + timedelta(days=20)
    with clock.frozen(later):
        first = plan.recommendations.first()
        plans.change_recommendation(
            recommendation=first,
            version=first.version,
            by=by,
            at=later,
            text="Other words altogether",
            number="9z",
        )
        plans.change_plan(plan=plan, version=plan.version, by=by, at=later, title="Another title")
        plans.add_recommendation(plan=plan, number="8", text="Added afterwards", by=by, at=later)
        again = printed(chair, plan, monkeypatch, f"?as_of={TODAY}")
        now = printed(chair, plan, monkeypatch)
    note = " What was asked, in which words, of whom and by when, the lights and the states are those of that day."
    assert again.replace(note, "") == issued
    assert all(words in now for words in ("Other words altogether", "Another title", "Added afterwards"))
