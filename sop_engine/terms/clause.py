"""A clause: a numbered term of the contract, of some form; what every form must offer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from sop_engine.terms.written import Name, Term, Text

BY_WHEN, HOW_MUCH, LIMIT, PAID_BY = "by when", "how much", "limited by what", "paid by whom"
TOLD = (BY_WHEN, HOW_MUCH, LIMIT)
"""The places of clauses in what is said of an outcome, in their order; who pays it comes last."""


class Decision(NamedTuple):
    """What a clause settles, and no other clause may: its key, where in the clause it stands, and how to say it."""

    key: tuple[str, ...]
    way: tuple[str | int, ...]
    what: str


class Clause(Term):
    """A numbered term that adds lines to what is due.  Each form is a subclass, in a file of its own."""

    clause: Text
    """The number it has in the paper contract; lines on statements are known by it."""
    kind: Name
    """The form of the clause."""

    asked: ClassVar[dict[str, str]] = {}
    """The terms that move money and have no default, each with its values.  Standard terms may state them."""
    gives_price: ClassVar[str] = ""
    """The term that names the outcomes whose price the clause gives; empty where it gives none."""
    tells: ClassVar[str] = LIMIT
    """Where its sentence stands in what is said of an outcome: by when, how much, or limited by what."""
    described: ClassVar[str] = ""
    """What it does to an outcome, as `sop describe` says it; `{table}` is what it looks up for the outcome."""
    says: ClassVar[str] = ""
    """The sentence of a line in a statement."""
    also_says: ClassVar[Mapping[str, str]] = {}
    """The sentences of lines that do something else, by their effect; of what gets room, by `room`."""
    lessens: ClassVar[bool] = False
    """Whether it may take, or keep back, something of what is due."""
    register: ClassVar[str] = ""
    """The heading under which a statement lists each claim that the clause took; empty where it lists none."""

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """The clause in primitives: what is carried out."""
        raise NotImplementedError

    def matters(self, term: str, stated: Mapping[str, Any]) -> bool:
        """Whether a term of `asked` makes a difference to the clause as written; `stated` are the standard terms."""
        return True

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """What the clause settles, and no other clause of the contract may; `outcomes` are all of the contract."""
        yield from ()

    def mentions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every outcome that the clause names, with its place in it; those it prices are asked for elsewhere."""
        for word in ("outcome", "outcomes"):
            said = getattr(self, word, ())
            for i, name in enumerate((said,) if isinstance(said, str) else said):
                yield (word, i), name

    def anchors(self) -> Iterator[tuple[str, Any]]:
        """The days that the clause hangs on, each with its term."""
        yield from ()

    def fields(self) -> tuple[str, ...]:
        """The fields of the enrolment that the clause looks at."""
        return ()

    def in_words(self) -> str:
        """What `sop describe` says of the clause beside each outcome it speaks of; nothing where others say it."""
        return ""

    def tables(self) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...], Any]]:
        """Each table that the clause looks something up in: the way to it, the outcomes it is for, and the table.

        Where no outcome is named, it is for all of them.
        """
        yield from ()

    def looks_at_due(self, outcomes: Sequence[str]) -> tuple[str, ...]:
        """The outcomes on whose due amounts it looks: their prices stand above it; `outcomes` are all priced ones."""
        return ()

    def named(self) -> tuple[str, ...]:
        """The outcomes the clause names itself; nothing where it speaks of all."""
        return tuple(getattr(self, "outcomes", ()))

    def selected(self, contract: Any) -> tuple[str, ...]:
        """The outcomes the clause speaks of; all of them when it names none."""
        return self.named() or tuple(contract.outcomes)
