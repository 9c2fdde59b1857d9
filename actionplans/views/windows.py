"""Update windows for people who are signed in: one's own updates on one page, and where a window stands (P8)."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actionplans import hidden, owed, reading
from actionplans.forms.windows import SendBackForm
from actionplans.models import NO_DAY_LAST, Action, ActionUpdate, UpdateOwed, Window, WindowLink
from actionplans.services import links, updates
from actionplans.views import words
from actionplans.views.parts import parts
from actionplans.views.typed import passes
from members.models import Agency
from subgroup import clock
from subgroup.clock import day_of
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed
from subgroup.models import Deadline
from subgroup.views.base import GroupRequest, GroupView

SEE_ALL, UPDATE = "view_actions", "update_actions"


class WindowPage(GroupView):
    abstract = True
    permission = UPDATE

    @cached_property
    def window(self) -> Window:
        rows = Window.objects.filter(meeting__group=self.group).select_related("meeting__group")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def crumbs(self, window: Window | None = None) -> list[tuple[str, str]]:
        found = [
            ("Actions", reverse("actionplans:list", args=[self.group.slug])),
            ("Updates", reverse("actionplans:windows", args=[self.group.slug])),
        ]
        if window:
            name = "window_state" if self.may(SEE_ALL) else "window"
            found.append((str(window), reverse(f"actionplans:{name}", args=[self.group.slug, window.pk])))
        return found

    def plans_seen(self) -> Q:
        """Of what is owed, that on plans whose code this person may read of; a lead’s own agency always."""
        today = clock.today()
        there = ~Q(plan__in=hidden.plans(self.request.user, self.group, today))
        if not self.may(SEE_ALL):
            return there & Q(agency__in=reading.answers_for(self.request.user, self.group, on=today))
        return there if self.may("view_confidential") else there & Q(plan__confidential=False)


class WindowList(WindowPage):
    permission = SEE_ALL
    or_permission = UPDATE

    def get(self, request: GroupRequest) -> HttpResponse:
        seen = UpdateOwed.objects.filter(self.plans_seen(), window=OuterRef("pk"))
        rows = Window.objects.filter(meeting__group=self.group).select_related("meeting__group")
        if not self.may(SEE_ALL):
            rows = rows.filter(Q(Exists(seen)) | Q(opened_at=None))
        mine = Q(owed__in=UpdateOwed.objects.filter(self.plans_seen()))
        rows = rows.annotate(
            all=Count("owed", filter=mine), made=Count("owed", filter=mine & ~Q(owed__made_at=None))
        )
        page = {
            "title": "Updates",
            "purpose": "Before each meeting every agency says how its actions of the plans stand.",
            "breadcrumbs": self.crumbs()[:1],
            "windows": [(one, self._address(one)) for one in rows.order_by("-opens_on")],
            "today": clock.today(),
            "may_update": self.may(UPDATE),
            "parts": parts(request, "windows"),
        }
        return render(request, "actionplans/windows.html", page)

    def _address(self, window: Window) -> str:
        name = "window_state" if self.may(SEE_ALL) else "window"
        return reverse(f"actionplans:{name}", args=[self.group.slug, window.pk])


class MyUpdates(WindowPage):
    """All of one's own actions on one page. Business support may answer for an agency that it names: ?agency=GMP."""

    permission = UPDATE

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.show(self.rows(is_sent=False))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        if not self.is_open:
            raise NotAllowed("This window is over. A later one is open, or was, and takes what is said now.")
        rows = self.rows(is_sent=True)
        sent = words.send(rows, self.window, group=self.group, by=request.user, at=clock.now())
        if sent is None:
            return self.show(rows, status=422)
        if sent:
            messages.success(request, f"{count(sent, 'update is', 'updates are')} recorded. Thank you.")
        else:
            messages.warning(request, "Nothing was answered yet.")
        return redirect(request.get_full_path())

    @cached_property
    def is_open(self) -> bool:
        """Whether a word of now belongs to this window: in time or, after its close, late."""
        window = self.window
        if window.opened_at is None:
            return False
        newest = owed.current(self.group, at=clock.now())
        return window == newest or window in owed.open_now(self.group, clock.now())

    @cached_property
    def agency(self) -> Agency | None:
        code = self.request.GET.get("agency")
        if not code or not self.may("manage_actions"):
            return None
        return get_object_or_404(Agency, group=self.group, code=code)

    def actions(self) -> QuerySet[Action]:
        mine = (
            Q(agency=self.agency)
            if self.agency
            else reading.mine_to_update(self.request.user, self.group, on=clock.today())
        )
        gone = hidden.plans(self.request.user, self.group, clock.today())
        rows = Action.objects.filter(mine, group=self.group).exclude(recommendation__plan__in=gone)
        return owed.asked_in(self.window, rows)

    def rows(self, *, is_sent: bool) -> list[words.Row]:
        request, today = self.request, clock.today()
        seen = reading.visible(request.user, self.group, request.permissions, on=today)
        shown = set(self.actions().filter(pk__in=seen.values("pk")).values_list("pk", flat=True))
        given: dict[str, Any] = {"data": request.POST, "files": request.FILES} if is_sent else {}
        return words.rows_of(
            self.window,
            self.actions(),
            shows=lambda action: action.pk in shown,
            lights=self.group.terms_on(today).content.lights,
            form={**given, "may_attach": True} if self.is_open else None,
        )

    def show(self, rows: list[words.Row], status: int = 200) -> HttpResponse:
        window, today = self.window, clock.today()
        page = {
            "title": "Your updates" if self.agency is None else f"Updates of {self.agency}",
            "caption": f"{window.meeting.code}, {long_date(window.meeting.day)}",
            "breadcrumbs": self.crumbs()[:1] if not self.may(SEE_ALL) else self.crumbs(window),
            "window": window,
            "rows": rows,
            "forms": [row.form for row in rows if row.form],
            "waiting": sum(row.waits for row in rows),
            "is_open": self.is_open,
            "is_late": window.closes_on < today and not window.is_paused,
            "is_refused": status == 422,
        }
        return render(self.request, "actionplans/my_updates.html", page, status=status)


class WindowState(WindowPage):
    """Who has said what they owe, and who has not; the links that were mailed."""

    permission = SEE_ALL

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        window, today = self.window, clock.today()
        rows = owed.owed_of(window).filter(self.plans_seen())
        unsaid = owed.unsaid_in(window).order_by().values_list("recommendation__plan", "agency")
        waiting = {(plan, agency): number for plan, agency, number in unsaid.annotate(number=Count("pk"))}
        due = {
            row.subject_id: row
            for row in Deadline.objects.filter(
                group=self.group, rule="plan_update", subject_id__in=[str(one.pk) for one in rows]
            )
        }
        page = {
            "title": str(window),
            "purpose": "Which agencies have said how their actions stand, and which have not.",
            "breadcrumbs": self.crumbs(),
            "window": window,
            "rows": [
                (
                    one,
                    waiting.get((one.plan_id, one.agency_id), 0),
                    *owed.state_of(due.get(str(one.pk)), today),
                )
                for one in rows
            ],
            "links": self._links({one.agency_id for one in rows}) if self.may("manage_actions") else [],
            "now": clock.now(),
            "may_manage": self.may("manage_actions"),
            "mine_url": reverse("actionplans:window", args=[self.group.slug, window.pk])
            if self.may(UPDATE)
            else "",
        }
        return render(request, "actionplans/window_state.html", page)

    def _links(self, agencies: set[int]) -> list[tuple[WindowLink, bool]]:
        """Each with whether it is the last of its person, for which a new one can be sent."""
        rows = WindowLink.objects.filter(window=self.window, agency__in=agencies).select_related(
            "agency", "person", "revoked_by"
        )
        found = list(
            rows.prefetch_related("uses").order_by("agency__name", "person__name", "-made_at", "-pk")
        )
        newest: dict[tuple[int, int], WindowLink] = {}
        for one in found:
            newest.setdefault((one.agency_id, one.person_id), one)
        return [(one, one is newest[one.agency_id, one.person_id]) for one in found]


class OwedUpdate(WindowPage):
    """What one agency owed on one plan in one window, action by action, with what was said."""

    permission = SEE_ALL
    or_permission = UPDATE

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        rows = UpdateOwed.objects.filter(self.plans_seen(), window__meeting__group=self.group)
        one = get_object_or_404(rows.select_related("plan", "agency", "window__meeting__group"), pk=pk)
        window, today = one.window, clock.today()
        said = ActionUpdate.objects.filter(
            action__recommendation__plan=one.plan, action__agency=one.agency
        ).filter(Q(window=window) | Q(pk__in=owed.said_in(window).values("pk")))
        asked = owed.asked_in(window).filter(recommendation__plan=one.plan, agency=one.agency)
        actions = Action.objects.filter(Q(pk__in=asked.values("pk")) | Q(pk__in=said.values("action")))
        seen = reading.visible(request.user, self.group, request.permissions, on=today)
        of_action: dict[int, list[ActionUpdate]] = {}
        for update in said.select_related("made_by", "sent_back_by").order_by("-made_at", "-pk"):
            of_action.setdefault(update.action_id, []).append(update)
        visible = set(actions.filter(pk__in=seen.values("pk")).values_list("pk", flat=True))
        lights = self.group.terms_on(today).content.lights
        due = Deadline.objects.filter(group=self.group).about("plan_update", one.pk).first()
        page = {
            "title": owed.label(one),
            "caption": str(window),
            "breadcrumbs": self.crumbs(window),
            "owed": one,
            "due": due,
            "state": owed.state_of(due, today),
            "rows": [
                (
                    action,
                    action.pk in visible,
                    [(u, lights.word(u.colour)) for u in of_action.get(action.pk, [])],
                )
                for action in actions.order_by(NO_DAY_LAST, "reference")
            ],
            "may_manage": self.may("manage_actions"),
        }
        return render(request, "actionplans/owed.html", page)


class _OfLink(WindowPage):
    abstract = True
    permission = "manage_actions"

    @cached_property
    def link(self) -> WindowLink:
        rows = WindowLink.objects.filter(window__meeting__group=self.group)
        rows = rows.select_related("window__meeting__group", "agency__group", "person")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("actionplans:window_state", args=[self.group.slug, self.link.window_id])

    def ask(self, *, title: str, happens: list[str], told: list[str], button: str) -> HttpResponse:
        page = {
            "title": title, "happens": happens, "told": told, "button": button, "cancel_url": self.back(),
            "breadcrumbs": self.crumbs(self.link.window),
        }  # fmt: skip
        return render(self.request, "shapes/confirm.html", page)


class RevokeLink(_OfLink):
    permission = "manage_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        happens = [
            f"The link of {self.link.person} for {self.link.agency} stops working at once.",
            "Signed in, they can still say how their actions stand.",
        ]
        return self.ask(title="Take the link back?", happens=happens, told=[], button="Take the link back")

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        links.revoke(link=self.link, by=request.user, at=clock.now())
        messages.success(request, f"The link of {self.link.person} no longer works.")
        return redirect(self.back())


class RenewLink(_OfLink):
    permission = "manage_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        happens = [
            f"{self.link.person} gets a new link for {self.link.agency}.",
            "The one before stops working.",
        ]
        told = [str(self.link.person)]
        return self.ask(title="Send a new link?", happens=happens, told=told, button="Send a new link")

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        links.send_new(link=self.link, by=request.user, at=clock.now())
        messages.success(request, f"A new link is on its way to {self.link.person}.")
        return redirect(self.back())


class SendBack(GroupView):
    """An update does not stand: with a reason, which who said it reads."""

    permission = "manage_actions"

    @cached_property
    def update(self) -> ActionUpdate:
        request = self.request
        seen = reading.visible(request.user, self.group, request.permissions, on=clock.today())
        rows = ActionUpdate.objects.filter(action__in=seen.values("pk"))
        found = (
            rows.select_related("action__group", "action__agency", "made_by")
            .filter(pk=self.kwargs["pk"])
            .first()
        )
        if found is None:
            raise Http404("No such update.")
        return found

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.show(SendBackForm())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form, action = SendBackForm(request.POST), self.update.action
        if passes(request, form, f"An update of {action.reference}", plan=action.plan):
            try:
                updates.send_back(
                    update=self.update, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
                )
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"The update of {self.update.action.reference} was sent back.")
                return redirect(self.back())
        return self.show(form, status=422)

    def back(self) -> str:
        return reverse("actionplans:detail", args=[self.group.slug, self.update.action_id])

    def show(self, form: SendBackForm, status: int = 200) -> HttpResponse:
        update = self.update
        page = {
            "title": f"Send back the update of {update.action.reference}?",
            "caption": f"{update.made_by}, {long_date(day_of(update.made_at))}",
            "breadcrumbs": [
                ("Actions", reverse("actionplans:list", args=[self.group.slug])),
                (f"Action {update.action.reference}", self.back()),
            ],
            "happens": [
                "The update stays on record, with your reason beside it, and no longer counts.",
                f"{update.action.agency} owes another word in the window that is open, or was last.",
            ],
            "told": [str(update.made_by), f"who answers for {update.action.reference}"],
            "form": form,
            "button": "Send it back",
            "cancel_url": self.back(),
        }
        return render(self.request, "shapes/confirm.html", page, status=status)
