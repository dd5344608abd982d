"""What the parties agreed: frozen values, read from text as people write it."""
