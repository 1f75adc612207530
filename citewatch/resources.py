"""Where the files lie that are shipped beside the code: inside an installed package, else in the project."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_PROJECT = _PACKAGE.parent


def templates() -> Path:
    """The folder of templates."""
    return _first(_PACKAGE / "_templates", _PROJECT / "templates")


def demo_web() -> Path:
    """The recorded web of the demo."""
    return _first(_PACKAGE / "_demo" / "web", _PROJECT / "fixtures" / "web")


def demo_settings() -> Path:
    """The `sources.yaml` of the demo."""
    return _first(_PACKAGE / "_demo" / "sources.yaml", _PROJECT / "fixtures" / "sources.yaml")


def first_settings() -> Path:
    """A `sources.yaml` to begin with."""
    return _PACKAGE / "config" / "first-sources.yaml"


def first_overrides() -> Path:
    """An `overrides.yaml` without decisions."""
    return _PACKAGE / "config" / "first-overrides.yaml"


def workflow() -> Path:
    """The daily workflow."""
    return _first(_PACKAGE / "_workflow" / "publish.yml", _PROJECT / ".github" / "workflows" / "publish.yml")


def _first(packaged: Path, project: Path) -> Path:
    return packaged if packaged.exists() else project
