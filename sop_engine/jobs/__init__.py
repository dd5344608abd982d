"""What happens by itself, when it is due: a door that nobody needs to knock on."""
