"""What all proofs share: the same examples on every run, and tags that are for readers."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")


def pytest_bdd_apply_tag(tag: str, function: Callable[..., Any]) -> bool | None:
    """A tag in a feature, such as `@clause-4.2`, is for readers; only `@gate` selects."""
    return None if tag == "gate" else True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every scenario is marked as such."""
    for item in items:
        if "_pytest_bdd_example" in getattr(item, "fixturenames", ()):
            item.add_marker("feature")
