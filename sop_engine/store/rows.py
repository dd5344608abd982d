"""Rows: what the database keeps, table by table; shaped for keeping, apart from the tables of the core.

A row is never built from what somebody sent: SQLModel does not check the values of a table.  What is
sent is checked at the edges, and once more by the constraints here.  Instants are microseconds of
UTC since 1970, days are the numbers of units/days.py, money is minor units.

Every row says by which act it was told (`seq`).  What was known by an act is what has no greater one.
"""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, MetaData, Table, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from sop_engine.store.columns import blob, text, whole

MOST = 10**12
"""No amount reaches it, in minor units: far from where 64 bits end, and a slip of the pen is seen."""
EARLIEST, LATEST = -25_567, 84_006
"""Day numbers from 1900 to 2199."""

STATES = ("submitted", "in review", "accepted", "rejected", "withdrawn")
"""What evidence goes through."""

SUBMITTED, IN_REVIEW, ACCEPTED, REJECTED, WITHDRAWN = STATES


class Kept(SQLModel):
    """The tables of the store, with names for their constraints that are the same everywhere."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


STRICT = {"sqlite_strict": True}
CORRECTS = sql("supersedes is not null")
"""Few records correct another: an index of those alone costs the others nothing."""


def day_check(*names: str) -> tuple[CheckConstraint, ...]:
    """Days lie between 1900 and 2199."""
    return tuple(CheckConstraint(f"{name} between {EARLIEST} and {LATEST}", name=f"{name}_is_a_day") for name in names)


def one_of(name: str, words: tuple[str, ...]) -> CheckConstraint:
    """A text is one of some words."""
    return CheckConstraint(f"{name} in ({', '.join(repr(each) for each in words)})", name=f"{name}_is_known")


def told() -> ForeignKeyConstraint:
    """The act by which a row was told is there."""
    return ForeignKeyConstraint(["contract", "seq"], ["act.contract", "act.seq"], deferrable=True, initially="DEFERRED")


class Agreement(Kept, table=True):
    """A row is a contract that is kept here, by its name."""

    __table_args__ = (UniqueConstraint("name"), STRICT)
    id: int = Field(sa_column=whole(primary_key=True))
    name: str = Field(sa_column=text())


class Act(Kept, table=True):
    """A row is something that somebody did to what is known about a contract; acts are chained, each to the one before.

    `facts` is the hash of all rows that were told with it, `hash` that of the whole act with `before`,
    the hash of the act before.
    """

    __table_args__ = (
        UniqueConstraint("contract", "seq", "hash"),
        ForeignKeyConstraint(["contract"], ["agreement.id"]),
        ForeignKeyConstraint(["contract", "prev_seq", "before"], ["act.contract", "act.seq", "act.hash"]),
        CheckConstraint(
            "(seq = 1 and prev_seq is null and before = '')"
            " or (seq > 1 and prev_seq is not null and prev_seq = seq - 1)",
            name="chained",
        ),
        CheckConstraint("length(hash) = 64 and length(facts) = 64", name="hashed"),
        CheckConstraint("who <> ''", name="by_somebody"),
        *day_check("day"),
        STRICT,
    )
    contract: int = Field(sa_column=whole(primary_key=True))
    seq: int = Field(sa_column=whole(primary_key=True))
    prev_seq: int | None = Field(sa_column=whole(nullable=True))
    at: int = Field(sa_column=whole())
    day: int = Field(sa_column=whole())
    who: str = Field(sa_column=text())
    what: str = Field(sa_column=text())
    content: str = Field(sa_column=text())
    facts: str = Field(sa_column=text())
    before: str = Field(sa_column=text())
    hash: str = Field(sa_column=text())


class Version(Kept, table=True):
    """A row is the terms of a contract as they were adopted: the texts of its files, and of the rules it takes."""

    __table_args__ = (told(), CheckConstraint("number >= 1", name="counted"), STRICT)
    contract: int = Field(sa_column=whole(primary_key=True))
    number: int = Field(sa_column=whole(primary_key=True))
    seq: int = Field(sa_column=whole())
    files: str = Field(sa_column=text())
    sha256: str = Field(sa_column=text())


class Participant(Kept, table=True):
    """A row is somebody who takes part, by a reference that means nothing: who it is, only the vault knows."""

    __table_args__ = (told(), CheckConstraint("length(uid) = 18", name="random"), STRICT)
    contract: int = Field(sa_column=whole(primary_key=True))
    uid: str = Field(sa_column=text(primary_key=True))
    seq: int = Field(sa_column=whole())


class Submission(Kept, table=True):
    """A row is a file that was sent for one kind of record, and how much of it was good."""

    __table_args__ = (
        told(),
        CheckConstraint("rows = good + bad + known_before and good >= 0 and bad >= 0", name="adds_up"),
        one_of("state", STATES),
        STRICT,
    )
    contract: int = Field(sa_column=whole(primary_key=True))
    number: int = Field(sa_column=whole(primary_key=True))
    seq: int = Field(sa_column=whole())
    kind: str = Field(sa_column=text())
    name: str = Field(sa_column=text())
    sha256: str = Field(sa_column=text())
    rows: int = Field(sa_column=whole())
    good: int = Field(sa_column=whole())
    bad: int = Field(sa_column=whole())
    known_before: int = Field(sa_column=whole())
    state: str = Field(sa_column=text())
    """The state in which its records begin."""


class Record(Kept, table=True):
    """A row is a piece of evidence: a fact about one subject, on a day.

    `subject` is the uid of a person, the name of a cohort, or empty for the contract.  `known` is the
    day on which it became known as the file says, None where it does not; then it is the day of the
    act.  `fields` are the contract's fields as canonical JSON.  `content` is the hash of all that it
    says: the same fact is kept once.  `supersedes` is the record that it corrects.
    """

    __table_args__ = (
        told(),
        UniqueConstraint("contract", "content"),
        ForeignKeyConstraint(
            ["contract", "submission"],
            ["submission.contract", "submission.number"],
            deferrable=True,
            initially="DEFERRED",
        ),
        ForeignKeyConstraint(["contract", "supersedes"], ["record.contract", "record.id"]),
        CheckConstraint("first <= day", name="in_order"),
        CheckConstraint("supersedes < id", name="supersedes_an_earlier"),
        *day_check("day", "first"),
        Index(None, "contract", "kind"),
        Index(None, "contract", "seq"),
        Index(None, "contract", "subject"),
        Index(None, "contract", "supersedes", sqlite_where=CORRECTS, postgresql_where=CORRECTS),
        STRICT,
    )
    contract: int = Field(sa_column=whole(primary_key=True))
    id: int = Field(sa_column=whole(primary_key=True))
    seq: int = Field(sa_column=whole())
    submission: int = Field(sa_column=whole())
    line: int = Field(sa_column=whole())
    """Its row in the file, as a person sees it."""
    kind: str = Field(sa_column=text())
    subject: str = Field(sa_column=text())
    first: int = Field(sa_column=whole())
    day: int = Field(sa_column=whole())
    known: int | None = Field(sa_column=whole(nullable=True))
    fields: str = Field(sa_column=text())
    content: bytes = Field(sa_column=blob())
    supersedes: int | None = Field(sa_column=whole(nullable=True))


class Review(Kept, table=True):
    """A row is a change of the state of a record; who changed it and when, its act says."""

    __table_args__ = (
        told(),
        ForeignKeyConstraint(["contract", "record"], ["record.contract", "record.id"]),
        one_of("state", STATES),
        CheckConstraint("state <> 'rejected' or reason <> ''", name="rejected_for_a_reason"),
        CheckConstraint("n >= 1", name="counted"),
        Index(None, "contract", "seq"),
        STRICT,
    )
    contract: int = Field(sa_column=whole(primary_key=True))
    record: int = Field(sa_column=whole(primary_key=True))
    n: int = Field(sa_column=whole(primary_key=True))
    seq: int = Field(sa_column=whole())
    state: str = Field(sa_column=text())
    reason: str = Field(sa_column=text())


class Run(Kept, table=True):
    """A row is a run that posted: for which day, from what was known by which act, under which terms and engine.

    `result` is the hash of all that was due.
    """

    __table_args__ = (
        told(),
        ForeignKeyConstraint(["contract", "version"], ["version.contract", "version.number"]),
        CheckConstraint("known_seq < seq", name="knows_what_was_before"),
        CheckConstraint("number >= 1 and period >= 1", name="counted"),
        *day_check("as_at"),
        STRICT,
    )
    contract: int = Field(sa_column=whole(primary_key=True))
    number: int = Field(sa_column=whole(primary_key=True))
    seq: int = Field(sa_column=whole())
    period: int = Field(sa_column=whole())
    as_at: int = Field(sa_column=whole())
    known_seq: int = Field(sa_column=whole())
    version: int = Field(sa_column=whole())
    engine: str = Field(sa_column=text())
    result: str = Field(sa_column=text())
    entries: int = Field(sa_column=whole())
    head: str = Field(sa_column=text())
    """The hash of the last entry of the ledger after it."""


KINDS = ("payment", "adjustment")
"""What an entry is: the first of its claim, or one that corrects an earlier one."""


class Entry(Kept, table=True):
    """A row is a transaction of the ledger: what is posted on one claim, and what is posted on it in all.

    Entries are chained by hash, and the entries of a claim by their running net: `net_before` must be
    the `net_after` of the entry before, which is there once.  So two runs cannot both post the same,
    and what is posted in all never passes `gross`, which is what one live claim earns at its price.
    The legs are there before their entry, which closes them: they add up to nothing.
    """

    __table_args__ = (
        UniqueConstraint("contract", "claim", "claim_n"),
        UniqueConstraint("contract", "claim", "claim_n", "net_after"),
        UniqueConstraint("contract", "number", "hash"),
        ForeignKeyConstraint(["contract", "run"], ["run.contract", "run.number"]),
        ForeignKeyConstraint(
            ["contract", "claim", "prev_n", "net_before"],
            ["entry.contract", "entry.claim", "entry.claim_n", "entry.net_after"],
        ),
        ForeignKeyConstraint(["contract", "prev_number", "before"], ["entry.contract", "entry.number", "entry.hash"]),
        ForeignKeyConstraint(["contract", "corrects"], ["entry.contract", "entry.number"]),
        CheckConstraint(
            "(number = 1 and prev_number is null and before = '')"
            " or (number > 1 and prev_number is not null and prev_number = number - 1)",
            name="chained",
        ),
        CheckConstraint(
            "(claim_n = 1 and prev_n is null and net_before = 0 and corrects is null and kind = 'payment')"
            " or (claim_n > 1 and prev_n is not null and prev_n = claim_n - 1"
            " and corrects is not null and corrects < number and kind = 'adjustment')",
            name="follows",
        ),
        CheckConstraint("net_after = net_before + amount", name="adds_up"),
        CheckConstraint("gross >= 0 and net_after <= gross", name="never_more_than_one_live_claim"),
        CheckConstraint(f"abs(amount) < {MOST} and abs(net_after) < {MOST} and gross < {MOST}", name="bounded"),
        CheckConstraint("length(hash) = 64", name="hashed"),
        one_of("kind", KINDS),
        *day_check("reached", "known"),
        STRICT,
    )
    contract: int = Field(sa_column=whole(primary_key=True))
    number: int = Field(sa_column=whole(primary_key=True))
    prev_number: int | None = Field(sa_column=whole(nullable=True))
    run: int = Field(sa_column=whole())
    period: int = Field(sa_column=whole())
    kind: str = Field(sa_column=text())
    claim: str = Field(sa_column=text())
    claim_n: int = Field(sa_column=whole())
    prev_n: int | None = Field(sa_column=whole(nullable=True))
    corrects: int | None = Field(sa_column=whole(nullable=True))
    subject: str = Field(sa_column=text())
    outcome: str = Field(sa_column=text())
    reached: int = Field(sa_column=whole())
    known: int = Field(sa_column=whole())
    gross: int = Field(sa_column=whole())
    net_before: int = Field(sa_column=whole())
    amount: int = Field(sa_column=whole())
    net_after: int = Field(sa_column=whole())
    working: str = Field(sa_column=text())
    """The lines of the claim, as canonical JSON: on what base, at what rate, why."""
    why: str = Field(sa_column=text())
    before: str = Field(sa_column=text())
    hash: str = Field(sa_column=text())


class Posting(Kept, table=True):
    """A row is a leg of an entry: what it adds to one account."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["contract", "entry"], ["entry.contract", "entry.number"], deferrable=True, initially="DEFERRED"
        ),
        CheckConstraint(f"amount <> 0 and abs(amount) < {MOST}", name="moves_something"),
        UniqueConstraint("contract", "entry", "account"),
        STRICT,
    )
    contract: int = Field(sa_column=whole(primary_key=True))
    entry: int = Field(sa_column=whole(primary_key=True))
    leg: int = Field(sa_column=whole(primary_key=True))
    account: str = Field(sa_column=text())
    amount: int = Field(sa_column=whole())


class Period(Kept, table=True):
    """A row is a period that is closed: nothing is posted in it any more, and its statement does not change."""

    __table_args__ = (
        told(),
        ForeignKeyConstraint(["contract", "run"], ["run.contract", "run.number"]),
        CheckConstraint("number >= 1 and first <= last", name="in_order"),
        *day_check("first", "last"),
        STRICT,
    )
    contract: int = Field(sa_column=whole(primary_key=True))
    number: int = Field(sa_column=whole(primary_key=True))
    seq: int = Field(sa_column=whole())
    first: int = Field(sa_column=whole())
    last: int = Field(sa_column=whole())
    run: int = Field(sa_column=whole())
    head: str = Field(sa_column=text())


class Statement(Kept, table=True):
    """A row is a statement of a closed period, as the bytes that were sent."""

    __table_args__ = (
        ForeignKeyConstraint(["contract", "period"], ["period.contract", "period.number"]),
        CheckConstraint("length(sha256) = 64", name="hashed"),
        STRICT,
    )
    contract: int = Field(sa_column=whole(primary_key=True))
    period: int = Field(sa_column=whole(primary_key=True))
    form: str = Field(sa_column=text(primary_key=True))
    """Its file name: `statement.json`, `statement.html`."""
    content: bytes = Field(sa_column=blob())
    sha256: str = Field(sa_column=text())


class Vault(Kept, table=True):
    """A row is who a participant is: sealed under a key of their own, which is sealed under the key of the vault.

    `match` is a keyed hash of the reference, to find somebody again.  The row can be destroyed; nothing
    that is posted or stated refers to it.
    """

    __table_args__ = (
        ForeignKeyConstraint(["contract", "uid"], ["participant.contract", "participant.uid"]),
        UniqueConstraint("contract", "match"),
        STRICT,
    )
    contract: int = Field(sa_column=whole(primary_key=True))
    uid: str = Field(sa_column=text(primary_key=True))
    match: bytes = Field(sa_column=blob())
    key: bytes = Field(sa_column=blob())
    sealed: bytes = Field(sa_column=blob())


class VaultField(Kept, table=True):
    """A row is what a record says that is personal: sealed under the key of its participant."""

    __tablename__ = "vault_field"
    __table_args__ = (
        ForeignKeyConstraint(["contract", "uid"], ["vault.contract", "vault.uid"]),
        Index(None, "contract", "uid"),
        STRICT,
    )
    contract: int = Field(sa_column=whole(primary_key=True))
    record: int = Field(sa_column=whole(primary_key=True))
    uid: str = Field(sa_column=text())
    sealed: bytes = Field(sa_column=blob())


class Erased(Kept, table=True):
    """A row is the keyed hash of a reference whose owner was erased: their evidence, sent again, is refused by it.

    It is the `match` of the vault, told by the act of erasing; without the key of the vault it says nothing.
    """

    __table_args__ = (told(), CheckConstraint("length(match) = 32", name="hashed"), STRICT)
    contract: int = Field(sa_column=whole(primary_key=True))
    match: bytes = Field(sa_column=blob(primary_key=True))
    seq: int = Field(sa_column=whole())


SLOTS = ("begun", "done", "failed")
"""What becomes of a due run."""


class DueRun(Kept, table=True):
    """A row is a run that was due on a day, begun by one process: whoever wrote the row carries it out."""

    __tablename__ = "due_run"
    __table_args__ = (
        ForeignKeyConstraint(["contract"], ["agreement.id"]),
        one_of("state", SLOTS),
        STRICT,
    )
    contract: int = Field(sa_column=whole(primary_key=True))
    job: str = Field(sa_column=text(primary_key=True))
    due: int = Field(sa_column=whole(primary_key=True))
    state: str = Field(sa_column=text())
    owner: str = Field(sa_column=text())
    heartbeat: int = Field(sa_column=whole())
    tries: int = Field(sa_column=whole())
    result: str = Field(sa_column=text())


class Remembered(Kept, table=True):
    """A row is what a run found of everybody, kept so that the next need not look at everybody: it can be thrown away.

    `basis` is the hash of all that it hangs on beside the records: terms, engine, day.
    """

    __table_args__ = (ForeignKeyConstraint(["contract"], ["agreement.id"]), STRICT)
    contract: int = Field(sa_column=whole(primary_key=True))
    basis: str = Field(sa_column=text())
    run: int = Field(sa_column=whole())
    known_seq: int = Field(sa_column=whole())
    known_to: int = Field(sa_column=whole())
    """The day of the last act that was known."""
    people: int = Field(sa_column=whole())
    """Of how many people something is kept: where they are not all there, nothing is remembered."""


class RememberedPerson(Kept, table=True):
    """A row is what a run found of one person, as canonical JSON."""

    __tablename__ = "remembered_person"
    __table_args__ = (ForeignKeyConstraint(["contract"], ["remembered.contract"]), STRICT)
    contract: int = Field(sa_column=whole(primary_key=True))
    subject: str = Field(sa_column=text(primary_key=True))
    found: str = Field(sa_column=text())


CHANGING = ("vault", "vault_field", "due_run", "remembered", "remembered_person")
"""The tables whose rows may be altered or destroyed."""
APPEND_ONLY = tuple(name for name in Kept.metadata.tables if name not in CHANGING)
"""The tables from which nothing is taken away, and in which nothing is altered."""


def table(name: str) -> Table:
    """A table by its name, for the statements of the store: rows in bulk, never one object for each."""
    return Kept.metadata.tables[name]
