"""The local mailbox instead of a mail server: for one machine, for trying out, for tests."""

from collections.abc import Callable

from services.notifier.domain.delivery import Outcome, Result
from services.notifier.domain.mail import Mail
from services.notifier.domain.stores import Captured, Mailbox
from shared.database import Database


class CapturedMail:
    """The same Message-ID twice is one mail: what a crash interrupted is simply delivered again."""

    idempotent = True

    def __init__(self, database: Database, mailbox: Mailbox) -> None:
        self._database = database
        self._mailbox = mailbox

    async def send(self, mail: Mail, before_final_dot: Callable[[], None]) -> Outcome:
        del before_final_dot
        async with self._database.transaction() as tx:
            await self._mailbox.put(
                Captured(
                    message=mail.message,
                    message_id=mail.message_id,
                    to=mail.to,
                    subject=mail.subject,
                    content=mail.content,
                    date=mail.date,
                ),
                tx,
            )
        return Outcome(Result.ACCEPTED)
