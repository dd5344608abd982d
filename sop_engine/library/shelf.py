"""The shelf: where contracts and shared rules lie, in a checkout and in an installed package."""

from importlib.resources import files
from pathlib import Path


def shelf(room: str) -> Path:
    """The folder of a room of the shelf: contracts, rules or schema.

    In an installed package the shelf lies inside it; in a checkout, beside it.
    """
    package = Path(str(files("sop_engine")))
    inside = package / "_shelf" / room
    return inside if inside.is_dir() else package.parent / room


def is_file(path: Path) -> bool:
    """Whether there is a file at a path; there is none where the path cannot even be asked for."""
    try:
        return path.is_file()
    except OSError:  # such as a name that is too long
        return False


def names(room: str, holding: str) -> tuple[str, ...]:
    """The names on the shelf: folders of a room that hold a file.

    Example:
        >>> "rough-sleeping" in names("contracts", "contract.yaml")
        True
    """
    folder = shelf(room)
    return tuple(sorted(each.parent.name for each in folder.glob(f"*/{holding}")))


def shown(file: Path) -> str:
    """The name of a file in messages: its folder and itself.

    Example:
        >>> shown(Path("contracts/rough-sleeping/contract.yaml"))
        'rough-sleeping/contract.yaml'
    """
    folder = file.parent.name or file.resolve().parent.name
    return f"{folder}/{file.name}"
