"""`python -m bot labs`: reads and explains without Rasa."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import paths
from bot.cli import main

FHIR = Path(__file__).parent / "fhir"


def labs(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["labs", *arguments], input=stdin)


def test_the_example_of_the_readme() -> None:
    result = labs("IgM 32, IgG 900, IgA 150", "--unit", "mg/dL", "--age", "40y", "--json")
    assert result.exit_code == 0
    report = json.loads(result.output)
    assert report["pattern"] == "isolated_low_igm"
    assert report["age_months"] == 480
    assert report["below_article_cutoff"] is True
    assert [one["flag"] for one in report["results"]] == ["low", "normal", "normal"]
    assert report["drawing"]["svg"].startswith("<svg")
    assert report["questions"] == []


def test_words_and_drawing() -> None:
    output = labs("IgM 32 mg/dL", "--age", "40y").output
    assert "below the range of 37 to 286 mg/dL" in output
    assert "not a diagnosis" in output
    assert "[===" in output


def test_standard_input() -> None:
    report = json.loads(labs("-", "--age", "4", "--json", stdin="IgM\n38\nmg/dL\n40-230\n").output)
    assert report["results"][0]["flag"] == "undetermined"
    assert "own_range_may_be_adult" in report["cautions"]


@pytest.mark.parametrize("name", ["observation.json", "panel.json", "report.json", "bundle.json"])
def test_fhir(name: str) -> None:
    result = labs("--fhir", str(FHIR / name), "--json")
    assert result.exit_code == 0
    assert json.loads(result.output)["results"]


def test_a_page_for_the_doctor(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert labs("IgM 32 mg/dL", "--age", "40y", "--page", str(page)).exit_code == 0
    assert "IgM" in page.read_text(encoding="utf-8")


def test_what_is_doubtful_is_asked() -> None:
    assert "below zero" in labs("IgM -5 mg/dL").output
    assert "more than one person" in labs("my IgM is 32, my son's IgM is 45").output
    assert "no results" in labs("what is IgM?").output


@pytest.mark.parametrize(
    "arguments",
    [[], ["IgM 32", "--age", "blue"], ["IgM 32", "--unit", "kg"], ["--fhir", "nowhere.json"], ["--fhir", __file__]],
)
def test_wrong_use_is_a_clear_error(arguments: list[str]) -> None:
    result = labs(*arguments)
    assert result.exit_code != 0
    assert "Error" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "absent"), [(["IgM 32 mg/dL"], "rasa"), (["--fhir", str(FHIR / "bundle.json")], "spacy")]
)
def test_it_loads_no_more_than_it_needs(arguments: list[str], absent: str) -> None:
    code = (
        "import sys; from bot.cli import main\n"
        f"main(['labs', *{arguments!r}], standalone_mode=False)\n"
        f"sys.exit({absent!r} in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr
