"""The command line: `lianbo`. Each command is a file in services/commands/."""

import os

import typer

from services.commands import accounts, configuration, ledger, queues
from services.commands.events import events
from services.commands.serving import migrate, run_embedded, service
from services.commands.submit import submit
from services.commands.terminal import refusing_wrong_configuration, telling_what_is_away

app = typer.Typer(
    help="联播 Lianbo：从报送到签发、供稿、通知。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("run")(run_embedded)
app.command("service")(service)
app.command("migrate")(migrate)
app.command("submit")(submit)
app.command("queues")(queues.queues)
app.add_typer(queues.dead, name="dead")
app.add_typer(ledger.app, name="ledger")
app.add_typer(accounts.user, name="user")
app.add_typer(accounts.unit, name="unit")
app.add_typer(accounts.subscriber, name="subscriber")
app.add_typer(accounts.token, name="token")
app.add_typer(configuration.app, name="config")
app.command("events")(events)


def main() -> None:
    # Databases, files and exports hold contacts and password hashes: for nobody but their owner.
    os.umask(0o077)
    with refusing_wrong_configuration(), telling_what_is_away():
        app()
