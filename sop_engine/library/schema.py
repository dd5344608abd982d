"""Schema: the terms of a contract as JSON Schema, made from the terms themselves, for editors."""

import json
from typing import Any

from pydantic.json_schema import models_json_schema

from sop_engine.forms import FORMS
from sop_engine.terms.contract import Contract


def contract_schema() -> dict[str, Any]:
    """The schema of contracts/<name>/contract.yaml.

    Example:
        >>> contract_schema()["required"][:3]
        ['contract', 'title', 'source']
    """
    refs, schema = models_json_schema(
        [(Contract, "validation"), *((form, "validation") for form in FORMS.values())], by_alias=True
    )
    definitions = schema["$defs"]
    contract = definitions.pop(refs[Contract, "validation"]["$ref"].rpartition("/")[2])
    for name, form in FORMS.items():
        written = definitions[refs[form, "validation"]["$ref"].rpartition("/")[2]]
        written["properties"]["kind"] = {"const": name, "description": (form.__doc__ or "").strip().split("\n")[0]}
    definitions.pop("Clause", None)
    contract["properties"]["clauses"] = {
        "type": "array",
        "description": "The clauses, in the order in which they are carried out.",
        "items": {
            "type": "object",
            "required": ["clause", "kind"],
            "properties": {"kind": {"enum": list(FORMS)}},
            "oneOf": [refs[form, "validation"] for form in FORMS.values()],
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A social outcomes contract",
        "description": (Contract.__doc__ or "").strip(),
        **{k: v for k, v in _loosened(contract).items() if k not in ("title", "description")},
        "$defs": dict(sorted(_loosened(definitions).items())),
    }


def schema_text() -> str:
    """The schema as the file schema/contract.schema.json holds it."""
    return json.dumps(contract_schema(), indent=2, ensure_ascii=False) + "\n"


def _loosened(schema: Any) -> Any:
    """Without what only we need: titles that repeat a name, and nulls that no file can hold."""
    if isinstance(schema, list):
        return [_loosened(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: _loosened(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
    }
    options = kept.get("anyOf")
    if isinstance(options, list):
        options = [each for each in options if each != {"type": "null"}]
        if len(options) == 1:
            return {
                **{k: v for k, v in kept.items() if k != "anyOf"},
                **options[0],
                **({"description": kept["description"]} if "description" in kept else {}),
            }
        kept["anyOf"] = options
    return kept
