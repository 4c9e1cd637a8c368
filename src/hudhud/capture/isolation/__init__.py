"""Untrusted bytes are taken apart in a process of its own, with limits; what it sends back is data and no code."""

from hudhud.capture.isolation.warden import Skipped, Warden

__all__ = ["Skipped", "Warden"]
