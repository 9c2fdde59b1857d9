"""Who may open these pages, what stands behind their addresses, and one of each of them."""

from datetime import datetime, timedelta

from members.enums import Role
from reviews.models import AnnualReturn, ChildDeath, DeathImport, DeathRequest
from reviews.services import annual_returns, death_imports, deaths
from subgroup.clock import day_of
from subgroup.models import SubGroup
from tests import factories
from tests.reviews.deaths import ask, make_death

VIEW, ANSWER, MANAGE = "view_deaths", "answer_requests", "manage_deaths"
ROUTES: dict[str, tuple[str, ...]] = {
    "reviews:deaths": (VIEW, ANSWER),
    "reviews:death_new": (MANAGE,),
    "reviews:deaths_asked": (ANSWER,),
    "reviews:deaths_chase": (MANAGE,),
    "reviews:deaths_recommend": (MANAGE,),
    "reviews:contribution": (VIEW,),
    "reviews:annual_return": (VIEW,),
    "reviews:annual_return_made": (MANAGE,),
    "reviews:death": (VIEW,),
    "reviews:death_change": (MANAGE,),
    "reviews:death_state": (MANAGE,),
    "reviews:death_ask": (MANAGE,),
    "reviews:death_screening": ("manage_cases",),
    "reviews:death_requests": (VIEW,),
    "reviews:death_request": (VIEW, ANSWER),
    "reviews:death_nil": (MANAGE, ANSWER),
    "reviews:death_answer": (MANAGE, ANSWER),
    "reviews:death_again": (MANAGE,),
    "reviews:death_withdraw": (MANAGE,),
    "reviews:death_judge": (MANAGE,),
    "reviews:death_imports": (MANAGE,),
    "reviews:death_import_new": (MANAGE,),
    "reviews:death_import": (MANAGE,),
    "reviews:death_import_columns": (MANAGE,),
    "reviews:death_import_write": (MANAGE,),
    "reviews:death_import_undo": (MANAGE,),
}
POSTS: dict[str, tuple[str, ...]] = {}
NARROWED: set[str] = {
    "reviews:deaths",  # who only answers goes on to their own page
    "reviews:death_request", "reviews:death_nil", "reviews:death_answer",
    "reviews:death_import_undo",  # the first list is not written
}  # fmt: skip
NONE_THERE: set[str] = set()
THINGS: dict[str, type] = {
    "cases/deaths/": ChildDeath,
    "cases/deaths/annual/": AnnualReturn,
    "cases/deaths/requests/": DeathRequest,
    "cases/deaths/imports/": DeathImport,
}
FILES: set[str] = set()
OPENED_BY: dict[str, Role] = {
    "reviews:death_request": Role.CHAIR,
    "reviews:death_answer": Role.CHAIR,
}


def settle(group: SubGroup, at: datetime) -> None:
    """Makes one of each, through the services."""
    day = day_of(at) - timedelta(days=5)
    by = factories.holder(group, "S06")
    death = make_death(group, notified_on=day, when=at, category_one=True)
    deaths.not_screened(death=death, because="Decided by the panel", by=by, at=at)
    ask(death, "GMP", "SRFT", on=day)
    annual_returns.owe(group=group, ends_on=annual_returns.ended(day_of(at)), at=at)
    data = f"CDOP ref,Notified,Agency,Requested,Returned\nBSW/2017/009,{day:%d/%m/%Y},GMP,{day:%d/%m/%Y},\n"
    death_imports.read(group=group, name="list.csv", data=data.encode(), by=by, at=at)
    made = death_imports.read(group=group, name="list.csv", data=data.encode(), by=by, at=at)
    death_imports.write(made=made, by=by, at=at, seen=death_imports.shown(made))
