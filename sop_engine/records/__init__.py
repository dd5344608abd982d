"""What happened, and what we made of it: the tables, and what a row of each is."""
