"""Both databases, as for the store."""

from tests.store.conftest import engine, server, url

__all__ = ["engine", "server", "url"]
