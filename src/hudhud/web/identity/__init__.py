"""Who is asking: passwords, sessions, tokens of programs, and requests forged by other pages."""

from hudhud.web.identity.identity import Identity, Signed, guard, identify, is_api

__all__ = ["Identity", "Signed", "guard", "identify", "is_api"]
