"""Pages with charts: how a chart is described, the library that draws it, and the frame of a self-contained page.

Options of charts are data made here; ``draw.js`` hands them to ECharts (vendored in ``echarts``) and decides nothing.
Behind each chart stands the table it is drawn from. No page asks for anything outside of itself.
"""

from orchestration.publication.charts.options import Chart, Line, bar_chart, line_chart
from orchestration.publication.charts.page import render_page
from orchestration.publication.charts.tables import Figure, Table

__all__ = ["Chart", "Figure", "Line", "Table", "bar_chart", "line_chart", "render_page"]
