"""A policy from its file, and the secret that public ids are made with."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path

import yaml
from pydantic import ValidationError

from hudhud.errors import PolicyError
from hudhud.publish.policy.rules import Rules

_LONGEST = 1 << 20
_LEAST_KEY = 32


@dataclass(frozen=True)
class Policy:
    """Rules, and the bytes that they were written in."""

    rules: Rules
    content: bytes

    @cached_property
    def said(self) -> str:
        """Its name and the SHA-256 of its file, as exports carry them."""
        return f"{self.rules.name} sha256:{hashlib.sha256(self.content).hexdigest()}"


def default_policy() -> Policy:
    """The policy that ships with the package."""
    return parsed((resources.files("hudhud.publish.policy") / "default.yaml").read_bytes(), "default.yaml")


def policy_at(path: Path) -> Policy:
    """A policy of one's own.

    Raises:
        PolicyError: it cannot be read or is no whole policy.
    """
    return parsed(_bytes_of(path), str(path))


def key_at(path: Path) -> bytes:
    """The secret of a file.

    Raises:
        PolicyError: it cannot be read, or is too short to be one.
    """
    key = _bytes_of(path)
    if len(key) < _LEAST_KEY:
        raise PolicyError(f"{path}: a key has at least {_LEAST_KEY} random bytes; make one with "
                          f"'head -c {_LEAST_KEY} /dev/urandom > FILE'")  # fmt: skip
    return key


def key_kept(path: Path) -> bytes:
    """The secret of a file; where there is none yet, a new one is laid there, for its owner's eyes alone.

    Raises:
        PolicyError: it cannot be read or written, or is too short to be one.
    """
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_LEAST_KEY))
    except FileExistsError:
        pass
    except OSError as error:
        raise PolicyError(f"{path}: no key can be kept there ({error.strerror}); make one elsewhere with "
                          f"'head -c {_LEAST_KEY} /dev/urandom > FILE' and name it with --key") from None  # fmt: skip
    return key_at(path)


def parsed(content: bytes, where: str) -> Policy:
    """A policy from the bytes of its file; `where` is what errors call it."""
    try:
        text = content.decode("utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if not isinstance(root, yaml.MappingNode):
            raise PolicyError(f"{where}: is no policy; print one with 'hudhud policy'")
        for node, name in _repeated(root):
            raise PolicyError(f"{where}, line {node.start_mark.line + 1}: {name} is said twice; leave one")
        # By way of JSON, whose lists the strict rules take for tuples.
        raw = json.dumps(yaml.safe_load(text), default=str)
    except UnicodeDecodeError:
        raise PolicyError(f"{where}: is not written in UTF-8; save it so") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PolicyError(f"{where}, line {line}: is no YAML ({error.problem})") from None
    except (yaml.YAMLError, RecursionError, TypeError) as error:
        raise PolicyError(f"{where}: is no YAML ({error})") from None
    try:
        return Policy(Rules.model_validate_json(raw), content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise PolicyError(f"{where}, line {_line_of(root, first['loc'])}: {field}: {said}") from None


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST + 1)
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    if len(content) > _LONGEST:
        raise PolicyError(f"{path}: is larger than a megabyte; that is another file")
    return content


def _repeated(node: yaml.Node) -> Iterator[tuple[yaml.Node, str]]:
    """Keys that stand twice in one mapping: YAML would let the last one win in silence."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key, str(key.value)
            seen.add(str(key.value))
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _repeated(one)


def _line_of(root: yaml.Node, path: tuple[int | str, ...]) -> int:
    """The line of a field, else of the nearest around it, from 1."""
    node, line = root, root.start_mark.line
    for part in path:
        if isinstance(node, yaml.MappingNode):
            inner = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            inner = node.value[part]
        else:
            inner = None
        if inner is None:
            break
        node, line = inner, inner.start_mark.line
    return line + 1
