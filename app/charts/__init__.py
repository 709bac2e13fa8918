"""Pictures of figures, drawn on the server: the same on a page and on paper, each with the table behind it. Pure.

Titles, labels and texts come translated and formatted; what is drawn are the numbers beside them.
"""

from .bar_chart import Bar, Mark, bars
from .funnel_chart import funnel
from .heat_table import HeatCell, heat
from .histogram_chart import Bin, Place, histogram
from .line_chart import Line, lines
from .nine_box_table import Axis, Box, nine_box
from .picture import Chart
from .sparkline_chart import sparkline
from .stacked_chart import Part, StackedBar, Tone, stacked
from .step_chart import Curve, steps

__all__ = [
    "Axis",
    "Bar",
    "Bin",
    "Box",
    "Chart",
    "Curve",
    "HeatCell",
    "Line",
    "Mark",
    "Part",
    "Place",
    "StackedBar",
    "Tone",
    "bars",
    "funnel",
    "heat",
    "histogram",
    "lines",
    "nine_box",
    "sparkline",
    "stacked",
    "steps",
]
