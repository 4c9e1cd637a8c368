"""Charts drawn on the server as SVG: from numbers to markup, with classes and no style of their own.

Every chart has a name, a description and its numbers as a table that a keyboard reaches. A number that nobody gave is
None and draws nothing; it is never 0.
"""

from hudhud.web.charts.alphas import alpha_bar
from hudhud.web.charts.bars import Bar, weekly_bars
from hudhud.web.charts.ranges import range_bar
from hudhud.web.charts.sparkline import sparkline
from hudhud.web.charts.toll import Level, Report, toll_over_time

__all__ = ["Bar", "Level", "Report", "alpha_bar", "range_bar", "sparkline", "toll_over_time", "weekly_bars"]
