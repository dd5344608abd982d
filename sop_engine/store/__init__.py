"""The store: what was told and what was posted, in a database that only ever adds."""
