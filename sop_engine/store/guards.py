"""Guards: what the database itself refuses, whoever asks; made anew after every migration.

Nothing is altered in or taken from the tables that only grow.  The legs of an entry are there before
it, and add up to nothing; the entry closes them.  Nothing is posted in a period that is closed,
and no period is closed before the one before it.  Whoever was erased is not enrolled again.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from sop_engine.store.rows import APPEND_ONLY, Kept

LEGS = "select {} from posting where contract = new.contract and entry = new.number"
REFUSALS = {
    ("posting", "closed"): (
        "exists (select 1 from entry where contract = new.contract and number = new.entry)",
        "the legs of an entry are there before it",
    ),
    ("entry", "balanced"): (
        f"({LEGS.format('count(*)')}) < 2 or ({LEGS.format('sum(amount)')}) <> 0",
        "the legs of an entry add up to nothing",
    ),
    ("entry", "for_the_provider"): (
        f"coalesce(({LEGS.format('amount')} and account = 'provider'), 0) <> new.amount",
        "what an entry adds is the leg of the provider",
    ),
    ("entry", "period_open"): (
        "exists (select 1 from period where contract = new.contract and number >= new.period)",
        "nothing is posted in a period that is closed",
    ),
    ("run", "period_open"): (
        "exists (select 1 from period where contract = new.contract and number >= new.period)",
        "nothing is run for a period that is closed",
    ),
    ("period", "follows"): (
        "new.number > 1 and not exists"
        " (select 1 from period where contract = new.contract and number = new.number - 1)",
        "a period is closed after the one before it",
    ),
    ("vault", "not_again"): (
        "exists (select 1 from erased where erased.contract = new.contract and erased.match = new.match)",
        "whoever was erased is not enrolled again",
    ),
    ("act", "time_passes"): (
        "exists (select 1 from act where contract = new.contract and seq = new.seq - 1 and at > new.at)",
        "no act is before the act before it",
    ),
}
"""For a table, by name: when a new row is refused, and what is said."""


def guard(connection: Connection) -> None:
    """Make the guards, in the place of those that are there."""
    made = sqlite() if connection.dialect.name == "sqlite" else postgresql()
    for statement in made:
        connection.execute(text(statement.replace(":", "\\:")))


def sqlite() -> Iterator[str]:
    """The guards of SQLite, statement by statement."""
    for table in APPEND_ONLY:
        keys = [column.name for column in Kept.metadata.tables[table].primary_key]
        same = " and ".join(f"{key} = new.{key}" for key in keys)
        there = f"exists (select 1 from {table} where {same})"
        yield from _sqlite(table, "unaltered", "update", "", "nothing is altered here")
        yield from _sqlite(table, "kept", "delete", "", "nothing is taken away here")
        yield from _sqlite(table, "unreplaced", "insert", f"when {there}", "this is there already")
    for (table, name), (when, says) in REFUSALS.items():
        yield from _sqlite(table, name, "insert", f"when {when}", says)


def _sqlite(table: str, name: str, event: str, when: str, says: str) -> Iterator[str]:
    yield f"drop trigger if exists {table}_{name}"
    yield (
        f"create trigger {table}_{name} before {event} on {table} {when} "
        f"begin select raise(abort, 'sop guard, {table}, {says}'); end"
    )


def postgresql() -> Iterator[str]:
    """The guards of PostgreSQL, statement by statement."""
    yield (
        "create or replace function sop_refuse() returns trigger language plpgsql as "
        "$$ begin raise exception 'sop guard, %, %', tg_table_name, tg_argv[0] using errcode = '23514'; end $$"
    )
    for table in APPEND_ONLY:
        yield f"drop trigger if exists {table}_unaltered on {table}"
        yield (
            f"create trigger {table}_unaltered before update or delete on {table} "
            "for each row execute function sop_refuse('nothing is altered or taken away here')"
        )
        yield f"drop trigger if exists {table}_kept on {table}"
        yield (
            f"create trigger {table}_kept before truncate on {table} "
            "for each statement execute function sop_refuse('nothing is taken away here')"
        )
    for (table, name), (when, says) in REFUSALS.items():
        function = f"sop_{table}_{name}"
        yield (
            f"create or replace function {function}() returns trigger language plpgsql as $$ begin "
            f"if {when} then raise exception 'sop guard, {table}, {says}' using errcode = '23514'; end if; "
            "return new; end $$"
        )
        yield f"drop trigger if exists {table}_{name} on {table}"
        yield f"create trigger {table}_{name} before insert on {table} for each row execute function {function}()"
