"""What a search finds of actions, plans and challenges, as far as their lists show them to the reader."""

from django.db.models import Q
from django.urls import reverse

from actionplans import reading
from actionplans.models import Action, Challenge, Plan
from subgroup import clock
from subgroup.registry import Found, Hit, Search, found
from subgroup.views.base import GroupRequest


def _address(request: GroupRequest, name: str, pk: int) -> str:
    return reverse(f"actionplans:{name}", args=[request.group.slug, pk])


def actions(request: GroupRequest, words: str) -> Found:
    rows = reading.visible(request.user, request.group, request.permissions, on=clock.today())
    rows = rows.filter(Q(text__icontains=words) | Q(reference__icontains=words), withdrawn_at=None)

    def hit(one: Action) -> Hit:
        return Hit(one.text, _address(request, "detail", one.pk), f"Action {one.reference}")

    return found(rows.order_by("-opened_at", "pk"), hit)


def plans(request: GroupRequest, words: str) -> Found:
    rows = reading.plans(request.user, request.group, request.permissions, on=clock.today())
    rows = rows.filter(Q(code__icontains=words) | Q(title__icontains=words))

    def hit(one: Plan) -> Hit:
        return Hit(one.title, _address(request, "plan", one.pk), f"Plan {one.code}")

    return found(rows.order_by("code"), hit)


def challenges(request: GroupRequest, words: str) -> Found:
    rows = reading.challenges(request.user, request.group, request.permissions, on=clock.today())
    rows = rows.filter(Q(question__icontains=words) | Q(issue__icontains=words))

    def hit(one: Challenge) -> Hit:
        return Hit(one.question, _address(request, "challenge", one.pk), f"Challenge {one.reference}")

    return found(rows.order_by("-year", "-number"), hit)


OWN = frozenset({"view_actions", "update_actions"})
SEARCHES = {
    "actions": Search(20, "Actions", OWN, actions),
    "plans": Search(21, "Plans", frozenset({"view_actions"}), plans),
    "challenges": Search(22, "Challenges", OWN, challenges),
}
