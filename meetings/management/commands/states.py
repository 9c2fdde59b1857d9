"""`manage.py states`: the states of meetings, agendas, minutes, items and letters as Mermaid diagrams."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from meetings.enums import TRANSITIONS


class Command(BaseCommand):
    help = "Prints every table of states as a Mermaid diagram, in Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, table in TRANSITIONS.items():
            lines = [f"## {name}", "```mermaid", "stateDiagram-v2", *self.diagram(table), "```", ""]
            self.stdout.write("\n".join(lines))

    def diagram(self, table: dict[Any, set[Any]]) -> Iterator[str]:
        for state in table:
            label = state.label.replace(":", ",")  # Mermaid reads a colon as the start of a label
            yield f'    state "{label}" as {state.value}'
        yield f"    [*] --> {next(iter(table)).value}"
        for state, following in table.items():
            for to in sorted(following, key=list(table).index):
                yield f"    {state.value} --> {to.value}"
