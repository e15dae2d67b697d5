"""What the bench says about numbers and rows has to be true whatever it measures; its figures are nobody's promise."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.__main__ import file_name, run
from bench.bare import LEFT, refuse_other_rows
from bench.numbering import NumberingFigure, gaps_and_repeats
from bench.parts import PARTS, Part
from bench.plan import FULL, QUICK
from bench.postgres import MISSING
from bench.serving import BenchFailed
from bench.site import Site
from bench.tables import numbering_table

FIGURE = NumberingFigure(
    name="16 writers, 10k documents",
    issued=200,
    per_second=20.25,
    times_alone=1.5,
    cpu_ms=40.0,
    gaps=0,
    repeats=0,
    asked_again=1,
)


@pytest.mark.parametrize(
    ("counts", "found"),
    [([1, 2, 3], (0, 0)), ([7, 5, 6], (0, 0)), ([1, 2, 5], (2, 0)), ([1, 2, 2, 2], (0, 2)), ([1, 3, 3], (1, 1))],
)
def test_every_missing_number_and_every_repeat_is_counted(counts: list[int], found: tuple[int, int]) -> None:
    assert gaps_and_repeats(counts) == found


def test_two_ways_that_write_other_rows_are_not_compared() -> None:
    before = dict.fromkeys((*LEFT, "queue"), 5)
    after = before | {name: before[name] + rows for name, rows in LEFT.items()}
    refuse_other_rows(before, after, LEFT, "the API")
    for other in (after | {"queue": 6}, after | {"document_line": 7}):
        with pytest.raises(BenchFailed, match="an invoice by the API wrote"):
            refuse_other_rows(before, other, LEFT, "the API")


def test_without_postgresql_the_table_says_so() -> None:
    assert MISSING not in list(numbering_table([FIGURE], "postgres (PostgreSQL) 15.0"))
    *_, row, last = numbering_table([FIGURE], None)
    assert (row.split()[-6:], last) == (["0", "0", "20.2", "1.50", "40.0", "1"], MISSING)


def test_the_quick_run_measures_what_the_full_one_does() -> None:
    assert set(QUICK.sizes) < set(FULL.sizes)
    assert set(QUICK.drawn_lines) < set(FULL.drawn_lines)
    assert set(QUICK.packs) < set(FULL.packs)
    counts = [name for name in QUICK.__slots__ if isinstance(getattr(QUICK, name), int)]
    shorter = {name: getattr(QUICK, name) <= getattr(FULL, name) for name in counts}
    assert all(shorter.values()), shorter
    assert min(getattr(QUICK, name) for name in shorter) >= 1


def test_a_part_that_fails_says_so_and_takes_nothing_from_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_site: Site) -> object:
        # Of whatever kind: a server that hangs up raises no BenchFailed.
        raise ConnectionResetError("the server went")

    def table(figures: NumberingFigure) -> Iterator[str]:
        yield f"{figures.issued} issued"

    parts = [Part("first", lambda _: FIGURE, table), Part("broken", fail, table), Part("last", lambda _: FIGURE, table)]
    assert run(parts, QUICK, "some.json", tmp_path) == 1
    told = capsys.readouterr()
    assert told.out.count("200 issued") == 2
    assert "bench: broken: ConnectionResetError: the server went" in told.err
    kept = json.loads((tmp_path / "some.json").read_text(encoding="utf-8"))
    assert (kept["first"]["issued"], kept["last"]["gaps"], [*kept["failed"]]) == (200, 0, ["broken"])
    assert run(parts[:1], QUICK, "some.json", tmp_path) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["some.json"]


def test_every_part_has_a_name_of_its_own_under_which_its_figures_are_kept() -> None:
    names = [part.name for part in PARTS]
    assert len(set(names)) == len(names)
    assert not set(names) & {"machine", "plan", "seconds", "failed"}
    assert file_name([], quick=False) == "results.json"
    assert file_name(["packs", "calls"], quick=True) == "calls-packs-quick.json"
