"""The ledger: what is due beside what is posted, the difference as entries, and what proves them; told, never asking."""
