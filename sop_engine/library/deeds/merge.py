"""Merge: a deed changes only what it names; what it names is replaced, added or withdrawn in the tree of terms."""

from collections.abc import Iterator

from sop_engine.errors import Problem, nearest
from sop_engine.library.deeds.node import Node, node
from sop_engine.library.deeds.written import Written
from sop_engine.library.read import Source
from sop_engine.terms.deed import CLAIMED, REACHED, Change

NAMED = {"outcomes": "outcome", "records": "record", "parties": "party", "flags": "flag"}
"""The named groups of a contract to which a deed may add."""
WHOLE = ("in_force", "counts_until", "prerequisites")
"""The terms of the whole contract that a deed may change."""
IDENTITY = ("clause", "kind")
"""What a clause is known by, in all its versions."""
PLACES = ("stands_after", "stands_before")
"""What a clause that is added says beside its terms: where it stands."""


class Merging:
    """A contract while deeds are merged into it, one after the other.

    What a deed names and the contract does not have is a problem; with some deeds left out it is
    passed over: an earlier deed may have added it for others.
    """

    def __init__(self, base: Source, withdrawing: bool = True):
        self.root = node(base)
        self.withdrawing = withdrawing
        self.problems: list[Problem] = []

    def apply(self, deed: Written) -> tuple[Change, ...]:
        """Merge a deed into the terms as they stand; what it changed, with before and after."""
        return tuple(_Applying(self, deed).all())


class _Applying:
    """One deed, while it is merged."""

    def __init__(self, merging: Merging, deed: Written):
        self.merging, self.deed, self.root = merging, deed, merging.root
        self.own = node(deed.source)
        added = self.own.at("adds", "outcomes")
        self.adds = tuple(added.group or ()) if added else ()

    def all(self) -> Iterator[Change]:
        """Everything the deed does, in a fixed order: it adds, changes, withdraws."""
        for part, known in (
            ("adds", (*NAMED, "clauses")),
            ("changes", ("outcomes", "clauses", *WHOLE)),
            ("withdraws", ("outcomes", "clauses")),
        ):
            found = self.own.at(part)
            for key, each in list((found.group or {}).items()) if found else ():
                if key not in known:
                    remedy = nearest(key, known) + " " + _WHY[part]
                    self.wrong("deed-cannot-change", each, number=self.deed.number, part=part, found=key, remedy=remedy)
                elif each.group is None and each.items is None and key not in WHOLE:
                    self.wrong_shape(each, "a group of named terms" if part == "changes" else "names")
                else:
                    yield from getattr(self, f"{part}_{key}" if key in ("clauses", "outcomes") else f"{part}_other")(
                        key, each
                    )
        planned = self.own.at("planned")
        if planned is not None and self.root.group is not None:
            before = self.root.at("planned")
            self.root.group["planned"] = planned
            yield Change("contract", "planned", (), before.said() if before else "", planned.said())

    # -- adds

    def adds_outcomes(self, key: str, added: Node) -> Iterator[Change]:
        """Outcomes that are new."""
        yield from self.adds_other(key, added)

    def adds_other(self, key: str, added: Node) -> Iterator[Change]:
        """Members of a named group that are new."""
        if added.group is None:
            self.wrong_shape(added, "a group of named terms")
            return
        within = self.root.at(key)
        if within is None or within.group is None:
            within = Node(added.source, added.path, group={})
            if self.root.group is not None:
                self.root.group[key] = within
        for name, each in added.group.items():
            if within.group is not None and name in within.group:
                self.there(each, f'the {NAMED[key]} "{name}"')
            elif within.group is not None:
                within.group[name] = each
                yield Change(NAMED[key], name, (), "", each.said())

    def adds_clauses(self, key: str, added: Node) -> Iterator[Change]:
        """Clauses that are new, each beside one that is there."""
        clauses = self.clauses()
        if added.items is None:
            self.wrong_shape(added, "a list of clauses")
            return
        for each in added.items:
            said = [word for word in PLACES if each.at(word)]
            number = each.at("clause")
            if each.group is None or number is None or len(said) != 1:
                self.wrong("deed-clause-place", each, number=self.deed.number)
                continue
            beside = each.group[said[0]]
            place = self.found(beside.text)
            if self.found(number.text) is not None:
                self.there(number, f"clause {number.text}")
            elif place is None:
                self.missing(beside, f"clause {beside.text}", self.numbers())
            else:
                clause = Node(each.source, each.path, group={k: v for k, v in each.group.items() if k not in PLACES})
                clauses.insert(place + (said[0] == "stands_after"), clause)
                yield Change("clause", number.text, (), "", clause.said())

    # -- changes

    def changes_outcomes(self, key: str, changed: Node) -> Iterator[Change]:
        """Terms of outcomes, each replaced as a whole."""
        outcomes = self.root.at("outcomes")
        for name, terms in (changed.group or {}).items():
            outcome = outcomes.at(name) if outcomes else None
            if outcome is None or outcome.group is None:
                self.missing(terms, f'the outcome "{name}"', tuple(outcomes.group or ()) if outcomes else (), True)
            elif terms.group is None:
                self.wrong_shape(terms, f'a group of terms of the outcome "{name}"')
            else:
                for term, each in terms.group.items():
                    if term == "each" and self.deed.terms.for_ in (REACHED, CLAIMED):
                        remedy = "Periods under way cannot be cut anew: say it for those who started from then."
                        said = {"number": self.deed.number, "part": "changes", "found": term, "remedy": remedy}
                        self.wrong("deed-cannot-change", each, **said)
                    else:
                        yield self.replaced("outcome", name, outcome.group, (term,), term, each)

    def changes_clauses(self, key: str, changed: Node) -> Iterator[Change]:
        """Terms of clauses, each replaced as a whole; of what is said for each outcome, only what is named."""
        for number, terms in (changed.group or {}).items():
            place = self.found(number)
            clause = self.clauses()[place] if place is not None else None
            if clause is None or clause.group is None:
                self.missing(terms, f"clause {number}", self.numbers(), True)
            elif terms.group is None:
                self.wrong_shape(terms, f"a group of terms of clause {number}")
            else:
                for term, each in terms.group.items():
                    yield from self.changed_term(number, clause.group, term, each)

    def changed_term(self, number: str, clause: dict[str, Node], term: str, each: Node) -> Iterator[Change]:
        """One term of a clause."""
        before = clause.get(term)
        if term in IDENTITY:
            remedy = "A clause stays what it is in all its versions: withdraw it, and add another."
            self.wrong("deed-cannot-change", each, number=self.deed.number, part="changes", found=term, remedy=remedy)
        elif before is not None and before.group is not None and each.group is not None and self.by_outcome(before):
            for outcome, price in each.group.items():
                if outcome in before.group or outcome in self.adds:
                    yield self.replaced("clause", number, before.group, (term, outcome), outcome, price)
                else:
                    what = f'"{outcome}" in "{term}" of clause {number}'
                    self.missing(price, what, tuple(before.group), True)
        else:
            yield self.replaced("clause", number, clause, (term,), term, each)

    def changes_other(self, key: str, changed: Node) -> Iterator[Change]:
        """A term of the whole contract; of the days in force, the last."""
        if self.root.group is None:
            return
        if key != "in_force":
            yield self.replaced("contract", key, self.root.group, (), key, changed)
            return
        in_force = self.root.at("in_force")
        if set(changed.group or ()) != {"to"} or in_force is None or in_force.group is None:
            remedy = "Say `in_force: {to: …}`: a contract has begun when it is varied."
            self.wrong("deed-cannot-change", changed, number=self.deed.number, part="changes", found=key, remedy=remedy)
        elif changed.group:
            yield self.replaced("contract", "in_force", in_force.group, (), "to", changed.group["to"])

    # -- withdraws

    def withdraws_outcomes(self, key: str, named: Node) -> Iterator[Change]:
        """Outcomes as a whole (a list), or terms of them (named for each outcome)."""
        outcomes = self.root.at("outcomes")
        known = outcomes.group if outcomes and outcomes.group is not None else {}
        for name, at in self.names(named):
            if name not in known:
                self.missing(at, f'the outcome "{name}"', tuple(known))
            elif self.twice(("outcomes", name), at):
                pass
            elif named.group is not None:
                yield from self.without_terms(name, known[name], at)
            else:
                yield Change("outcome", name, (), known[name].said(), "")
                if self.merging.withdrawing:
                    self.unnamed(name)
                    del known[name]

    def without_terms(self, name: str, outcome: Node, terms: Node) -> Iterator[Change]:
        """An outcome without some of its terms."""
        for term in terms.texts():
            if outcome.group is None or term not in outcome.group:
                self.missing(terms, f'"{term}" of the outcome "{name}"', tuple(outcome.group or ()))
            else:
                yield Change("outcome", name, (term,), outcome.group[term].said(), "")
                if self.merging.withdrawing:
                    del outcome.group[term]

    def unnamed(self, outcome: str) -> None:
        """Take an outcome out of the clauses; a clause that spoke of it alone goes with it."""
        alone = []
        for clause in self.clauses():
            for term, each in (clause.group or {}).items():
                before = len(each.group or each.items or ())
                if each.group is not None and self.by_outcome(each):
                    each.group.pop(outcome, None)
                elif each.items is not None and term != "in_order_of":
                    each.items = [one for one in each.items if one.text != outcome]
                one_text = term in ("outcome", "outcomes") and each.text == outcome
                if one_text or (before and not (each.group or each.items)):
                    alone.append(clause)
        clauses = self.root.at("clauses")
        if clauses is not None:
            clauses.items = [each for each in self.clauses() if each not in alone]

    def withdraws_clauses(self, key: str, named: Node) -> Iterator[Change]:
        """Clauses as a whole."""
        for number, at in self.names(named):
            place = self.found(number)
            if place is None:
                self.missing(at, f"clause {number}", self.numbers())
            elif not self.twice(("clauses", number), at):
                yield Change("clause", number, (), self.clauses()[place].said(), "")
                if self.merging.withdrawing:
                    del self.clauses()[place]

    # -- looking

    def replaced(
        self, what: str, name: str, within: dict[str, Node], term: tuple[str, ...], key: str, by: Node
    ) -> Change:
        """Put a value in the place of another, and say what was there."""
        before = within.get(key)
        within[key] = by
        return Change(what, name, term, before.said() if before else "", by.said())

    def clauses(self) -> list[Node]:
        """The clauses as they stand."""
        found = self.root.at("clauses")
        return found.items if found is not None and found.items is not None else []

    def numbers(self) -> tuple[str, ...]:
        """The numbers of the clauses."""
        return tuple(number.text for each in self.clauses() if (number := each.at("clause")))

    def found(self, number: str) -> int | None:
        """Where the clause of a number stands."""
        return next((i for i, each in enumerate(self.numbers()) if each.strip() == number.strip()), None)

    def by_outcome(self, group: Node) -> bool:
        """Whether a group says something for each of some outcomes."""
        outcomes = self.root.at("outcomes")
        known = set(outcomes.group or ()) if outcomes else set()
        return bool(group.group) and set(group.group or ()) <= known

    def names(self, named: Node) -> list[tuple[str, Node]]:
        """The names that are withdrawn, each with its place."""
        if named.group is not None:
            return list(named.group.items())
        return [(each.text, each) for each in named.items or ()]

    # -- what is wrong

    def twice(self, keys: tuple[str, str], at: Node) -> bool:
        """Whether what is withdrawn is also changed or added by the same deed; then it is noted."""
        adds = [number.text for each in self.added_clauses() if (number := each.at("clause"))]
        also = self.own.at("changes", *keys) or self.own.at("adds", *keys)
        if also is None and not (keys[0] == "clauses" and keys[1] in adds):
            return False
        if at.path and len(at.path) > 2 and keys[0] == "outcomes" and at.items is not None:
            return False  # terms of it: another of its terms may change
        what = f"clause {keys[1]}" if keys[0] == "clauses" else f'the outcome "{keys[1]}"'
        self.wrong("deed-names-twice", at, number=self.deed.number, what=what)
        return True

    def added_clauses(self) -> list[Node]:
        """The clauses that the deed adds."""
        found = self.own.at("adds", "clauses")
        return found.items if found is not None and found.items is not None else []

    def there(self, at: Node, what: str) -> None:
        """What is to be added is there already."""
        self.wrong("deed-adds-what-is-there", at, number=self.deed.number, what=what)

    def missing(self, at: Node, what: str, known: tuple[str, ...], of_key: bool = False) -> None:
        """What is to be changed or withdrawn is not there."""
        code, near = "deed-changes-what-is-not-there", nearest(_name(what), known)
        found = self.deed.source.problem(code, at.path, of_key, number=self.deed.number, what=what, nearest=near)
        self.merging.problems.append(found)

    def wrong_shape(self, at: Node, expected: str) -> None:
        """A text stands where a group or a list belongs, or the other way round."""
        found = "A list" if at.items is not None else "A group of terms" if at.group is not None else "Nothing"
        said = {"found": f'The text "{at.text}"' if at.text else found, "expected": expected}
        self.wrong("wrong-shape", at, remedy="Look at the section on deeds in docs/LANGUAGE.md.", **said)

    def wrong(self, code: str, at: Node, **facts: object) -> None:
        """Note a problem at a place of the deed."""
        self.merging.problems.append(self.deed.source.problem(code, at.path, True, **facts))


_WHY = {
    "adds": "A deed adds outcomes, clauses, records, parties and flags.",
    "changes": "A deed changes outcomes, clauses and a few terms of the whole contract; what files are like "
    "(records), and who is enrolled by what, stands in contract.yaml for everybody.",
    "withdraws": "A deed withdraws outcomes and clauses.",
}


def _name(what: str) -> str:
    """The name within a phrase: the last word, or what stands in quotes."""
    return what.split('"')[1] if '"' in what else what.split()[-1]
