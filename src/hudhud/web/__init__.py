"""The workbench: where people read, judge and see. Every page is a view over `pipeline`."""

from hudhud.web.app import create_app

__all__ = ["create_app"]
