"""Untrusted bytes taken apart in a process of their own, with limits, so that none can harm the run."""

from hudhud.capture.isolation.warden import Held, Warden

__all__ = ["Held", "Warden"]
