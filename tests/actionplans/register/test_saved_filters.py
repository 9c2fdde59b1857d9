"""Filters of the register that are kept under a name (F15)."""

from django.urls import reverse

from actionplans.models import Plan, SavedFilter
from subgroup import clock
from tests.actionplans.register.days import TODAY
from tests.actionplans.rows import make_plan


def test_F15_a_filter_is_saved_under_a_name_shared_by_business_support_and_removed(
    client_as, register, group, actions
):
    save = reverse("actionplans:filter_new", args=[group.slug])
    with clock.frozen(TODAY):
        support, member = client_as("business_support"), client_as("member")
        support.post(f"{save}?light=red&page=2&csrf=x", {"name": "Red ones", "shared": "on"})
        member.post(f"{save}?due=soon", {"name": "Mine soon", "shared": "on"})
        assert dict(SavedFilter.objects.values_list("name", "query")) == {
            "Red ones": "light=red",
            "Mine soon": "due=soon",
        }
        assert "?light=red" in member.get(register).content.decode()
        assert "Mine soon" not in support.get(register).content.decode()
        red = SavedFilter.objects.get(name="Red ones")
        remove = reverse("actionplans:filter_remove", args=[group.slug, red.pk])
        assert member.post(remove).status_code == 404
        assert support.post(remove).status_code == 302
    assert SavedFilter.objects.get().name == "Mine soon"


def test_F15_the_name_of_a_shared_filter_is_kept_from_who_may_not_see_its_plan_or_theme(
    client_as, register, group, actions
):
    make_plan(group, "SCR-Z", title="Plan Z", confidential=True, theme="Hidden harm")
    save = reverse("actionplans:filter_new", args=[group.slug])
    with clock.frozen(TODAY):
        support, chair, reader = client_as("business_support"), client_as("chair"), client_as("liqa_reader")
        for query, name in (
            ("plan=SCR-Z", "Zulu late"), ("theme=Hidden+harm", "Harm late"), ("plan=SCR-K&theme=Neglect", "Kilo late"),
        ):  # fmt: skip
            support.post(f"{save}?{query}", {"name": name, "shared": "on"})
        for who in (support, chair):
            page = who.get(register).content.decode()
            assert all(name in page for name in ("Zulu late", "Harm late", "Kilo late"))
        page = reader.get(register).content.decode()
        assert "Kilo late" in page
        assert not any(name in page for name in ("Zulu", "Harm late", "SCR-Z"))
        Plan.objects.filter(code="SCR-Z").update(confidential=False)
        assert "Zulu late" in reader.get(register).content.decode()
