"""Folders on this machine, or in object stores: one way to list, read and write both.

Addresses are those of Arrow: a path, `file:///…`, `s3://bucket/folder`, `gs://…`, `hdfs://…`. An S3-compatible
store is named in the address (`s3://bucket/folder?endpoint_override=minio.example.org:9000&scheme=http`) or by
AWS_ENDPOINT_URL; its keys come from the environment or the machine's role, never from the address.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from hudhud.errors import ScaleError

_OF_SPARK = frozenset({"_SUCCESS", "_metadata", "_common_metadata"})
"""What others' programs leave beside their tables."""


@dataclass(frozen=True)
class Entry:
    """A file in a folder."""

    path: str
    """In the form that its file system takes."""
    name: str
    """As messages call it: a path as it was given, or an address."""
    size: int
    changed: int
    """When, in nanoseconds since 1970; 0 where the store does not say."""


class Folder:
    """One place, opened by its address."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.system, self.path = _opened(address)

    @property
    def local(self) -> bool:
        """Whether it is on this machine's own file system."""
        return bool(self.system.type_name == "local")

    def entries(self) -> list[Entry]:
        """Its files and those of the folders below, by name; itself, if it is a file. Hidden ones are left out.

        Raises ScaleError where there are none, or it cannot be looked at.
        """
        try:
            itself = self.system.get_file_info(self.path)
            if itself.type == fs.FileType.File:
                found = [itself]
            elif itself.type == fs.FileType.NotFound:
                raise ScaleError(f"{self.address}: no such file or folder; check the path")
            else:
                found = self.system.get_file_info(fs.FileSelector(self.path, recursive=True))
        except (OSError, pa.ArrowInvalid) as error:
            raise _failed(self.address, error) from error
        files = [one for one in found if one.type == fs.FileType.File and not self._hidden(one.path)]
        if not files:
            raise ScaleError(f"{self.address}: the folder holds no files; give one with reports")
        # As one machine orders them: by folder and name, not by the bytes of the whole path.
        files.sort(key=lambda one: PurePosixPath(one.path))
        return [Entry(one.path, self._name(one.path), one.size or 0, one.mtime_ns or 0) for one in files]

    def _hidden(self, path: str) -> bool:
        inside = path[len(self.path) :]
        return any(part.startswith(".") or part in _OF_SPARK for part in inside.split("/"))

    def _name(self, path: str) -> str:
        if self.local:
            return str(Path(self.address) / Path(path).relative_to(self.path)) if "://" not in self.address else path
        return f"{self.system.type_name}://{path}"

    def file(self, path: str) -> pa.NativeFile:
        """A file that can seek, open for reading."""
        try:
            return self.system.open_input_file(path)
        except OSError as error:
            raise _failed(path, error) from error

    def has(self, name: str) -> bool:
        """Whether there is a file of this name in it."""
        return bool(self.system.get_file_info(self._within(name)).type == fs.FileType.File)

    def names(self, below: str) -> list[str]:
        """The names of the files in one of its folders; none where there is no such folder."""
        selector = fs.FileSelector(self._within(below), allow_not_found=True)
        return sorted(one.base_name for one in self.system.get_file_info(selector) if one.type == fs.FileType.File)

    def read(self, name: str) -> bytes:
        """The bytes of one of its files."""
        try:
            with self.system.open_input_stream(self._within(name)) as file:
                return bytes(file.read())
        except OSError as error:
            raise _failed(f"{self.address}/{name}", error) from error

    def write(self, name: str, content: bytes) -> None:
        """Put a file there, whole or not at all; one that is there is replaced."""
        path = self._within(name)
        try:
            self.system.create_dir(str(PurePosixPath(path).parent), recursive=True)
            # An object appears when it is closed; a file grows, and is therefore moved into place.
            written = f"{path}.{uuid.uuid4().hex[:8]}.tmp" if self.local else path
            with self.system.open_output_stream(written, compression=None) as file:
                file.write(content)
            if written != path:
                self.system.move(written, path)
        except OSError as error:
            raise _failed(f"{self.address}/{name}", error) from error

    def write_table(self, name: str, table: pa.Table) -> None:
        """`write` for a table, as Parquet."""
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd", row_group_size=1_000)
        self.write(name, sink.getvalue())

    def parquet(self, name: str) -> pq.ParquetFile:
        """One of its tables, to be read in parts."""
        return pq.ParquetFile(self.file(self._within(name)))

    def remove(self, folders: Iterable[str], last: str) -> None:
        """Remove some of its folders with all they hold, and at last one file; what else it holds stays."""
        try:
            for name in map(self._within, folders):
                if self.system.get_file_info(name).type == fs.FileType.Directory:
                    self.system.delete_dir(name)
            if self.has(last):
                self.system.delete_file(self._within(last))
        except OSError as error:
            raise _failed(self.address, error) from error

    def _within(self, name: str) -> str:
        return f"{self.path.rstrip('/')}/{name}"


def _opened(address: str) -> tuple[Any, str]:
    if "://" not in address:
        return fs.LocalFileSystem(), str(Path(address).absolute())
    try:
        system, path = fs.FileSystem.from_uri(address)
    except (OSError, pa.ArrowException, ValueError) as error:
        raise _failed(address, error) from error
    return system, path


def _failed(what: str, error: Exception) -> ScaleError:
    why = getattr(error, "strerror", None) or str(error)
    # What a store answers may be long, and may repeat the address with what stands in it.
    return ScaleError(f"{what.partition('?')[0]}: {why[:300]}; check the address, the rights and the disk")
