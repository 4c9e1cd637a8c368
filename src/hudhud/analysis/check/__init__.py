"""Is it true? Claims about many incidents, held against the record."""

from hudhud.analysis.check.check import check
from hudhud.analysis.check.question import First, Question, Superlative, Total, Trend
from hudhud.analysis.check.verdict import Deciding, Verdict

__all__ = ["Deciding", "First", "Question", "Superlative", "Total", "Trend", "Verdict", "check"]
