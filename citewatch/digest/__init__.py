"""Edition → e-mail of what is new in it; outbox → SMTP."""

from citewatch.digest.composing import Message, compose, edition_mark, write_preview
from citewatch.digest.mailing import SmtpMailer
from citewatch.digest.news import News, news, tell
from citewatch.digest.outbox import Outbox

__all__ = ["Message", "News", "Outbox", "SmtpMailer", "compose", "edition_mark", "news", "tell", "write_preview"]
