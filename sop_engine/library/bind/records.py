"""Records: whether the contract ends after it begins, and its records, and what looks at them, go by their names."""

from sop_engine.errors import nearest
from sop_engine.library.bind.looking import item, unknown_record
from sop_engine.library.shape import Draft
from sop_engine.terms.outcome import CONTRACT
from sop_engine.terms.record import RecordTerms
from sop_engine.terms.written import START
from sop_engine.units.days import say

RESERVED = ("person", "dated", "lasts", "received", "by")
"""What a field cannot be called: a record says these of itself."""


def period(draft: Draft) -> None:
    """The contract ends after it begins."""
    in_force = draft.get("in_force")
    if in_force and in_force.to < in_force.from_:
        draft.wrong("period-reversed", ("in_force",), from_=say(in_force.from_), to=say(in_force.to))


def enrolment(draft: Draft) -> None:
    """The record that enrols people is one of the records, and says when."""
    name = draft.get("enrolled_by")
    if name:
        unknown_record(draft, ("enrolled_by",), name)


def names(draft: Draft) -> None:
    """Names that mean something already are free; what two rows may not share are fields of the record."""
    enrols = draft.get("enrolled_by")
    if enrols in list(draft.declared("records")) and enrols != START and START in draft.declared("records"):
        _reserved(draft, ("records", START), f'the day of the record "{enrols}", which enrols people')
    if START in list(draft.declared("outcomes")):
        _reserved(draft, ("outcomes", START), "the day on which a person is enrolled")
    for name, record in (draft.get("records") or {}).items():
        for each in RESERVED:
            if each in record.fields:
                _reserved(draft, ("records", name, "fields", each), f"every record has a term `{each}`")
        _one_per(draft, name, record)
        for field, column in record.columns.items():
            for category in column.list_of or {}:
                if "," in category:
                    path = ("records", name, "by" if field == "by" and record.by else "fields")
                    where = path if path[-1] == "by" else (*path, field)
                    draft.wrong("category-with-comma", (*where, "list_of"), found=category)


def marks(draft: Draft) -> None:
    """What an audit sample is drawn from is there."""
    for name, record in (draft.get("records") or {}).items():
        for i, each in enumerate(record.marks.of if record.marks else ()):
            unknown_record(draft, item(draft, ("records", name, "marks", "of"), i), each)


def _reserved(draft: Draft, path: tuple[str, ...], meaning: str) -> None:
    draft.wrong("reserved-name", path, True, found=path[-1], meaning=meaning)


def _one_per(draft: Draft, name: str, record: RecordTerms) -> None:
    """What two rows may not share: whom they are about, their days, and fields of the record."""
    path, whom = ("records", name, "one_per"), None if record.about == CONTRACT else record.about
    if record.one_per and whom and whom not in record.one_per:
        draft.wrong(
            "wrong-shape",
            path,
            found=f'"{", ".join(record.one_per)}" alone',
            expected=f"{whom}, or {whom} with days and fields,",
            remedy=f"Write one_per: [{whom}, {', '.join(record.one_per)}].",
        )
    known = (*([whom] if whom else []), *(["dated"] if record.dated else ["from", "to"]), *record.columns)
    for i, each in enumerate(record.one_per or ()):
        if each not in known:
            draft.wrong("unknown-field", item(draft, path, i), record=name, found=each, nearest=nearest(each, known))


def flags(draft: Draft) -> None:
    """Flags look at records that are there."""
    for name, flag in (draft.get("flags") or {}).items():
        for word, named in (("records", flag.records), ("dated_after", (flag.dated_after,))):
            for i, each in enumerate(named):
                unknown_record(draft, item(draft, ("flags", name, word), i), each)
