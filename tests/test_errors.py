"""The tree of errors: what each prints, and what it means for the run."""

import pickle

import pytest

from citewatch import errors


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.RunError("store.db", "is full"), 1),
        (errors.ConfigError("sources.yaml", "line 3"), 2),
        (errors.LockedError("store.db", "is in use"), 3),
        (errors.StoreError("store.db", "is newer"), 1),
        (errors.MailError("mail.example", "refused"), 1),
    ],
)
def test_exit_status(error: errors.RunError, status: int) -> None:
    assert error.exit_status == status
    assert not isinstance(error, errors.ItemError)


def test_one_line_with_its_subject() -> None:
    assert str(errors.ParseError("https://a.kz/1", "is empty")) == "https://a.kz/1: is empty"
    assert str(errors.ParseError("", "is empty")) == "is empty"


def test_errors_travel_between_processes() -> None:
    error = pickle.loads(pickle.dumps(errors.ParseError("a", "b")))  # noqa: S301 — our own bytes
    assert (type(error), error.subject, error.message) == (errors.ParseError, "a", "b")


def test_a_bad_item_never_ends_a_run() -> None:
    assert issubclass(errors.ParseError, errors.ItemError)
    assert not issubclass(errors.ItemError, errors.RunError)
