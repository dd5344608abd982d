"""Forms: the words people use for clauses, one file each, written out in primitives.

The name of a form is the name of its file.  A new file is a new form: schema, documentation,
sentence and conformance tests come from it.
"""

from importlib import import_module
from pkgutil import iter_modules

from sop_engine.terms.clause import Clause


def _found() -> dict[str, type[Clause]]:
    forms = {}
    for module in iter_modules(__path__):
        found = [
            each
            for each in vars(import_module(f"{__name__}.{module.name}")).values()
            if isinstance(each, type) and issubclass(each, Clause) and each.__module__.endswith(module.name)
        ]
        if len(found) != 1:
            raise ImportError(f"forms/{module.name}.py has {len(found)} forms; a form has a file of its own")
        forms[module.name] = found[0]
    return forms


FORMS: dict[str, type[Clause]] = _found()
"""Every form there is, by name."""

LATER = ("senior_tranche", "payer_cap")
"""Names that the language knows and this version does not carry out."""
