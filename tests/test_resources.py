"""What is shipped beside the code is found from a checkout, and in an installed package before that."""

from pathlib import Path

import pytest

from citewatch import resources

ROOT = Path(__file__).parents[1]


def test_found_in_a_checkout() -> None:
    assert resources.templates() == ROOT / "templates"
    assert resources.demo_web() == ROOT / "fixtures" / "web"
    assert resources.demo_settings() == ROOT / "fixtures" / "sources.yaml"
    assert all(found.exists() for found in (resources.templates(), resources.demo_web(), resources.demo_settings()))


def test_an_installed_package_brings_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_templates").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    assert resources.templates() == tmp_path / "_templates"
    assert resources.demo_web() == ROOT / "fixtures" / "web"
