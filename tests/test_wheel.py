"""The wheel: all that the program needs is in it, and it works where the project is not."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.days import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (found,) = folder.glob("citewatch-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    options = ["--quiet", "--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, "--target", folder, wheel], check=True)
    return folder


def relative(folder: Path) -> set[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(folder)) for path in files}


def test_everything_is_in_it(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert {f"citewatch/{name}" for name in relative(ROOT / "citewatch")} <= inside
    assert {f"citewatch/_templates/{name}" for name in relative(ROOT / "templates")} <= inside
    assert {f"citewatch/_demo/web/{name}" for name in relative(ROOT / "fixtures" / "web")} <= inside
    assert "citewatch/_demo/sources.yaml" in inside
    assert not [name for name in inside if name.startswith(("tests/", "fixtures/"))]


def test_it_works_where_the_project_is_not(installed: Path, tmp_path: Path) -> None:
    env = os.environ | {"PYTHONPATH": str(installed)}

    def python(*words: str) -> str:
        command = [sys.executable, "-W", "error", *words]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert python("-c", "import citewatch; print(citewatch.__file__)").startswith(str(installed))
    places = python(
        "-c", "from citewatch import resources as r; print(r.templates(), r.demo_web(), r.demo_settings())"
    ).split()
    assert all(place.startswith(str(installed)) for place in places), "none is the project's"
    said = python("-m", "citewatch", "demo", "here")
    assert "2026-09-16: 5 new posts" in said
    assert (tmp_path / "here" / "site" / "index.html").stat().st_size > 10_000
    assert "Commands:" in python("-m", "citewatch", "--help")
    python("-m", "citewatch", "init")
    assert "is good." in python("-m", "citewatch", "check")
