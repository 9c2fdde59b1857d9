"""The settled small year as a program of the council sees it: tokens of every kind, and what an address answers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from members.enums import READING_ROLES, Role
from members.models import ApiToken
from members.services import api_tokens
from members.views.api_tokens import last_day
from subgroup.models import SubGroup
from subgroup.tokens import hashed
from tests import factories, settled
from tests.routes import NOW

OTHER_BOARD = factories.ROOT / "tests" / "data" / "terms-other-board.toml"
ENDED, TAKEN_BACK, OF_ANOTHER_GROUP, UNKNOWN = "ended", "taken back", "of another group", "unknown"


@dataclass
class World:
    group: SubGroup
    files: Path
    tokens: dict[str, str] = field(default_factory=dict)

    def make(self, key: str, role: Role = Role.AUDITOR, group: SubGroup | None = None) -> ApiToken:
        by = factories.holder(self.group, "S07", NOW.date())
        self.tokens[key] = api_tokens.make(
            group=group or self.group, name=f"Tool {key}", role=role, last_day=NOW.date() + timedelta(days=30), by=by, at=NOW
        )  # fmt: skip
        return ApiToken.objects.get(token_hash=hashed(self.tokens[key]))

    def ask(
        self,
        key: str | None,
        resource: str,
        query: str = "",
        *,
        method: str = "get",
        client: Client | None = None,
    ):
        """The answer to whoever bears this token; a browser may come with it."""
        headers = {"Authorization": f"Bearer {self.tokens[key]}"} if key else {}
        url = reverse("api:resource", args=[self.group.slug, resource]) + query
        return getattr(client or Client(enforce_csrf_checks=True), method)(url, headers=headers)

    def read(self, key: str, resource: str, query: str = "") -> Any:
        answer = self.ask(key, resource, query)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    def rows(self, key: str, resource: str, query: str = "?per_page=500") -> list[dict[str, Any]]:
        found = self.read(key, resource, query)
        assert found["next"] is None
        return found["rows"]


@contextmanager
def small_year(files: Path) -> Iterator[World]:
    with settled.small_year(files, at=NOW) as group:
        world = World(group, files)
        for role in READING_ROLES:
            world.make(role, role)
        ended, taken_back = world.make(ENDED), world.make(TAKEN_BACK)
        assert last_day(ended) == NOW.date() + timedelta(days=30)
        ApiToken.objects.filter(pk=ended.pk).update(made_at=NOW - timedelta(days=2), expires_at=NOW)
        api_tokens.revoke(token=taken_back, by=taken_back.made_by, at=NOW)
        world.make(OF_ANOTHER_GROUP, group=factories.make_group(OTHER_BOARD, at=NOW))
        world.tokens[UNKNOWN] = world.tokens[Role.AUDITOR][:-1] + "!"
        yield world
