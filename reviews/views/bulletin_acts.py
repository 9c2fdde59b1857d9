"""What is done with a bulletin: written, put in order, approved, sent, passed on, withdrawn and written anew."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from members.models import Agency
from reviews import learning_policies as policies
from reviews import reading
from reviews.deadlines import PASS_ON
from reviews.enums import LearningState
from reviews.forms.learning import BecauseForm, BulletinForm, ChooseForm, PassOnForm
from reviews.models import Bulletin, LearningPoint, PassedOn
from reviews.services import bulletins, passing_on, subscribers
from reviews.views.bulletins import BulletinView, address
from reviews.views.form_act import FormAct
from reviews.views.learning import url
from subgroup import clock, ledger
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed
from subgroup.models import StoredFile
from subgroup.typed import whole
from subgroup.views.base import GroupRequest


class NewBulletin(FormAct):
    permission = "write_learning"
    form_class = BulletinForm
    title = "Start a bulletin"
    button = "Save and choose learning points"
    made: Bulletin | None = None

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        del said["version"]
        self.made = bulletins.start(group=self.group, by=self.request.user, at=clock.now(), **said)
        return "The bulletin is started. Choose its learning points."

    def back(self) -> str:
        return (
            url(self.request, "bulletin_points", self.made.pk)
            if self.made
            else url(self.request, "bulletins")
        )

    def trail(self) -> list[tuple[str, str]]:
        return [("Bulletins", url(self.request, "bulletins"))]


class BulletinAct(BulletinView, FormAct):
    abstract = True

    def back(self) -> str:
        return address(self.bulletin)

    def version(self) -> int:
        return Bulletin.objects.get(pk=self.bulletin.pk).version


class ChangeBulletin(BulletinAct):
    permission = "write_learning"
    form_class = BulletinForm
    title = "Change the bulletin"
    done = "Saved."

    def refuse(self) -> None:
        policies.check_write(self.bulletin)

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.bulletin, name) for name in ("title", "opening", "links", "version")}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        said["version"] = said["version"] or 0
        bulletins.edit(bulletin=self.bulletin, by=self.request.user, at=clock.now(), **said)


class ChoosePoints(BulletinAct):
    permission = "write_learning"
    form_class = ChooseForm
    title = "Choose the learning points"
    template = "learning/choose.html"
    done = "Saved. New ones stand last: move them on this page."

    def refuse(self) -> None:
        policies.check_write(self.bulletin)

    def make_form(self, *data: Any, **kwargs: Any) -> ChooseForm:
        agreed = LearningPoint.objects.filter(group=self.group, state=LearningState.AGREED)
        return ChooseForm(*data, points=agreed.order_by("-agreed_at", "-pk"), **kwargs)

    def initial(self) -> dict[str, Any]:
        there = self.bulletin.points.values_list("point", flat=True)
        return {"points": list(there), "version": self.bulletin.version}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        bulletins.choose(
            bulletin=self.bulletin, points=list(said["points"]), version=said["version"], by=self.request.user, at=clock.now()
        )  # fmt: skip


class _Press(BulletinView):
    """A button: it does one thing and says so, or why not."""

    abstract = True

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        try:
            if said := self.act(self.bulletin):
                messages.success(request, said)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect(self.back())

    def act(self, bulletin: Bulletin) -> str:
        raise NotImplementedError

    def back(self) -> str:
        return address(self.bulletin)


class OrderPoints(_Press):
    permission = "write_learning"

    def act(self, bulletin: Bulletin) -> str:
        point, other = (whole(self.request.POST.get(name, "")) or 0 for name in ("point", "other"))
        bulletins.put_above(bulletin=bulletin, point=point, other=other, by=self.request.user, at=clock.now())
        return ""

    def back(self) -> str:
        return f"{address(self.bulletin)}#points"


class PutToChair(_Press):
    permission = "write_learning"

    def act(self, bulletin: Bulletin) -> str:
        bulletins.put_to_chair(bulletin=bulletin, by=self.request.user, at=clock.now())
        return "The bulletin waits for the chair."


class ApproveBulletin(_Press):
    permission = "approve_learning"

    def act(self, bulletin: Bulletin) -> str:
        seen = self.request.POST.get("seen", "")
        bulletins.approve(bulletin=bulletin, by=self.request.user, at=clock.now(), seen=seen)
        return "The bulletin is approved, and its words are frozen. It can be sent."


class TakeBackBulletin(_Press):
    permission = "approve_learning"

    def act(self, bulletin: Bulletin) -> str:
        bulletins.take_back(bulletin=bulletin, by=self.request.user, at=clock.now())
        return "The bulletin is a draft again."


class BulletinAnew(_Press):
    permission = "write_learning"
    made: Bulletin | None = None

    def act(self, bulletin: Bulletin) -> str:
        self.made = bulletins.anew(bulletin=bulletin, by=self.request.user, at=clock.now())
        return f"{self.made} is a draft with the same words. It says that it replaces {bulletin}."

    def back(self) -> str:
        return address(self.made or self.bulletin)


class SendBulletin(BulletinView):
    permission = "write_learning"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = self.bulletin
        policies.check_send(row)
        readers = subscribers.readers(self.group, on=clock.today())
        due = ledger.preview(self.group, PASS_ON.key, clock.today())
        counted: dict[str, int] = {}
        for one in readers:
            counted[one.row.agency.name] = counted.get(one.row.agency.name, 0) + 1
        page = {
            "title": "Send the bulletin?",
            "caption": str(row),
            "breadcrumbs": self.trail(),
            "happens": [
                f"{count(len(readers), 'reader gets', 'readers get')} one mail with the title and the link, and no word of the text.",
                "It can be read by everybody, without signing in, and stands in the feed.",
                f"Each agency of the sub-group is asked to say by {long_date(due.on)} how it passed it on.",
            ],
            "told": None,
            "agencies": sorted(counted.items()),
            "warning": "" if readers else "Nobody is on the list.",
            "button": f"Publish and send {count(len(readers), 'mail', 'mails')}",
            "cancel_url": address(row),
        }
        return render(request, "learning/send.html", page)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        number = bulletins.send(bulletin=self.bulletin, by=request.user, at=clock.now())
        messages.success(
            request, f"The bulletin is published, and sent to {count(number, 'reader', 'readers')}."
        )
        return redirect(address(self.bulletin))


class WithdrawBulletin(BulletinAct):
    permission = "approve_learning"
    form_class = BecauseForm
    title = "Withdraw the bulletin"
    button = "Withdraw it"
    template = "shapes/confirm.html"
    done = "The bulletin is withdrawn."

    def refuse(self) -> None:
        policies.check_not_withdrawn(self.bulletin)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        bulletins.withdraw(bulletin=self.bulletin, by=self.request.user, at=clock.now(), **said)

    def more(self) -> dict[str, Any]:
        sent = [
            "Who opens it, or its PDF, reads that it was withdrawn and why: the reason is published.",
            "It leaves the feed. Mails that still wait are not sent, and agencies owe nothing more for it.",
        ]
        happens = sent if self.bulletin.sent_at else ["It is never sent. Its number is not given again."]
        return {
            "caption": str(self.bulletin),
            "happens": [*happens, "It can be written anew, under a new number."],
            "told": [],
            "destructive": True,
        }


class PassOn(BulletinAct):
    """The word of one agency, `?agency=` naming it where the reader speaks for several."""

    permission = "pass_on_learning"
    form_class = PassOnForm
    button = "Record it"
    done = "It is recorded. Thank you."

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"How {self.agency} passed it on"

    @cached_property
    def agency(self) -> Agency:
        rows = Agency.objects.filter(group=self.group)
        if not self.may("write_learning"):
            rows = rows.filter(pk__in=reading.agencies_of(self.request.user, self.group, on=clock.today()))
        if code := self.request.GET.get("agency"):
            return get_object_or_404(rows, code=code)
        first = rows.first()
        if first is None:
            raise Http404("They speak for no agency.")
        return first

    @cached_property
    def row(self) -> PassedOn | None:
        return PassedOn.objects.filter(bulletin=self.bulletin, agency=self.agency).first()

    def refuse(self) -> None:
        policies.check_pass_on(self.bulletin)

    def initial(self) -> dict[str, Any]:
        names = ("how", "reached", "day", "version")
        return {name: getattr(self.row, name) for name in names} if self.row else {}

    def version(self) -> int:
        return PassedOn.objects.get(bulletin=self.bulletin, agency=self.agency).version

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        said["version"] = said["version"] or 0
        passing_on.record(
            bulletin=self.bulletin, agency=self.agency, by=self.request.user, at=clock.now(), **said
        )

    def more(self) -> dict[str, Any]:
        return {"caption": f"{self.bulletin}: {self.bulletin.title}"}
