"""Agreements: a contract is adopted as the texts of its files, and is read back from those texts alone."""

import json
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select

from sop_engine.errors import CallError, Place, problem
from sop_engine.library.load import FILE, Agreed, load_contract
from sop_engine.library.shelf import shelf
from sop_engine.store.acts import Acting, Doing, Nothing, acting, contract_id
from sop_engine.store.connect import reading, writing
from sop_engine.store.rows import table
from sop_engine.units.canonical import canonical, digest
from sop_engine.units.days import say

RULES = "rules/"
"""Under this name the files of the shelf are kept that a contract takes."""


def texts_of(agreed: Agreed) -> dict[str, str]:
    """The files that a contract is: its own, its deeds, and the rules that it takes."""
    folder = agreed.folder
    files = [folder / FILE, *sorted(folder.glob("variations/*.yaml"))]
    found = {each.relative_to(folder).as_posix(): each.read_text(encoding="utf-8") for each in files}
    if agreed.standard:
        name = f"standard_terms/{agreed.standard.standard_terms}.yaml"
        found[RULES + name] = (shelf("rules") / name).read_text(encoding="utf-8")
    return found


def adopt(engine: Engine, agreed: Agreed, doing: Doing) -> int | None:
    """Keep the terms of a contract as its newest version; answers its number, None where they are kept already.

    Raises:
        CallError: A period that is closed would be another by these terms.
    """
    name, files = agreed.contract.contract, canonical(texts_of(agreed))
    with writing(engine, "sop agreements") as connection:
        c = table("agreement").c
        if connection.execute(select(c.id).where(c.name == name)).scalar() is None:
            number = connection.execute(select(func.coalesce(func.max(c.id), 0) + 1)).scalar_one()
            connection.execute(insert(table("agreement")), {"id": number, "name": name})
    sha = digest(files)
    with suppress(Nothing), acting(engine, name, doing, "adopt", {"contract": name, "sha256": sha}) as act:
        last = _newest(act.connection, act.contract)  # under the lock: two may adopt at once
        if last and last[1] == sha:
            raise Nothing
        _ask_periods(act, agreed)
        number = (last[0] if last else 0) + 1
        act.content["version"] = number
        act.tell("version", [{"number": number, "files": files, "sha256": sha}])
        return number
    return None


def _ask_periods(act: Acting, agreed: Agreed) -> None:
    """What is closed and stated stays: the days of its periods are those of the terms, also of later ones."""
    periods, c = agreed.contract.payment_periods, table("period").c
    closed = select(c.number, c.first, c.last).where(c.contract == act.contract).order_by(c.number)
    for number, first, last in act.connection.execute(closed):
        now = periods.period(number) if periods else None
        if now != (first, last):
            place = Place("contract.yaml", heading="payment_periods")
            is_now = f"{say(now[0])} to {say(now[1])}" if now else "none"
            facts = {"period": number, "first": say(first), "last": say(last), "now": is_now}
            raise CallError(problem("adopt-periods", place, "", **facts))


def newest(engine: Engine, name: str, known_seq: int | None = None) -> tuple[int, str] | None:
    """The number and the hash of the newest version of a contract, as known by an act; None where there is none."""
    with reading(engine) as connection:
        return _newest(connection, contract_id(connection, name), known_seq)


def _newest(connection: Connection, contract: int, known_seq: int | None = None) -> tuple[int, str] | None:
    c = table("version").c
    asked = select(c.number, c.sha256).where(c.contract == contract)
    if known_seq is not None:
        asked = asked.where(c.seq <= known_seq)
    found = connection.execute(asked.order_by(c.number.desc()).limit(1)).first()
    return (int(found[0]), str(found[1])) if found else None


def version_of(engine: Engine, name: str, number: int) -> Agreed:
    """A version of a contract, read from what was kept.

    Raises:
        CallError: There is no such version, or the rules of this engine are not those that were adopted.
    """
    c = table("version").c
    with reading(engine) as connection:
        kept = connection.execute(
            select(c.files).where(c.contract == contract_id(connection, name), c.number == number)
        ).scalar()
    if kept is None:
        raise CallError(problem("store-no-version", Place(name), found=number))
    return from_texts(name, json.loads(kept))


def from_texts(name: str, files: Mapping[str, str]) -> Agreed:
    """A contract from its texts.

    Raises:
        CallError: The rules of this engine are not those that were adopted.
    """
    for file, text in files.items():
        if file.startswith(RULES):
            there = shelf("rules") / file.removeprefix(RULES)
            if not there.is_file() or there.read_text(encoding="utf-8") != text:
                raise CallError(problem("store-rules-differ", Place(name), found=file))
    with tempfile.TemporaryDirectory(prefix="sop-") as folder:
        root = Path(folder) / name
        for file, text in files.items():
            if not file.startswith(RULES):
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).write_text(text, encoding="utf-8")
        return load_contract(root)
