"""Components against govuk-frontend's own fixtures: what a screen reader meets is what GOV.UK tested."""

import html
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError

PACKAGE = Path(settings.BASE_DIR) / "node_modules/govuk-frontend/dist/govuk/components"
pytestmark = pytest.mark.skipif(not PACKAGE.exists(), reason="node_modules is not installed: npm ci")


def fixture(component: str, name: str) -> tuple[dict, str]:
    found = json.loads((PACKAGE / component / "fixtures.json").read_text())["fixtures"]
    one = next(each for each in found if each["name"] == name)
    return one["options"], one["html"]


def _in_order(attribute: str) -> str:
    name, _, value = attribute.partition("=")
    return (
        f'class="{" ".join(sorted(value.strip(chr(34)).split()))}"'
        if name == "class"
        else " ".join(attribute.split())
    )


def normal(markup: str) -> list[str]:
    """Tags with their attributes and class names sorted, and texts; white space does not count."""
    parts = []
    for token in re.findall(r"<[^>]+>|[^<]+", html.unescape(markup)):
        if token.startswith("<"):
            name, *rest = re.findall(r'[^\s"=<>]+(?:="[^"]*")?', token)
            parts.append(" ".join([name, *sorted(map(_in_order, rest))]))
        elif text := " ".join(token.split()):
            parts.append(text)
    return parts


def rendered(source: str, **context) -> list[str]:
    return normal(Template(source).render(Context(context)))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("link", '{% ui "button" text=o.text href=o.href %}'),
        ("prevent double click", '{% ui "button" text=o.text %}'),
    ],
)
def test_button_is_govuks(name: str, source: str) -> None:
    options, expected = fixture("button", name)
    assert rendered(source, o=options) == normal(expected)


@pytest.mark.parametrize("name", ["secondary", "warning", "name", "value"])
def test_button_kinds_are_govuks_and_take_one_press(name: str) -> None:
    options, expected = fixture("button", name)
    kind = options.get("classes", "").removeprefix("govuk-button--")
    source = '{% ui "button" text=o.text kind=kind name=o.name value=o.value %}'
    once = expected.replace("<button", '<button data-prevent-double-click="true"')
    assert rendered(source, o={"name": None, "value": None, **options}, kind=kind) == normal(once)


def test_a_button_that_may_not_be_pressed_says_why() -> None:
    options, expected = fixture("button", "disabled")
    parts = rendered(
        '{% ui "button" text=o.text disabled_reason="The chair must approve first." %}', o=options
    )
    assert normal(expected) == parts[1:4]
    assert "The chair must approve first." in parts


@pytest.mark.parametrize("name", ["default", "grey", "green", "red", "purple", "yellow"])
def test_tag_is_govuks(name: str) -> None:
    options, expected = fixture("tag", name)
    colour = options.get("classes", "").removeprefix("govuk-tag--")
    assert rendered('{% ui "tag" text=text colour=colour %}', text=options["text"], colour=colour) == normal(
        expected
    )


def test_summary_list_is_govuks() -> None:
    options, expected = fixture("summary-list", "default")
    source = """{% uiblock "summary_list" %}{% for row in rows %}{% if row.value.text %}{% ui "summary_row" key=row.key.text
        value=row.value.text %}{% else %}{% uiblock "summary_row" key=row.key.text %}{{ row.value.html|safe }}{% enduiblock %}
        {% endif %}{% endfor %}{% enduiblock %}"""
    assert rendered(source.replace("\n", " "), rows=options["rows"]) == normal(expected)


def test_summary_list_with_a_link_is_govuks() -> None:
    options, expected = fixture("summary-list", "single action with anchor")
    row = options["rows"][0]
    action = row["actions"]["items"][0]
    source = '{% uiblock "summary_list" %}{% ui "summary_row" key=k value=v href=h action=a hidden="x" %}{% enduiblock %}'
    parts = rendered(source, k=row["key"]["text"], v=row["value"]["text"], h=action["href"], a=action["text"])
    hidden = ['span class="govuk-visually-hidden"', "x", "/span"]
    assert [part for part in parts if part not in hidden] == normal(expected)


@pytest.mark.parametrize("name", ["default", "expanded"])
def test_details_is_govuks(name: str) -> None:
    options, expected = fixture("details", name)
    source = '{% ui "details" summary=o.summaryText text=o.text open=o.open %}'
    expected = re.sub(r' id="[^"]*"', "", expected)
    assert rendered(source, o={"open": False, **options}) == normal(expected)


@pytest.mark.parametrize("component", ["warning-text", "inset-text"])
def test_standing_words_are_govuks(component: str) -> None:
    options, expected = fixture(component, "default")
    name = component.replace("-", "_")
    assert rendered(f'{{% ui "{name}" text=o.text %}}', o=options) == normal(expected)


@pytest.mark.parametrize("name", ["default", "with type as success"])
def test_notification_is_govuks(name: str) -> None:
    options, expected = fixture("notification-banner", name)
    assert rendered('{% ui "notification" kind=o.type text=o.text %}', o={"type": "", **options}) == normal(
        expected
    )


def test_a_failure_is_read_out_at_once() -> None:
    assert any(
        'role="alert"' in part for part in rendered('{% ui "notification" kind="error" text="Not sent" %}')
    )


def test_panel_is_govuks() -> None:
    options, expected = fixture("panel", "default")
    source = '{% uiblock "panel" title=o.titleHtml %}{{ o.html|safe }}{% enduiblock %}'
    assert rendered(source, o=options) == normal(expected)


def test_breadcrumbs_are_govuks() -> None:
    options, expected = fixture("breadcrumbs", "default")
    items = [(each["text"], each["href"]) for each in options["items"]]
    assert rendered('{% ui "breadcrumbs" items=items %}', items=items) == normal(expected)


@pytest.mark.parametrize("name", ["default", "with hint text and additional states"])
def test_task_list_is_govuks(name: str) -> None:
    options, expected = fixture("task-list", name)
    tasks = [
        {
            "id": f"task-list-{number}",
            "title": item["title"]["text"],
            "href": item.get("href"),
            "hint": item.get("hint", {}).get("text"),
            "status": item["status"].get("text") or item["status"]["tag"]["text"],
            "colour": item["status"].get("tag", {}).get("classes", "").removeprefix("govuk-tag--"),
        }
        for number, item in enumerate(options["items"], start=1)
    ]
    source = """{% uiblock "task_list" %}{% for t in tasks %}{% ui "task" id=t.id title=t.title href=t.href hint=t.hint
        status=t.status colour=t.colour %}{% endfor %}{% enduiblock %}""".replace("\n", " ")
    expected = re.sub(r" govuk-task-list__status--cannot-start-yet", "", expected)
    assert rendered(source, tasks=tasks) == normal(expected)


def test_table_is_govuks() -> None:
    options, expected = fixture("table", "with head and caption")
    head = [each["text"] + ("|number" if each.get("format") else "") for each in options["head"]]
    rows = [[cell["text"] for cell in row] for row in options["rows"]]
    parts = rendered(
        '{% ui "table" caption=c head=head rows=rows %}', c=options["caption"], head=head, rows=rows
    )
    first = options.get("firstCellIsHeader")
    assert first
    tags = [re.sub(r' data-label="[^"]*"', "", part) for part in parts if part not in ("div", "/div")]
    assert tags[2:] == normal(expected), "but for the box around it and the words for a narrow screen"


def test_error_summary_is_govuks() -> None:
    options, expected = fixture("error-summary", "default")
    template = Template('{% include "components/error_summary.html" %}')
    errors = [(each["text"], each["href"].removeprefix("#")) for each in options["errorList"]]
    assert normal(template.render(Context({"errors": errors}))) == normal(expected)


def test_a_misspelt_input_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="has no input url"):
        rendered('{% ui "button" text="Send" url="/x" %}')


def test_every_component_names_its_inputs_and_stands_in_the_gallery() -> None:
    folder = Path(settings.BASE_DIR) / "templates"
    gallery = (folder / "gallery.html").read_text() + (folder / "base.html").read_text()
    for path in (folder / "components").glob("*.html"):
        assert path.read_text().startswith("{# inputs: "), path.name
        used_inside = path.stem in ("why", "list_page")
        assert used_inside or f'"{path.stem}"' in gallery or f"{{% {path.stem} " in gallery, path.name
