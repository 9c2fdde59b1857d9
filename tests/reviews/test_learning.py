"""F11: what was learned is written in plain words that name no case, agreed by the chair, and only then published."""

from datetime import date, time

import pytest
from django.urls import reverse

from members.models import Agency
from reviews import learning_reading
from reviews.enums import LearningState
from reviews.models import Finding, LearningPoint
from reviews.services import bulletins, learning, restricting
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from tests import factories
from tests.reviews.access.learning import draft
from tests.reviews.cases import make_case
from tests.reviews.test_hidden_everywhere import VOLATILE, client_of

AT = moment(date(2017, 5, 2), time(10))
pytestmark = pytest.mark.django_db


@pytest.fixture
def point(group, support):
    return draft(group, "Ask who else lives there", by=support, at=AT)


def page(client, group, name: str, *args, **query) -> str:
    with clock.frozen(AT):
        return client.get(reverse(f"learning:{name}", args=[group.slug, *args]), query).content.decode()


def test_F11_it_is_seen_by_members_once_the_chair_has_agreed_it(group, support, chair, point):
    member = client_of(factories.holder(group, "S09"))
    assert point.title not in page(member, group, "list")
    with clock.frozen(AT):
        assert member.get(reverse("learning:point", args=[group.slug, point.pk])).status_code == 404
    learning.agree(point=point, by=chair, at=AT)
    assert point.title in page(member, group, "list", source="concise", theme="neglect")
    assert point.title not in page(member, group, "list", source="audit")
    assert point.what in page(member, group, "point", point.pk)
    with clock.frozen(AT):
        assert (
            point.title
            in member.get(reverse("search", args=[group.slug]), {"q": "who else"}).content.decode()
        )


def test_F11_what_is_changed_is_agreed_anew_and_two_people_at_once_lose_nothing(support, chair, point):
    learning.agree(point=point, by=chair, at=AT)
    said = {
        "title": point.title, "what": "Nobody asked.", "practice": point.practice, "source": "audit", "theme": "",
        "agencies": [], "case": None, "review": None, "by": support, "at": AT,
    }  # fmt: skip
    learning.edit(point=point, version=1, **said)
    assert (point.state, point.agreed_by) == (LearningState.DRAFTED, None)
    with pytest.raises(Conflict) as conflict:
        learning.edit(point=point, version=1, **said | {"what": "Something else."})
    assert "Nobody asked." in conflict.value.theirs
    with pytest.raises(NotAllowed, match="changed"):
        learning.agree(point=point, by=chair, at=AT, seen="1.1493712000")


def test_F11_pressed_twice_it_is_one_and_withdrawn_it_stays_so(group, support, chair, point):
    assert draft(group, point.title, by=support, at=AT) == point
    learning.withdraw(point=point, because="It was said twice.", by=chair, at=AT)
    with pytest.raises(NotAllowed, match="was withdrawn"):
        learning.agree(point=point, by=chair, at=AT)
    assert draft(group, point.title, by=support, at=AT).number == 2


@pytest.mark.parametrize("field", ["title", "what", "practice", "theme"])
@pytest.mark.parametrize("names", ["codename", "reference", "code"])
def test_F11_no_word_by_which_a_case_is_called_can_stand_in_it(group, support, field, names):
    case = make_case(group)
    said = {"codename": case.codename, "reference": case.reference, "code": "SCR-Q"}[names]
    words = {"title": "A title", field: f"As in {said}: ask again."}
    with pytest.raises(NotAllowed, match="can be read as a case"):
        draft(group, words.pop("title"), by=support, at=AT, **words)
    assert not LearningPoint.objects.exists()


@pytest.mark.parametrize(
    "spelt",
    [
        lambda case: f"{case.codename[:2]}\u200b{case.codename[2:]}",  # with a sign that is not seen
        lambda case: "".join(chr(ord(one) + 0xFEE0) for one in case.codename),  # in letters of full width
        lambda case: case.reference.lower().replace("/", "-"),
        lambda case: case.reference.replace("/", " / "),
        lambda case: case.reference.replace("/", "\u2044"),
        lambda case: "SCR\u2212Q",
        lambda case: f"{case.codename[:2]}-{case.codename[2:]}",
        lambda case: f"the {case.codename.lower()} case",
    ],
)
def test_F11_no_spelling_that_a_person_reads_as_a_case_can_stand_in_it(group, support, spelt):
    with pytest.raises(NotAllowed, match="can be read as a case"):
        draft(group, f"As in {spelt(make_case(group))}: ask again", by=support, at=AT)


def test_F11_a_case_that_is_not_there_for_the_reader_leaves_no_trace_on_any_page(group, support, chair):
    """The pages of a point with a hidden case, and its history, read as those of one that has none."""
    case, vice = make_case(group), factories.person_with(group, "vice_chair")
    point = draft(group, "Ask who else lives there", by=support, at=AT, case=case)
    learning.agree(point=point, by=chair, at=AT)
    manager = client_of(factories.person_with(group, "business_manager"))
    auditor = client_of(factories.person_with(group, "auditor"))
    assert case.codename in page(manager, group, "point", point.pk)
    assert case.codename not in page(auditor, group, "point", point.pk), "an auditor opens no case"
    with clock.frozen(AT):
        restricting.restrict(case=case, people=[], because="A relative sits here", by=vice, at=AT)

    def read() -> list[str]:
        history = reverse("changes:of", args=[group.slug, "reviews.learningpoint", point.pk])
        found = [page(manager, group, "list"), page(manager, group, "point", point.pk)]
        with clock.frozen(AT):
            found.append(manager.get(history).content.decode())
        return [VOLATILE.sub("", one) for one in found]

    hidden = read()
    assert not any(case.codename in one or case.reference in one for one in hidden)
    assert case.codename in page(client_of(vice), group, "point", point.pk)
    form = page(manager, group, "point_change", point.pk)
    assert case.codename not in form
    LearningPoint.objects.filter(pk=point.pk).update(from_case=None)
    assert read() == hidden


def test_F11_the_history_of_a_bulletin_is_whole_whatever_its_learning_points_come_from(group, support, chair):
    case, auditor = make_case(group), client_of(factories.person_with(group, "auditor"))
    point = learning.agree(point=draft(group, "Ask who", by=support, at=AT, case=case), by=chair, at=AT)
    bulletin = bulletins.start(group=group, title="One thing", opening="", links="", by=support, at=AT)
    bulletins.choose(bulletin=bulletin, points=[point], version=1, by=support, at=AT)

    def read() -> list[tuple[int, str]]:
        found = []
        for kind, pk in (("bulletin", bulletin.pk), ("bulletinpoint", bulletin.points.get().pk)):
            with clock.frozen(AT):
                answer = auditor.get(reverse("changes:of", args=[group.slug, f"reviews.{kind}", pk]))
            found.append((answer.status_code, VOLATILE.sub("", answer.content.decode())))
        return found

    hidden = read()
    LearningPoint.objects.filter(pk=point.pk).update(from_case=None)
    assert read() == hidden


def test_F11_who_does_not_see_the_case_changes_the_words_and_not_where_it_comes_from(group, support, chair):
    case, vice = make_case(group), factories.person_with(group, "vice_chair")
    point = draft(group, "Ask who else lives there", by=support, at=AT, case=case)
    with clock.frozen(AT):
        restricting.restrict(case=case, people=[], because="A relative sits here", by=vice, at=AT)
        said = {
            "title": "Ask who lives there",
            "what": "Nobody asked.",
            "practice": "Ask.",
            "source": "concern",
            "version": 1,
        }
        answer = client_of(support).post(reverse("learning:point_change", args=[group.slug, point.pk]), said)
    assert answer.status_code == 302
    point.refresh_from_db()
    assert (point.title, point.from_case) == ("Ask who lives there", case)


def test_F11_its_theme_is_one_of_those_there_are_however_it_is_typed(group, support):
    case = make_case(group, theme="Safer sleeping")
    known = learning_reading.themes(group, support, frozenset({"view_all_cases", "view_cases"}), at=AT)
    assert "Safer sleeping" in known
    assert learning_reading.as_known(" safer  SLEEPING", known) == "Safer sleeping"
    assert "Safer sleeping" not in learning_reading.themes(group, support, frozenset(), at=AT), (
        "of a case that is not there"
    )
    assert case.theme
    assert not Finding.objects.exists()


def test_F11_for_whom_it_is_and_files_of_the_list(group, support, chair, point):
    gmp = Agency.objects.get(group=group, code="GMP")
    one = draft(group, "Tell the school", by=support, at=AT, agencies=[gmp])
    for each in (point, one):
        learning.agree(point=each, by=chair, at=AT)
    rows = page(client_of(support), group, "list", format="csv")
    assert "2/2017-18,Tell the school,Multi-agency Concise Review,neglect,GMP,2017-05-02,Agreed" in rows
