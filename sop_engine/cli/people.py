"""The commands about a person's own data, and about audit samples."""

import csv
import sys
from typing import Annotated

import typer

from sop_engine.cli.common import Machine, print_json
from sop_engine.cli.database import URL, By, Database, Kept, VaultKey, database, doing, keys

Ref = Annotated[str, typer.Argument(help="The reference by which those who send evidence call the person.")]


def person(contract: Kept, reference: Ref, vault_key: VaultKey = None, database_url: Database = URL) -> None:
    """Show all that is held on a person, as JSON: who they are, their evidence, what was decided and posted."""
    from sop_engine.service.person import held

    print_json(held(database(database_url), contract, keys(vault_key), reference))


def erase(
    contract: Kept,
    reference: Ref,
    ground: Annotated[str, typer.Option("--ground", help="Why, such as the request and its date.")] = "",
    by: By = "",
    vault_key: VaultKey = None,
    database_url: Database = URL,
) -> None:
    """Destroy who a person is; what was paid, stated and proved stays as it was."""
    from sop_engine.service.keep import terms_now
    from sop_engine.service.person import erase as destroy

    engine = database(database_url)
    _, agreed = terms_now(engine, contract)
    uid = destroy(engine, contract, keys(vault_key), reference, ground, doing(by, agreed.contract))
    print(f"{uid} names nobody any more. Destroy the copies of the database that are older, or their key.")


def sample(
    contract: Kept,
    seed: Annotated[str, typer.Option("--seed", help="A text that nobody could know before all was sent.")],
    size: Annotated[int, typer.Option("--size", min=1, help="How many records.")],
    kind: Annotated[list[str] | None, typer.Option("--kind", help="A kind of record; may be repeated.")] = None,
    by: By = "",
    database_url: Database = URL,
    as_json: Machine = False,
) -> None:
    """Draw a sample of accepted evidence to audit; the same seed draws the same again."""
    from sop_engine.service.keep import terms_now
    from sop_engine.service.sample import announce

    engine = database(database_url)
    _, agreed = terms_now(engine, contract)
    done = announce(engine, contract, seed, size, tuple(kind or ()), doing(by, agreed.contract))
    if as_json:
        print_json({**done._asdict(), "drawn": [each._asdict() for each in done.drawn]})
        return
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["record", "kind", "participant", "file", "row", "right or wrong"])
    out.writerows([*each, ""] for each in done.drawn)
    known = f"known by act {done.known_seq}"
    print(f"{len(done.drawn)} of {done.frame} records that count, {known}; seed {done.seed!r}.", file=sys.stderr)
