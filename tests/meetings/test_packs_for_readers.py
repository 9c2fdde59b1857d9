"""A3: the copy of a reader from whom something is withheld, and later versions of a pack: the numbers agree."""

import dataclasses
import io
import shutil

import pikepdf
import pytest

from meetings.packs import numbers
from meetings.packs.assemble import assemble, supplement
from meetings.packs.spec import Entry, PackSpec
from tests.meetings.made_packs import (
    labels_of,
    make_paper,
    make_spec,
    numbers_of,
    sheet,
    stamps,
    text_of,
    three_papers,
)

pytestmark = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed here")


@pytest.fixture
def three(tmp_path) -> PackSpec:
    return three_papers(tmp_path)


class TestPersonalPack:
    def test_A3_withheld_item_is_one_sheet_and_all_other_numbers_agree(self, three, tmp_path):
        full = assemble(three, tmp_path / "full.pdf")
        own = assemble(three, tmp_path / "own.pdf", withhold={"item2": "interest declared"})
        assert own.contents == full.contents
        assert numbers_of(own.path) == ["1", "2", "3–5", "6", "7"]
        assert labels_of(own.path)[3:] == ["1", "2", "3–5", "6", "7"]
        text = "\n".join(text_of(own.path))
        assert "Beta" not in text
        assert "Item 2, pages 3 to 5, withheld: interest declared." in " ".join(text.split())
        assert [s for s in stamps(full.path) if "Item 2" not in s] == [
            s for s in stamps(own.path) if "Item 2" not in s
        ]

    def test_A3_nothing_of_the_withheld_paper_is_in_the_file(self, tmp_path, three):
        with pikepdf.open(tmp_path / "b.pdf", allow_overwriting_input=True) as pdf:
            with pdf.open_outline() as outline:
                outline.root.append(pikepdf.OutlineItem("Secret heading", 0))
            pdf.save()
        own = assemble(three, tmp_path / "own.pdf", withhold={"b": "no right to it"})
        with pikepdf.open(own.path) as pdf:
            plain = io.BytesIO()
            pdf.save(plain, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
        assert b"Beta" not in plain.getvalue()
        assert b"Secret heading" not in plain.getvalue()
        assert b"Alpha" in plain.getvalue()


class TestRepublished:
    @pytest.fixture
    def first(self, three, tmp_path) -> tuple[Entry, ...]:
        return assemble(three, tmp_path / "v1.pdf").contents

    def test_A3_longer_version_and_new_paper_move_no_other_number(self, three, first, tmp_path):
        longer = sheet("b", "2", make_paper(tmp_path / "b2.pdf", 5, "Longer"))
        new = sheet("d", "2b", make_paper(tmp_path / "d.pdf", 2, "Late"))
        second = make_spec(three.sheets[0], longer, new, three.sheets[2], version=2)
        made = assemble(second, tmp_path / "v2.pdf", previous=first)
        assert numbers_of(made.path) == ["1", "2", "3", "4", "5", "5.1", "5.2", "S1", "S2", "6", "7"]
        assert labels_of(made.path)[-11:] == numbers_of(made.path)
        assert stamps(made.path)[0] == "Item 1 · page 1 of 7"
        assert made.changes == (
            "Item 2, Paper b, has a new version: pages 3 to 5.2.",
            "Item 2b, Paper d, is new: pages S1 to S2.",
        )
        front = " ".join(text_of(made.path)[0].split())
        assert all(sentence in front for sentence in made.changes)

        third = make_spec(*second.sheets, sheet("e", "3b", make_paper(tmp_path / "e.pdf", 1)), version=3)
        again = assemble(third, tmp_path / "v3.pdf", previous=made.contents)
        assert numbers_of(again.path) == [*numbers_of(made.path), "S3"]
        assert again.changes == ("Item 3b, Paper e, is new: page S3.",)

    def test_A3_shorter_version_and_withdrawn_paper_leave_their_numbers_unused(self, three, first, tmp_path):
        shorter = sheet("b", "2", make_paper(tmp_path / "b2.pdf", 1, "Short"))
        made = assemble(make_spec(three.sheets[0], shorter, version=2), tmp_path / "v2.pdf", previous=first)
        assert numbers_of(made.path) == ["1", "2", "3"]
        assert made.changes == (
            "Item 2, Paper b, has a new version: page 3. Pages 4 to 5 are no longer used.",
            "A paper of item 3 is withdrawn: pages 6 to 7 are no longer used.",
        )
        back = assemble(three, tmp_path / "v3.pdf", previous=made.contents)
        assert numbers_of(back.path) == [str(n) for n in range(1, 8)]

    def test_A3_supplement_has_only_what_changed_under_the_same_numbers(self, three, first, tmp_path):
        longer = sheet("b", "2", make_paper(tmp_path / "b2.pdf", 4, "Longer"))
        second = make_spec(
            three.sheets[0], longer, three.sheets[2], version=2, change_note="A page was missing."
        )
        made = supplement(second, tmp_path / "s.pdf", previous=first)
        assert numbers_of(made.path) == ["3", "4", "5", "5.1"]
        text = "\n".join(text_of(made.path))
        assert "A page was missing." in text
        assert "Alpha" not in text
        assert made.contents == assemble(second, tmp_path / "v2.pdf", previous=first).contents

    def test_A3_same_paper_converted_anew_is_not_a_change(self, three, tmp_path):
        before = dataclasses.replace(three.sheets[0], sha256="f" * 64)
        after = dataclasses.replace(before, source=make_paper(tmp_path / "again.pdf", 2, "Same words"))
        first = assemble(make_spec(before), tmp_path / "v1.pdf").contents
        assert assemble(make_spec(after), tmp_path / "v2.pdf", previous=first).changes == ()

    def test_A3_a_change_does_not_tell_a_title_that_the_reader_may_not_see(self, three, first, tmp_path):
        longer = sheet("b", "2", make_paper(tmp_path / "b2.pdf", 4, "Longer"))
        made = assemble(make_spec(three.sheets[0], longer, version=2), tmp_path / "v2.pdf", previous=first)
        assert numbers.changes(made.contents, first, untitled={"item2"}) == (
            "A paper of item 2 has a new version: pages 3 to 5.1.",
            "A paper of item 3 is withdrawn: pages 6 to 7 are no longer used.",
        )

    def test_entries_survive_json(self, first):
        import json

        assert tuple(Entry.from_json(json.loads(json.dumps(e.as_json()))) for e in first) == first
