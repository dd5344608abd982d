"""The ledger: what is due less what is posted, as entries in a chain, and what proves them; told, never asking."""
