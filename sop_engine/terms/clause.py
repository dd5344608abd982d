"""A clause: a numbered term of the contract, of some form; what every form must offer."""

from typing import Any, ClassVar

from sop_engine.terms.written import Name, Term, Text


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

    def selected(self, contract: Any) -> tuple[str, ...]:
        """The outcomes the clause speaks of; all of them when it names none."""
        return getattr(self, "outcomes", None) or tuple(contract.outcomes)
