"""Whatever went wrong with one URL → its kind, in plain words."""

import ssl

import httpcore

from citewatch.model import FailureKind


class FetchError(Exception):
    """One URL brought no page. It never leaves this room: `WebFetcher` makes a `Failure` of it."""

    def __init__(
        self, kind: FailureKind, detail: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail
        self.status = status
        self.retry_after = retry_after


def explained(error: Exception) -> FetchError:
    """The fault behind any error that asking for a URL can raise."""
    if isinstance(error, FetchError):
        return error
    match error:
        case TimeoutError() | httpcore.TimeoutException():
            return FetchError(FailureKind.SLOW, "the answer took too long")
        case httpcore.NetworkError() | OSError():
            return FetchError(FailureKind.UNREACHABLE, _network_words(error))
        case httpcore.RemoteProtocolError() if "disconnected without" in str(error):
            return FetchError(FailureKind.UNREACHABLE, "the server closed the connection without an answer")
        case httpcore.ProtocolError():
            return FetchError(FailureKind.GARBLED, f"the answer breaks HTTP: {error}")
    return FetchError(FailureKind.GARBLED, f"the answer could not be read: {type(error).__name__}: {error}")


def _network_words(error: BaseException) -> str:
    match _root(error):
        case ssl.SSLCertVerificationError() as root:
            return f"its certificate is not valid: {root.verify_message}"
        case ssl.SSLError():
            return "no secure connection could be made"
        case ConnectionRefusedError():
            return "the server refuses connections"
        case ConnectionResetError() | BrokenPipeError():
            return "the server broke the connection off"
    return "no connection to the server"


def _root(error: BaseException) -> BaseException:
    """The first cause: libraries wrap the system's error several times."""
    while cause := error.__cause__ or error.__context__:
        error = cause
    return error
