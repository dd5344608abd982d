"""What the commands on a database have in common: which one, who does it, and when."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sop_engine.errors import CallError, Place, problem

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sop_engine.store.acts import Doing
    from sop_engine.store.vault import Keys
    from sop_engine.terms.contract import Contract

URL = "sqlite:///sop.db"
Database = Annotated[
    str,
    typer.Option("--database", envvar="SOP_DATABASE_URL", help="The database: sqlite:///FILE or postgresql://..."),
]
By = Annotated[str, typer.Option("--by", envvar="SOP_BY", help="Who does this; it is kept with what is done.")]
VaultKey = Annotated[
    Path | None, typer.Option("--vault-key", envvar="SOP_VAULT_KEY", help="The file with the key of the vault.")
]
Kept = Annotated[str, typer.Argument(help="The name of a contract that was adopted.")]


def database(url: str) -> "Engine":
    """A database whose tables are what this engine expects.

    Raises:
        CallError: It is none, or has other tables.
    """
    from sop_engine.store.connect import connect
    from sop_engine.store.migrate import ready

    engine = connect(url)
    ready(engine)
    return engine


def doing(by: str, contract: "Contract") -> "Doing":
    """Who does something now, in the calendar of a contract.

    Raises:
        CallError: The contract does not say by which calendar.
    """
    from sop_engine.service.post import payment_periods
    from sop_engine.store.acts import Doing

    return Doing(by, datetime.now(UTC), payment_periods(contract).zone)


def keys(file: Path | None) -> "Keys":
    """The keys of the vault.

    Raises:
        CallError: It is not said where, or it is none.
    """
    from sop_engine.store.vault import read_keys

    if file is None:
        raise CallError(problem("vault-key-missing", Place("--vault-key")))
    return read_keys(file)
