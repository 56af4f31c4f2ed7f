"""The worked example is written between its marks, in each language, and nowhere else."""

from tests.atlas.comparisons import made_comparison

import worked_example
from checker import ROOT


def test_what_stands_between_the_marks_is_replaced_and_nothing_else():
    text = f"before\n{worked_example.BEGINNING}old\n{worked_example.END}after\n"
    once = worked_example.replaced(text, "new\n")
    assert once.startswith(f"before\n{worked_example.BEGINNING}")
    assert once.endswith(f"{worked_example.END}after\n")
    assert "new" in once
    assert "old" not in once
    assert worked_example.replaced(once, "new\n") == once


def test_the_example_has_command_table_verdict_and_remarks():
    said = worked_example.told(made_comparison(), "es")
    assert "actlas compare digits --seeds 3 --audit" in said
    assert "acierto" in said
    assert "> relu y elu(alpha=0.5) lead" in said
    assert "- 7 values look odd" in said


def test_the_documents_have_the_marks_and_an_example():
    for name in worked_example.DOCUMENTS.values():
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        _, _, rest = text.partition(worked_example.BEGINNING)
        example, end, _ = rest.partition(worked_example.END)
        assert end
        assert "actlas compare digits" in example
        assert "A/A" in example
