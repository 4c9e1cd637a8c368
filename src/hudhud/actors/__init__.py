"""Who fights and who reports: the registry of actors."""

from hudhud.actors.registry import Actor, Match, Registry, digest, load

__all__ = ["Actor", "Match", "Registry", "digest", "load"]
