"""From words to RFC 5322: plain text beside HTML, no attachments, the same bytes at every attempt."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Self

from services.notifier.domain.mail import Mail
from services.notifier.emails.headers import EncodedWords
from shared.clock import SHANGHAI


@dataclass(frozen=True)
class Sender:
    name: str
    address: str

    @classmethod
    def parsed(cls, text: str) -> Self:
        """From `联播 <lianbo@example.org>`."""
        name, address = parseaddr(text)
        if "@" not in address:
            raise ValueError(f"{text!r} names no e-mail address")
        return cls(name, address)

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def compose(*, sender: Sender, id_: str, to: str, subject: str, text: str, html: str, date: datetime) -> Mail:
    message = EmailMessage(policy=EncodedWords())
    message["From"] = Address(sender.name, addr_spec=sender.address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject
    message["Date"] = format_datetime(date.astimezone(SHANGHAI))
    message["Message-ID"] = message_id = f"<{id_}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message.set_content(text, cte="base64")
    message.add_alternative(html, subtype="html", cte="base64")
    # The standard library draws the border between the parts at random; the same mail should be the same bytes.
    message.set_boundary(f"=_{id_}")
    return Mail(message=id_, message_id=message_id, to=to, subject=subject, content=message.as_bytes(), date=date)
