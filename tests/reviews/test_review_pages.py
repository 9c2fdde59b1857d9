"""F8, F9, F10: the pages of reviews, of what agencies owe them, and of letters, as people use them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Plan
from reviews.models import CaseOpening, Review, ShutOut
from reviews.services import agency_reports, letters, review_parts, review_plans, reviews
from subgroup import registry
from subgroup.forms import date_data
from tests import factories
from tests.actionplans.plans import make_lead
from tests.reviews.cases import MADE, agency, make_case
from tests.reviews.reviewed import chair, decide, file, final, make_review, support, upload

TODAY = MADE.date()


def path(group, rest=""):
    return f"/g/{group.slug}/cases/{rest}"


def text(response):
    return response.content.decode()


def opens(client, address):
    """Whether a file is served there; read to its end, so that it is closed."""
    response = client.get(address)
    return response.status_code == 200 and bool(b"".join(response.streaming_content))


def restrict(case):
    case.restricted_at, case.restricted_because = MADE, "A member is involved"
    case.save()


def test_F9_a_concise_review_is_started_from_one_form_that_its_outcome_filled_in(group, client_as):
    case = make_case(group)
    decide(case, "concise_review")
    client = client_as("business_support")
    assert "Open the review" in text(client.get(path(group, f"{case.pk}/")))
    address = path(group, f"reviews/new/?case={case.pk}")
    shown = text(client.get(address))
    assert f"Learning from {case.codename}" in shown
    assert "Serious Case Review" not in shown.split("<form")[1]
    made = client.post(
        address,
        {
            "kind": "concise_review", "code": "CR-17-01", "title": f"Learning from {case.codename}", "from_template": "on",
            "agencies": [agency(group, "GMP").pk], **date_data("initiated_on", TODAY),
        },
    )  # fmt: skip
    review = Review.objects.get()
    assert made.url == path(group, f"reviews/{review.pk}/")
    page = text(client.get(made.url))
    for words in (
        "What did each agency know",
        "Learning event with practitioners",
        "To be named",
        "Begin the review",
    ):
        assert words in page
    again = client.post(
        address,
        {"kind": "concise_review", "code": "CR-17-01", "title": "x", **date_data("initiated_on", TODAY)},
    )
    assert again.status_code == 409
    assert Review.objects.count() == 1


def test_F9_from_its_beginning_to_its_plan_the_page_names_one_next_step(group, client_as):
    client = client_as("business_support")
    review = make_review(group)
    page = path(group, f"reviews/{review.pk}/")
    assert client.post(f"{page}begin/").status_code == 302
    assert "Add a report" in text(client.get(page))
    sent = client.post(f"{page}report/", {"stage": "final", "paper_1": upload(), "note": "As agreed"})
    assert sent.status_code == 302
    client.post(f"{page}find/", {"number": "1", "text": "Nobody asked", "theme": "voice"})
    refused = client.post(f"{page}recommend/", {"number": "1", "text": "Ask", "addressed_to": "agencies"})
    assert refused.status_code == 422
    assert "Choose the agencies" in text(refused)
    finding = review.findings.get()
    client.post(
        f"{page}recommend/", {"number": "1", "text": "Ask", "addressed_to": "board", "finding": finding.pk}
    )
    assert "Make the action plan" in text(client.get(page))
    assert "make action plan SCR-K" in text(client.get(f"{page}plan/"))
    client.post(f"{page}plan/", {})
    plan = Plan.objects.get()
    shown = text(client.get(page))
    assert f"/actions/plans/{plan.pk}/" in shown
    assert "no action yet" in shown
    assert "Record that it is complete" in shown


def test_F9_a_refused_form_keeps_what_was_typed_and_says_why(group, client_as):
    client = client_as("business_support")
    make_review(group)
    refused = client.post(
        path(group, "reviews/new/"),
        {"kind": "scr", "code": "SCR-K", "title": "TYPED", **date_data("initiated_on", TODAY)},
    )
    assert refused.status_code == 422
    assert "TYPED" in text(refused)
    assert "never used twice" in text(refused)


def test_F10_support_is_told_who_closes_and_the_chair_closes_with_a_reason(group, client_as):
    review = final(make_review(group))
    page = path(group, f"reviews/{review.pk}/close/")
    refused = client_as("business_support").get(page)
    assert refused.status_code == 409
    assert "The chair or the vice chair can close it with a reason" in text(refused)
    client = client_as("chair")
    assert "1 recommendation is in no action plan" in text(client.get(page))
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"because": "The Board decided so"}).status_code == 302
    review.refresh_from_db()
    assert review.closed_because == "The Board decided so"


def test_F10_a_plan_without_an_action_says_so_and_what_comes_next(group, client_as):
    review = final(make_review(group))
    review_plans.into_plan(review=review, by=support(group), at=MADE)
    page = text(client_as("business_support").get(path(group, f"reviews/{review.pk}/")))
    assert "1 recommendation, no action yet. Add in the plan who does what by when." in page


def test_F9_two_people_change_a_finding_and_the_second_sees_what_stands(group, client_as):
    review = final(make_review(group))
    finding = review.findings.get()
    client = client_as("business_support")
    page = path(group, f"reviews/findings/{finding.pk}/")
    seen = text(client.get(page)).split('name="seen" value="')[1].split('"')[0]
    review_parts.change_finding(finding=finding, text="Theirs", theme="", by=chair(group), at=MADE)
    answer = client.post(page, {"text": "Mine", "theme": "", "seen": seen})
    assert answer.status_code == 409
    assert "Theirs" in text(answer)
    assert "Mine" in text(answer)
    seen = text(answer).split('name="seen" value="')[1].split('"')[0]
    assert client.post(page, {"text": "Mine", "theme": "", "seen": seen}).status_code == 302


def test_F9_two_people_change_a_review_and_the_form_shows_both(group, client_as):
    review = make_review(group, template=False)
    client = client_as("business_support")
    page = path(group, f"reviews/{review.pk}/edit/")
    reviews.change(review=review, version=1, agencies=[], learning="Theirs", by=chair(group), at=MADE)
    sent = {"title": review.title, "learning": "Mine", "version": "1"}
    answer = client.post(page, sent)
    assert answer.status_code == 409
    assert "Theirs" in text(answer)
    assert "Mine" in text(answer)
    assert client.post(page, sent | {"version": "2"}).status_code == 302


def test_F9_an_agency_sees_what_it_owes_and_hands_it_in_and_nothing_else_of_the_review(group, client_as):
    case = make_case(group)
    decide(case, "concise_review")
    review = make_review(group, "CR-1", "concise_review", case=case)
    restrict(case)
    reports = [
        agency_reports.ask(
            review=review, agency=agency(group, code), due_on=date(2017, 3, 31), by=support(group), at=MADE
        )
        for code in ("GMP", "SRFT")
    ]
    lead = make_lead(group, "GMP")
    client = client_as(lead)
    page = path(group, f"reviews/reports/{reports[0].pk}/")
    shown = text(client.get(page))
    assert "Hand in the report" in shown
    assert case.codename not in shown
    assert client.get(path(group, f"reviews/reports/{reports[1].pk}/")).status_code == 404
    assert client.get(path(group, f"reviews/{review.pk}/")).status_code in (403, 404)
    assert "CR-1" in text(client.get(f"/g/{group.slug}/"))
    assert client.post(f"{page}hand-in/", {}).status_code == 422
    assert client.post(f"{page}hand-in/", {"paper_1": upload(), "note": "Ours"}).status_code == 302
    assert opens(client, f"{page}file/")
    assert "Handed in" in text(client.get(page))


def test_a_review_of_a_restricted_case_is_not_there_and_a_published_one_shows_the_public_fact_alone(
    group, client_as
):
    case = make_case(group)
    decide(case)
    review = final(make_review(group, "SCR-K", case=case))
    reviews.change(
        review=review,
        version=review.version,
        agencies=[],
        title=f"Of {case.codename}",
        by=chair(group),
        at=MADE,
    )
    document = review.documents.get()
    restrict(case)
    client = client_as("business_support")
    page = path(group, f"reviews/{review.pk}/")
    assert client.get(page).status_code == 404
    assert "SCR-K" not in text(client.get(path(group, "reviews/")))
    reviews.publish(review=review, on=TODAY, address="https://example.org/k", by=chair(group), at=MADE)
    shown = text(client.get(page))
    assert "https://example.org/k" in shown
    assert case.codename not in shown
    assert f"/cases/{case.pk}/" not in shown
    assert "Nobody asked" not in shown
    listed = text(client.get(path(group, "reviews/")))
    assert "SCR-K" in listed
    assert case.codename not in listed + text(client.get(path(group, "reviews/?format=csv")))
    for rest in ("edit/", "close/", "people/", "plan/"):
        assert client.get(f"{page}{rest}").status_code == 404
    assert client.get(path(group, f"reviews/documents/{document.pk}/")).status_code == 404
    assert client.get(path(group, f"letters/{case.letters.first().pk}/")).status_code == 404


def test_what_is_owed_for_a_restricted_case_is_told_to_nobody_who_is_not_named(group, client_as):
    case = make_case(group)
    decide(case)
    review = make_review(group, "SCR-K", case=case)
    report = agency_reports.ask(
        review=review, agency=agency(group, "GMP"), due_on=TODAY, by=support(group), at=MADE
    )
    restrict(case)
    pairs = [
        ("review", str(review.pk)), ("review_milestone", str(review.milestones.first().pk)),
        ("agency_report", str(report.pk)), ("statutory_letter", str(case.letters.first().pk)),
    ]  # fmt: skip
    assert registry.hidden(support(group), group, pairs, on=TODAY) == set(pairs)
    lead = make_lead(group, "GMP")
    assert registry.hidden(lead, group, pairs, on=TODAY) == set(pairs) - {pairs[2]}
    ShutOut.objects.create(case=case, person=lead, because="x", decided_at=MADE, decided_by=chair(group))
    assert registry.hidden(lead, group, pairs, on=TODAY) == set(pairs)


def test_a_member_sees_what_is_final_and_not_how_it_is_made(group, client_as):
    review = make_review(group)
    client = client_as("member")
    page = path(group, f"reviews/{review.pk}/")
    assert client.get(page).status_code == 404
    reviews.begin(review=review, by=support(group), at=MADE)
    draft = reviews.add_document(review=review, stage="draft", file=file(group), by=support(group), at=MADE)
    done = reviews.add_document(review=review, stage="final", file=file(group), by=support(group), at=MADE)
    shown = text(client.get(page))
    assert "Terms of reference" in shown
    assert "Lead reviewers and panel" not in shown
    assert client.get(path(group, f"reviews/documents/{draft.pk}/")).status_code == 404
    assert opens(client, path(group, f"reviews/documents/{done.pk}/"))


def test_who_sits_on_a_review_sees_all_of_it_until_their_last_day(group, client_as):
    review = make_review(group)
    reviewer = factories.person_with(group, "member")
    row = review_parts.appoint(
        review=review, part="panel", name=reviewer.name, person=reviewer, on=TODAY, by=support(group), at=MADE
    )
    client, page = client_as(reviewer), path(group, f"reviews/{review.pk}/")
    assert "Lead reviewers and panel" in text(client.get(page))
    assert client.get(f"{page}edit/").status_code == 403
    review_parts.end(row=row, on=TODAY, by=support(group), at=MADE)
    assert client.get(page).status_code == 404


def test_each_look_at_a_review_with_a_case_is_written_down(group, client_as):
    case = make_case(group)
    decide(case)
    review = make_review(group, case=case)
    client_as("chair").get(path(group, f"reviews/{review.pk}/"))
    assert CaseOpening.objects.get(part="the review").case == case


def test_the_page_of_a_review_asks_as_much_of_a_long_one_as_of_a_short_one(group, client_as):
    case = make_case(group)
    decide(case)
    review = final(make_review(group, case=case))
    client, page = client_as("chair"), path(group, f"reviews/{review.pk}/")
    case_page = path(group, f"{case.pk}/")
    counts = []
    for round_ in range(2):
        for address in (page, case_page):
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(address)
            counts.append(len(asked))
        if round_ == 0:
            by = support(group)
            for number in range(2, 6):
                review_parts.add_finding(review=review, number=str(number), text="x", by=by, at=MADE)
                review_parts.add_recommendation(review=review, number=str(number), text="x", by=by, at=MADE)
                reviews.add_document(review=review, stage="final", file=file(group), by=by, at=MADE)
            for code in ("GMP", "SRFT"):
                agency_reports.ask(review=review, agency=agency(group, code), due_on=TODAY, by=by, at=MADE)
    assert counts[:2] == counts[2:]


# letters


def test_F8_a_letter_is_edited_approved_and_its_sending_recorded_from_its_page(group, client_as):
    case = make_case(group)
    decide(case)
    letter = case.letters.get(addressee="dfe")
    page = path(group, f"letters/{letter.pk}/")
    helper, client = client_as("business_support"), client_as("chair")
    assert helper.post(page, {"text": "Our words", "version": letter.version}).status_code == 302
    assert helper.post(f"{page}approve/", {}).status_code == 403
    shown = text(client.get(page))
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    letters.edit(letter=letter, text="Changed since", version=2, by=support(group), at=MADE)
    told = client.post(f"{page}approve/", {"seen": seen, "text": "Changed since"}, follow=True)
    assert "The letter was changed" in text(told)
    seen = text(told).split('name="seen" value="')[1].split('"')[0]
    client.post(f"{page}approve/", {"seen": seen, "text": "Changed since"})
    assert opens(client, f"{page}pdf/")
    sending = {"how": "Secure mail", **date_data("sent_on", TODAY)}
    refused = helper.post(f"{page}sent/", sending)
    assert refused.status_code == 422
    assert "what shows that it was sent" in text(refused)
    assert helper.post(f"{page}sent/", {**sending, "paper_1": upload("receipt.csv")}).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.proof.name) == ("sent", "receipt.csv")
    assert opens(helper, f"{page}proof/")
    assert "receipt" not in text(helper.get(path(group, f"{case.pk}/"))).split("Letters to Ofsted")[0]


def test_F8_two_people_edit_a_letter_and_the_page_shows_both(group, client_as):
    case = make_case(group)
    decide(case)
    letter = case.letters.get(addressee="dfe")
    letters.edit(letter=letter, text="Theirs", version=1, by=chair(group), at=MADE)
    answer = client_as("business_support").post(
        path(group, f"letters/{letter.pk}/"), {"text": "Mine", "version": 1}
    )
    assert answer.status_code == 409
    assert "Theirs" in text(answer)
    assert "Mine" in text(answer)


@pytest.mark.parametrize(
    ("who", "status"), [("member", 403), ("auditor", 403), ("chair", 200), ("independent_chair", 200)]
)
def test_F8_letters_are_for_who_opens_every_case_and_for_the_independent_chair(group, client_as, who, status):
    case = make_case(group)
    decide(case)
    letter = case.letters.get(addressee="dfe")
    assert client_as(who).get(path(group, f"letters/{letter.pk}/")).status_code == status


def test_F8_a_case_says_what_each_body_must_have_and_a_request_for_information_is_recorded(group, client_as):
    case = make_case(group)
    decide(case)
    client = client_as("business_support")
    shown = text(client.get(path(group, f"{case.pk}/")))
    for words in ("Ofsted", "Department for Education", "National panel", "8 Mar 2017"):
        assert words in shown
    made = client.post(
        path(group, f"{case.pk}/letters/asked/"),
        {"addressee": "panel", "asked_for": "The chronology", **date_data("asked_on", TODAY)},
    )
    letter = case.letters.get(kind="information")
    assert made.url == path(group, f"letters/{letter.pk}/")
