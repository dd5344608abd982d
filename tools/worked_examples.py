"""The examples of the pages: each a few terms under a common head, with cases that the engine works out.

`python tools/worked_examples.py forms/best_of my-example` writes one out as a contract of its own,
for `sop check my-example` and an editor.
"""

import io
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ruamel.yaml import YAML

from sop_engine.intake.sheet import Sheet
from sop_engine.intake.take_in import take_in
from sop_engine.library.cases import Case, read_cases
from sop_engine.library.load import Agreed, load_contract
from sop_engine.library.read import read
from sop_engine.records.working import Payment
from sop_engine.service.sheets import FIRST_ROW, as_file
from sop_engine.statements.describe import describe
from sop_engine.statements.sentences import line_sentence, split_sentence
from sop_engine.steps.evaluate import Working, evaluate
from sop_engine.units.days import say
from sop_engine.units.money import show

EXAMPLES = Path(__file__).resolve().parents[1] / "docs" / "examples"
PAID_BY = {"clause": "9", "kind": "co_payment", "shares": [{"payer": "fund", "part": "100%"}]}
"""Who pays where an example does not say it."""


def names() -> list[str]:
    """Every example there is, as `forms/best_of`."""
    return sorted(str(file.relative_to(EXAMPLES).with_suffix("")) for file in EXAMPLES.glob("*/*.yaml"))


def said(name: str) -> str:
    """The sentence that an example begins with."""
    return (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")


def parts(name: str) -> dict[str, str]:
    """The text of an example as its file has it: `terms`, `deeds` where it has some, and `cases`."""
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    found = re.findall(r"^(terms|deeds|cases):\n(.*?)(?=^\w|\Z)", text, re.M | re.S)
    return {word: textwrap.dedent(part) for word, part in found}


def written(name: str, folder: Path, root: Path = EXAMPLES) -> Path:
    """An example as a contract of its own, with its cases beside it, in a folder."""
    head = _read(EXAMPLES / "head.yaml")
    example = _read(root / f"{name}.yaml")
    terms = example["terms"]
    contract = {
        **head,
        **terms,
        "contract": folder.name.replace("_", "-"),
        "records": head["records"] | terms.get("records", {}),
    }
    if not any(clause["kind"] == "co_payment" for clause in contract["clauses"]):
        contract["clauses"] = [*contract["clauses"], PAID_BY]
    _write(folder / "contract.yaml", contract)
    _write(folder / "cases.yaml", example["cases"])
    for deed in example.get("deeds", ()):
        _write(folder / "variations" / f"{int(deed['deed']):02d}.yaml", deed)
    return folder


def _read(file: Path) -> Any:
    source = read(file.read_bytes(), file.name)
    assert not source.problems, source.problems
    return source.tree


def _write(file: Path, tree: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    writer, text = YAML(typ="safe"), io.StringIO()
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.default_flow_style, writer.width = False, 1000
    writer.dump(tree, text)
    file.write_text(text.getvalue(), encoding="utf-8")


def worked(agreed: Agreed) -> Iterator[tuple[Case, Working]]:
    """Each case beside a contract, and what the engine makes of it."""
    _, cases, problems = read_cases(agreed.folder, agreed.contract)
    assert not problems, problems
    for case in cases:
        rows: dict[str, list[Any]] = {}
        for row in case.rows:
            rows.setdefault(row.kind, []).append((row.of, dict(row.said)))
        sheets = {}
        for kind, each in rows.items():
            headings, cells = as_file(agreed.contract.records[kind], each)
            sheets[kind] = [Sheet(kind, headings, tuple(enumerate(cells, FIRST_ROW)))]
        records = take_in(agreed.contract, sheets, case.as_at).records
        yield case, evaluate(agreed.contract, records, case.as_at)


def page(name: str) -> list[str]:
    """An example as a page shows it: its terms, its cases, what the contract says of itself, and the working."""
    shown = parts(name)
    text = [said(name) + "\n", f"```yaml\n{shown['terms']}```\n"]
    if "deeds" in shown:
        text += ["A deed stands beside it:\n", f"```yaml\n{shown['deeds']}```\n"]
    text += ["Worked out, as `cases.yaml` has it:\n", f"```yaml\n{shown['cases']}```\n"]
    with TemporaryDirectory() as folder:
        agreed = load_contract(written(name, Path(folder) / "example"))
        text += ["In words (`sop describe`):\n", "```\n" + "\n".join(_described(agreed)) + "\n```\n"]
        text += ["Line by line:\n", "```\n" + "\n".join(_lines(agreed)) + "\n```\n"]
    return [*text, f"`python tools/worked_examples.py {name} my-example` writes it out for `sop check my-example`.\n"]


def _described(agreed: Agreed) -> list[str]:
    """What the contract says of its outcomes, its measures and its deeds."""
    paragraphs = describe(agreed).rstrip().split("\n\n")
    return "\n\n".join(each for each in paragraphs[2:] if not each.startswith("What the contract leaves")).split("\n")


def _lines(agreed: Agreed) -> Iterator[str]:
    for case, made in worked(agreed):
        yield case.it
        claims = {claim.ref: claim for claim in made.claims}
        told = set()
        for payment in made.payments:
            who = case.people.get(payment.person, payment.person)
            lines = list(_of(agreed, made, payment, claims))
            story = (who, payment.outcome, payment.reached, *lines)
            if story in told or not lines:
                continue  # of many alike one is told of
            told.add(story)
            amount = show(payment.net, agreed.contract.currency)
            yield f"  {who}, {payment.outcome}, {say(payment.reached)}: {amount}"
            yield from lines
        if not told:
            yield "  nothing is reached"


def _of(agreed: Agreed, made: Working, payment: Payment, claims: Any) -> Iterator[str]:
    contract = agreed.contract
    for line in made.lines:
        if line.claim == payment.claim:
            amount = show(line.amount, contract.currency)
            yield f"    {line.clause:>4} {amount:>12}  {line_sentence(contract, line, claims[line.claim])}"
    for split in made.splits:
        if split.claim == payment.claim and split.clause != PAID_BY["clause"]:
            amount = show(split.amount, contract.currency)
            yield f"    {split.clause:>4} {amount:>12}  {split_sentence(contract, split)}"


if __name__ == "__main__":
    print(f"wrote {written(sys.argv[1], Path(sys.argv[2]))}")
