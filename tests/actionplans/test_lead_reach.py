"""What an agency lead can reach: nothing of another agency's, by any route, id, export, fragment, search or mail link."""

import io
import re
from datetime import date, time, timedelta

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from actionplans.models import (
    Action,
    ActionUpdate,
    Challenge,
    ChallengeAnswer,
    Escalation,
    Evidence,
    Extension,
    Plan,
    Recommendation,
    UpdateOwed,
    Window,
    WindowLink,
)  # fmt: skip
from actionplans.services import challenges, evidence, extensions, saved, updates, windows
from subgroup import clock, daily
from subgroup.clock import moment
from subgroup.models import Breach, Deadline, Message
from tests import factories
from tests.actionplans.plans import (
    MEETING,
    agency,
    make_action,
    make_lead,
    make_meetings,
    make_plan,
    open_window,
)  # fmt: skip
from tests.meetings.papers import stored
from tests.meetings.test_named_readers import pdf_text
from tests.test_access import routes

pytestmark = pytest.mark.either
NOW = moment(date(2017, 4, 6), time(10))
SECRET = "CANARYHOUSING"
CODE = "HSG-9"  # a plan in which only Housing has an action
OF_ANOTHER = re.compile(rf"{SECRET}|{CODE}")


@pytest.fixture
def world(group, now):
    """GMP and HOUSING share a plan, and HOUSING has one of its own; of each of its things one holds the secret."""
    meetings = make_meetings(group, MEETING, date(2017, 6, 1))
    shared, own = make_plan(group, "SCR-K"), make_plan(group, CODE)
    make_action(shared, "GMP", text="GMP trains its officers")
    fields = {"officer": f"{SECRET} officer", "success_criterion": SECRET, "evidence_required": SECRET}
    theirs = [
        make_action(plan, "HOUSING", text=f"{SECRET} text", due_on=date(2017, 3, 10), **fields)
        for plan in (shared, own)
    ]
    lead, other = make_lead(group, "GMP"), make_lead(group, "HOUSING", f"{SECRET} lead")
    chair, support = factories.holder(group, "S01"), factories.holder(group, "S06")
    open_window(group)
    at = moment(date(2017, 3, 30), time(9))
    made = updates.say(action=theirs[0], colour="red", text=f"{SECRET} word", by=other, at=at)
    updates.send_back(update=made, reason=f"{SECRET} sent back", by=chair, at=at)
    evidence.supply(
        actions=theirs,
        title=f"{SECRET} title",
        file=stored(group, other, at, f"{SECRET}.pdf"),
        by=other,
        at=at,
    )
    extensions.ask(action=theirs[1], to_day=date(2017, 8, 1), reason=f"{SECRET} more time", by=other, at=at)
    challenge = challenges.make(
        group=group, agency=agency(group, "HOUSING"), issue=f"{SECRET} issue", question=f"{SECRET} question",
        evidence=f"{SECRET} evidence", by=chair, at=at,
    )  # fmt: skip
    challenges.answer(challenge=challenge, text=f"{SECRET} answer", by=other, at=at)
    query = f"plan={CODE}&agency={theirs[1].agency_id}"
    saved.save(group=group, by=support, name=f"{SECRET} filter", query=query, shared=True)
    for day in range(7):
        on = date(2017, 3, 31) + timedelta(days=day)
        daily.run(today=on, at=moment(on, time(0, 5)))
    assert Breach.objects.filter(clause="P8").exists()
    assert Escalation.objects.filter(agency__code="HOUSING").exists()
    assert meetings
    assert support
    return group, lead, other


@pytest.fixture
def lead_client(world, client_as):
    with clock.frozen(NOW):
        yield client_as(world[1])


def text_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:4] == b"%PDF":
        return pdf_text(body)
    if body[:2] == b"PK":
        sheets = load_workbook(io.BytesIO(body)).worksheets
        return "\n".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row)
    return body.decode("utf-8", "replace")


def some_of(model) -> list[int]:
    """The first three and the last: ids of one's own agency and of another's."""
    ids = list(model.objects.order_by("pk").values_list("pk", flat=True))
    return ids[:3] + ids[-1:]


THINGS = (
    Action, ActionUpdate, Challenge, Escalation, Evidence, Extension, Plan, Recommendation, UpdateOwed, Window, WindowLink,
)  # fmt: skip


def addresses(group):
    """Every address of the group: those of one thing with ids of every kind of thing, whatever they stand for there."""
    ids = sorted({pk for model in THINGS for pk in some_of(model)})
    for name, route, _ in routes():
        if not route.startswith("g/<slug:group_slug>/"):
            continue
        wanted = re.findall(r"<\w+:(\w+)>", route)
        begin = {"group_slug": group.slug}
        if wanted == ["group_slug"]:
            yield name, reverse(name, kwargs=begin)
        elif wanted == ["group_slug", "pk"]:
            deadlines = Deadline.objects.values_list("pk", flat=True)
            for pk in deadlines if name.startswith("deadline") else ids:
                yield name, reverse(name, kwargs=begin | {"pk": pk})
    for model in THINGS:
        for pk in some_of(model):
            of = {"group_slug": group.slug, "kind": f"actionplans.{model._meta.model_name}", "pk": str(pk)}
            yield "changes:of", reverse("changes:of", kwargs=of)


def test_F15_no_page_of_any_id_tells_a_lead_of_another_agency(world, lead_client):
    group = world[0]
    told, opened = [], 0
    for name, url in addresses(group):
        answer = lead_client.get(url)
        assert answer.status_code in (200, 302, 403, 404, 405, 409), f"{url}: {answer.status_code}"
        opened += answer.status_code == 200
        if OF_ANOTHER.search(text_of(answer)):
            told.append(f"{name} {url}")
    assert opened > 5, "the lead's own pages do open"
    assert told == []


def test_F15_no_filter_search_export_or_fragment_of_the_register_does(world, lead_client):
    group = world[0]
    register = reverse("actionplans:list", args=[group.slug])
    housing, theirs = agency(group, "HOUSING"), Action.objects.filter(agency__code="HOUSING")
    queries = [
        "", f"agency={housing.pk}", "agency=HOUSING", f"plan={theirs[1].plan.pk}", f"q={SECRET}", f"search={SECRET}",
        "on=2017-04-01", "as_at=2017-04-01", "mine=no", "state=overdue", "light=red", f"lead={world[2].pk}", "changed=yes",
        "o=agency", "sort=-due_on",
    ]  # fmt: skip
    for query in queries:
        for form in ("", "&format=csv", "&format=xlsx", "&format=json"):
            for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
                answer = lead_client.get(f"{register}?{query}{form}", **headers)
                assert answer.status_code < 500, query
                body = re.sub(
                    rf"{SECRET}(?! )", "", text_of(answer)
                )  # what was searched for stands in its box
                assert not OF_ANOTHER.search(body), f"{query}{form}"
    assert "GMP trains its officers" in text_of(lead_client.get(register))
    assert "GMP trains its officers" in text_of(lead_client.get(f"{register}?format=csv"))


def test_F15_no_post_of_a_lead_changes_anything_of_another_agency(world, lead_client):
    group = world[0]

    def theirs() -> str:
        sets = [
            Action.objects.filter(agency__code="HOUSING"), ActionUpdate.objects.filter(action__agency__code="HOUSING"),
            Evidence.objects.filter(agency__code="HOUSING"), Extension.objects.filter(action__agency__code="HOUSING"),
            Challenge.objects.filter(agency__code="HOUSING"),
            ChallengeAnswer.objects.filter(challenge__agency__code="HOUSING"),
            UpdateOwed.objects.filter(agency__code="HOUSING"), WindowLink.objects.filter(agency__code="HOUSING"),
            Escalation.objects.filter(agency__code="HOUSING"),
        ]  # fmt: skip
        return "".join(serializers.serialize("json", rows.order_by("pk")) for rows in sets)

    before, action = theirs(), Action.objects.filter(agency__code="HOUSING").first()
    said = {
        "text": "x", "reason": "x", "why": "x", "done": "on", "colour": "green", "granted": "yes", "title": "x",
        "told": "x", "question": "x", "issue": "x", "because": "x", "outcome": "x", "note": "x", "to_day": "2017-12-01",
        "agency": str(action.agency_id), "action": str(action.pk), "actions": str(action.pk),
        f"a{action.pk}-colour": "green", f"a{action.pk}-text": "x", f"a{action.pk}-no_change": "on",
    }  # fmt: skip
    for name, url in addresses(group):
        if name.startswith("actionplans:"):
            assert lead_client.post(url, said).status_code < 500, url
    lead_client.post(f"{reverse('actionplans:window', args=[group.slug, 1])}?agency=HOUSING", said)
    assert theirs() == before


def test_F15_no_mail_to_a_lead_and_no_link_in_it_tells_of_another_agency(world):
    _, lead, other = world
    mails = Message.objects.filter(recipient=lead)
    assert mails.filter(kind="plan_updates").count() == 1
    for mail in mails:
        assert not OF_ANOTHER.search(mail.subject + mail.text + mail.html), mail
        assert "Housing" not in mail.text
    token = re.search(r"/u/([\w-]+)/", mails.get(kind="plan_updates").text)[1]
    client = Client()
    with clock.frozen(moment(date(2017, 3, 30), time(12))):
        client.post(reverse("update_link:open", args=[token]))
        page = client.get(reverse("update_link:updates")).content.decode()
        assert "SCR-K/1.1" in page
        assert "SCR-K/1.2" not in page
        assert not OF_ANOTHER.search(page)
        home = client.get(reverse("group_home", args=[lead_group(lead)]))
        assert home.status_code == 302, "the link signs nobody in"
    assert other != lead


def lead_group(lead):
    return lead.appointments.get().group.slug


def test_F15_no_mail_holds_a_secret_at_all(world):
    for mail in Message.objects.all():
        assert SECRET not in mail.subject + mail.text.replace(f"{SECRET} lead", "") + mail.html.replace(
            f"{SECRET} lead", ""
        ), mail
    assert windows.NOTHING_OPEN
