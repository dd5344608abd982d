"""What each reader sees, from one frozen value; nothing is computed here that was not worked out before."""
