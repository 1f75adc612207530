"""A path → the recorded web that it names: a folder, or a WARC file."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

from citewatch.replay.recording import FolderRecording, folder_days
from citewatch.replay.warc import WarcRecording

Recording = FolderRecording | WarcRecording


def open_recording(path: Path) -> Recording:
    """Raises: ConfigError."""
    return WarcRecording(path) if path.is_file() else FolderRecording(path)


def recorded_days(path: Path) -> Sequence[date]:
    """The recorded days, oldest first. Raises: ConfigError."""
    return WarcRecording(path).days if path.is_file() else folder_days(path)


def last_moment(path: Path) -> datetime:
    """The end of the last recorded day. Raises: ConfigError."""
    return datetime.combine(recorded_days(path)[-1], time(23, 59, 59), UTC)
