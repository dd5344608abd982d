"""The files of the checkout, and where it lies."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "sop_engine"
_MADE = {".git", ".venv", "__pycache__", "build", "dist", "out"}
_MOST = 2_000_000


def files() -> list[Path]:
    """Every file that is part of the repository, or will be once it is added; nothing that was made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ) if (ROOT / ".git").exists() else None
    if listed and listed.returncode == 0 and listed.stdout:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not _was_made(path)]
    return sorted(path for path in found if path.is_file())


def _was_made(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return any(part in _MADE or part.endswith(("_cache", ".egg-info")) or part == ".hypothesis" for part in parts)


def texts() -> Iterator[tuple[str, str]]:
    """The name and the text of every file that is text and not too large."""
    for path in files():
        if path.stat().st_size <= _MOST:
            try:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)
