"""Tables that are lists on a narrow screen."""

from django.template import Context, Template

from subgroup.lists import Cell
from subgroup.stacking import stacked
from subgroup.templatetags.ui import list_rows

TABLE = """<div><table><thead><tr><th scope="col">Agency</th>
<th scope="col">Due <span class="x">&lt;local&gt; "day"</span></th></tr></thead>
<tbody>{}</tbody></table></div>"""


def rows(*cells: str) -> str:
    return stacked(TABLE.format("".join(f"<tr>{cell}</tr>" for cell in cells)))


def test_each_cell_bears_the_word_of_its_column_and_what_begins_the_row_none():
    shown = rows('<th scope="row">Housing</th><td class="c">4 May</td>')
    assert '<td class="c" data-label="Due &lt;local&gt; &quot;day&quot;"><div>4 May</div></td>' in shown
    assert '<th scope="row">Housing</th>' in shown
    assert shown.startswith('<div class="app-stacks">')


def test_what_is_empty_is_left_out_but_not_what_can_be_filled_in():
    shown = rows("<td>a</td><td> – </td>", "<td>b</td><td><br></td>", '<td>c</td><td><input name="x"></td>')
    assert shown.count("data-empty") == 2
    assert '<td data-label="Due &lt;local&gt; &quot;day&quot;"><div><input name="x"></div></td>' in shown


def test_a_sentence_stands_below_its_word():
    assert 'data-long=""' in rows(f"<td>a</td><td>{'word ' * 14}</td>")


def test_a_row_that_spans_columns_and_a_table_without_a_head_stay_as_they_are():
    assert '<td colspan="2">All</td>' in rows('<td colspan="2">All</td>')
    bare = "<table><tbody><tr><td>a</td></tr></tbody></table>"
    assert stacked(bare) == bare


def test_the_component_table_is_one_and_escapes_what_it_is_given():
    page = Template('{% ui "table" caption="Returns" head=head rows=rows %}')
    shown = page.render(Context({"head": ["Who", "Said|number"], "rows": [["GMP", "<b>"]]}))
    assert 'data-label="Said"><div>&lt;b&gt;</div></td>' in shown


def test_the_cells_of_a_list_bear_their_words_and_a_sentence_stands_below_its_own():
    long = "word " * 14
    rows = [
        [
            Cell("R1", "/r/1", "", False, True),
            Cell(long, None, "", False, False),
            Cell("–", None, "", False, False),
        ]
    ]
    heads = [
        {"label": "Case", "full": ""},
        {"label": "What", "full": "What happened"},
        {"label": "By", "full": ""},
    ]
    shown = list_rows(rows, heads)
    assert f'data-label="What happened" data-long="">{long}</td>' in shown
    assert 'data-empty="">–</td>' in shown
