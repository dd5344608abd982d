"""Chain: the hash of an entry, over all that it says and the hash of the entry before."""

from collections.abc import Mapping, Sequence
from typing import Any

from sop_engine.units.canonical import canonical, digest

Row = Mapping[str, Any]


def entry_hash(entry: Row, legs: Sequence[Row]) -> str:
    """The hash of an entry: of all its columns but the hash itself, and of all columns of its legs, in order.

    Its number and the hash before are columns like any other, so no entry can be left out, put in or moved.

    Example:
        >>> one = entry_hash({"number": 1, "before": "", "hash": "?"}, [{"leg": 1, "amount": 5}])
        >>> one == entry_hash({"number": 1, "before": ""}, [{"leg": 1, "amount": 5}])
        True
        >>> one == entry_hash({"number": 1, "before": ""}, [{"leg": 1, "amount": 6}])
        False
    """
    said = {name: value for name, value in entry.items() if name != "hash"}
    return digest(canonical([said, [dict(leg) for leg in legs]]))
