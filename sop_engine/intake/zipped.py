"""Zipped: the archive that a workbook is, looked through before anything is read from it.

Its own list is not believed: every part is unpacked and counted, and the parts that are read are
packed anew, so that what reads them sees what was looked at and nothing beside it.
"""

import io
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as UnpackError

from sop_engine.intake.refused import Refused

# docs/decisions/0008-files-from-outside.md says where each figure comes from.
MOST_PACKED = 64 * 1024 * 1024
MOST_UNPACKED = 384 * 1024 * 1024
MOST_TIMES = 50
"""How many times larger the parts may be than the file; asked only beyond `_SMALL` bytes."""
MOST_PARTS = 1_000
_SMALL = 8 * 1024 * 1024
_BLOCK = 1 << 20

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ", _OLE)
_LINK = 0o120000


def looked_through(file: BinaryIO) -> ZipFile:
    """The archive of a workbook in which nothing is wrong.

    Raises:
        Refused: It is something else, or larger than is read, or not as a spreadsheet writes it.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    first = file.read(_BLOCK)
    if not size:
        raise Refused("csv-empty")
    if size > MOST_PACKED:
        raise Refused("workbook-too-large", what="The file", size=f"{size:,} bytes", most=f"{MOST_PACKED:,}")
    if not first.startswith(b"PK"):
        raise _something_else(first + file.read())
    try:
        archive = ZipFile(file)
        parts = archive.infolist()
        _listed(parts, archive.start_dir)
        names = {each.filename for each in parts}
        _is_workbook(names)
        unpacked = 0
        for part in parts:
            for block in _blocks(archive, part):
                unpacked += len(block)
                if unpacked > MOST_UNPACKED:
                    raise Refused(
                        "workbook-too-large", what="What is packed in it", size="more", most=f"{MOST_UNPACKED:,} bytes"
                    )
                if unpacked > max(_SMALL, MOST_TIMES * size):
                    raise _unsafe(f"it unpacks to more than {MOST_TIMES} times its size")
        if b"macroEnabled" in archive.read("[Content_Types].xml"):
            raise Refused("workbook-macros")
    except (BadZipFile, UnpackError, EOFError, NotImplementedError, KeyError, ValueError, OverflowError) as error:
        raise Refused("workbook-damaged", detail="it is cut off, or changed on its way") from error
    return archive


def packed_anew(archive: ZipFile, names: Iterable[str]) -> io.BytesIO:
    """An archive of these parts alone; a part that is not there is left out."""
    there, new = set(archive.namelist()), io.BytesIO()
    with ZipFile(new, "w", ZIP_STORED) as clean:
        for name in names:
            if name in there:
                clean.writestr(ZipInfo(name), archive.read(name))
    new.seek(0)
    return new


def _something_else(data: bytes) -> Refused:
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        return Refused("workbook-encrypted") if locked else Refused("workbook-kind", found="a workbook of an old kind")
    return Refused("workbook-kind", found="no workbook at all" if b"\0" in data[:_BLOCK] else "text")


def _listed(parts: list[ZipInfo], directory: int) -> None:
    """What the list of the archive says of its parts."""
    if len(parts) > MOST_PARTS:
        raise _unsafe(f"it has {len(parts):,} parts, and {MOST_PARTS:,} are too many")
    seen: set[str] = set()
    for part in parts:
        name = part.filename
        if name.casefold() in seen:
            raise _unsafe(f"two of its parts are called {name}")
        seen.add(name.casefold())
        steps = name.replace("\\", "/").split("/")
        if name != part.orig_filename or "\\" in name or ":" in name or ".." in steps or name.startswith("/"):
            raise _unsafe(f"one of its parts is called {part.orig_filename}")
        if (part.external_attr >> 16) & 0o170000 == _LINK:
            raise _unsafe(f"its part {name} leads elsewhere")
        if part.flag_bits & 1:
            raise Refused("workbook-encrypted")
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise _unsafe(f"its part {name} is packed as no spreadsheet does it")
    ordered = sorted(parts, key=lambda each: each.header_offset)
    begins = [each.header_offset for each in ordered[1:]] + [directory]
    for part, following in zip(ordered, begins, strict=False):
        if part.header_offset + 30 + len(part.orig_filename) + part.compress_size > following:
            raise _unsafe("its parts overlap")


def _is_workbook(names: set[str]) -> None:
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise Refused("workbook-macros")
    if "xl/workbook.xml" in names and "[Content_Types].xml" in names:
        return
    kinds = {"xl/workbook.bin": "a binary workbook (.xlsb)", "content.xml": "an OpenDocument (.ods)"}
    kinds |= {"word/document.xml": "a text document (.docx)"}
    found = next((said for name, said in kinds.items() if name in names), "an archive without a workbook")
    raise Refused("workbook-kind", found=found)


_ENCODING = re.compile(
    rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["']|us-ascii["'])""", re.IGNORECASE
)


def _blocks(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    """A part, unpacked block by block, as long as nothing is wrong with it."""
    before = b""
    is_xml = part.filename.casefold().endswith((".xml", ".rels", ".vml"))
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            if not before:
                if block.startswith(_ARCHIVES):
                    raise _unsafe(f"its part {part.filename} is an archive of its own")
                if is_xml and _ENCODING.match(block):
                    raise _unsafe(f"its part {part.filename} is not written in UTF-8")
            if is_xml:
                if b"\0" in block:
                    raise _unsafe(f"its part {part.filename} is not written in UTF-8")
                together = before + block
                if b"<!DOCTYPE" in together or b"<!ENTITY" in together:
                    raise _unsafe(f"its part {part.filename} defines words of its own (DOCTYPE)")
            before = block[-16:]
            yield block


def _unsafe(detail: str) -> Refused:
    return Refused("workbook-unsafe", detail=detail)
