"""F8, F9: a Concise Review started from its template, and a letter approved and filed, in a browser and without a script."""

from datetime import date, time

import pytest

from reviews.models import Review
from subgroup.clock import moment
from tests.reviews.cases import make_case
from tests.reviews.reviewed import decide, upload

pytestmark = pytest.mark.django_db(transaction=True)
AT = moment(date(2017, 3, 1), time(9))


def test_F9_a_concise_review_is_started_in_one_form_and_begun(group, enter, clock_at, accessible):
    case = make_case(group, at=AT)
    decide(case, "concise_review", at=AT)
    clock_at(AT)
    page = enter("business_support", script=False, width=375)
    page.goto(f"/g/{group.slug}/cases/{case.pk}/")
    page.get_by_role("button", name="Open the review").click()
    page.get_by_label("Multi-agency Concise Review").check()
    page.get_by_label("Greater Manchester Police").check()
    page.get_by_role("button", name="Open the review").click()
    page.get_by_role("button", name="Begin the review").click()
    assert Review.objects.get().state == "under_way"
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    seen = enter("chair")
    for address in (page.url, f"/g/{group.slug}/cases/reviews/"):
        seen.goto(address)
        accessible(seen)


def test_F8_S3_a_letter_is_approved_and_its_sending_recorded_with_a_proof(
    group, enter, clock_at, accessible, tmp_path
):
    case = make_case(group, at=AT)
    decide(case, at=AT)
    clock_at(AT)
    proof = tmp_path / "receipt.csv"
    proof.write_bytes(upload().read())
    page = enter("chair")
    page.goto(f"/g/{group.slug}/cases/{case.pk}/")
    page.get_by_role("link", name="Decision to Ofsted").click()
    accessible(page)
    page.get_by_role("button", name="Approve the letter").click()
    page.get_by_role("button", name="Record that it was sent").click()
    page.get_by_label("Day").fill("1")
    page.get_by_label("Month").fill("3")
    page.get_by_label("Year").fill("2017")
    page.get_by_label("How, and to which address").fill("By secure mail")
    page.get_by_label("A file that shows it").set_input_files(proof)
    page.get_by_role("button", name="Record it").click()
    assert page.get_by_text("By secure mail").is_visible()
    accessible(page)
    assert case.letters.get(addressee="ofsted").state == "sent"
