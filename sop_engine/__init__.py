"""The engine that social outcomes partnerships run on: every penny explains itself."""

__version__ = "0.1.0"
