"""The command `sop exposure`: the most that a contract can ever cost."""

import sys
from typing import Annotated

import typer

from sop_engine.cli.common import DONE, REMARKS, Contract, Machine, print_json, problem_as_json

People = Annotated[
    int | None, typer.Option("--people", min=1, help="How many people can take part at most, where that is known.")
]


def exposure(contract: Contract, people: People = None, as_json: Machine = False) -> None:
    """Say the most that one person, one outcome, each payer and the whole contract can ever cost."""
    from sop_engine.service import load_contract
    from sop_engine.statements.exposure import exposure_as_data, exposure_in_words

    agreed = load_contract(contract)
    if as_json:
        data = exposure_as_data(agreed.contract, people)
        print_json({**data, "warnings": [problem_as_json(each) for each in agreed.warnings]})
    else:
        print(exposure_in_words(agreed.contract, people), end="")
        for each in agreed.warnings:
            print(each, file=sys.stderr)
    raise typer.Exit(REMARKS if agreed.warnings else DONE)
