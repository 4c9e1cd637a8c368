"""A report that people read: one page or PDF that holds everything and asks nobody for anything."""

from hudhud.publish.report.building import Material, build
from hudhud.publish.report.content import Checked, Report, Span
from hudhud.publish.report.corrections import Snapshot, Told, last_report, snapshot_of
from hudhud.publish.report.counting import covered
from hudhud.publish.report.page import page, pdf, require_pdf

__all__ = [
    "Checked",
    "Material",
    "Report",
    "Snapshot",
    "Span",
    "Told",
    "build",
    "covered",
    "last_report",
    "page",
    "pdf",
    "require_pdf",
    "snapshot_of",
]
