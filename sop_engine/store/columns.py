"""Columns: the few types that SQLite and PostgreSQL both keep exactly."""

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Text
from sqlalchemy.types import TypeEngine

WHOLE: TypeEngine[Any] = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number of 64 bits.  SQLite's INTEGER has them, and its strict tables know no BIGINT."""


def whole(**how: Any) -> Any:
    """A whole number: minor units of money, a day number, an instant in microseconds, a place in an order."""
    return Column(WHOLE, nullable=how.pop("nullable", False), autoincrement=False, **how)


def text(**how: Any) -> Any:
    """A text, of any length: strict tables and PostgreSQL keep it alike."""
    return Column(Text(), nullable=how.pop("nullable", False), **how)


def blob(**how: Any) -> Any:
    """Bytes: a hash, a sealed value, a statement."""
    return Column(LargeBinary(), nullable=how.pop("nullable", False), **how)
