"""A clause: a numbered term of the contract, of some form; what every form must offer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from sop_engine.terms.written import Name, Term, Text


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
    says: ClassVar[str] = ""
    """The sentence of a line in a statement."""

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """The clause in primitives: what is carried out."""
        raise NotImplementedError

    def matters(self, term: str, stated: Mapping[str, Any]) -> bool:
        """Whether a term of `asked` makes a difference to the clause as written; `stated` are the standard terms."""
        return True

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """What the clause settles, and no other clause of the contract may; `outcomes` are all of the contract."""
        yield from ()

    def named(self) -> tuple[str, ...]:
        """The outcomes the clause names itself; nothing where it speaks of all."""
        return tuple(getattr(self, "outcomes", ()))

    def selected(self, contract: Any) -> tuple[str, ...]:
        """The outcomes the clause speaks of; all of them when it names none."""
        return self.named() or tuple(contract.outcomes)
