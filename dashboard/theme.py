"""One look for all charts: colours for light and dark, safe for colour-blind readers (Okabe & Ito 2008)."""

from typing import Any

import altair as alt

Chart = alt.LayerChart | alt.Chart

BLUE = "#0072B2"
ORANGE = "#D55E00"
GREEN = "#009E73"
AMBER = "#E69F00"
PURPLE = "#CC79A7"
GREY = "#8A8F98"

# Translucent, so that they lie on either background.
BAND_80 = "rgba(213, 94, 0, 0.30)"
BAND_95 = "rgba(213, 94, 0, 0.14)"

SERIES_COLOURS = {
    "Actual": BLUE,
    "Forecast": ORANGE,
    "80% interval": BAND_80,
    "95% interval": BAND_95,
    "Seasonal naive": GREY,
    "Anomaly": PURPLE,
}
STATUS_COLOURS = {"OK": GREEN, "Fallback": AMBER, "Short history": PURPLE, "Stale": GREY, "Failed": ORANGE}
ROLE_COLOURS = {"Served forecast": ORANGE, "Seasonal naive": GREY, "Candidate model": BLUE}
LEVEL_COLOURS = {"80% interval": ORANGE, "95% interval": BLUE}


# Streamlit leaves much room for a toolbar that is hidden here; no data ever goes into this text.
PAGE_STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding: 2.2rem clamp(1rem, 3vw, 3rem) 3rem; max-width: 1500px; }
[data-testid="stSidebarHeader"] { height: 2.5rem; margin-bottom: 0; }
</style>"""


def scale(colours: dict[str, str]) -> alt.Scale:
    return alt.Scale(domain=list(colours), range=list(colours.values()))


def styled(chart: Any, height: int) -> Chart:
    """The chart at `height` pixels and the page's width; text colours are left to Streamlit."""
    sized = chart.properties(height=height, width="container").configure_view(strokeWidth=0)
    text = {"labelFontSize": 12, "titleFontSize": 12, "labelPadding": 6}
    ruled = sized.configure_axis(gridOpacity=0.35, domain=False, ticks=False, **text).configure_axisX(grid=False)
    dressed: Chart = ruled.configure_legend(
        orient="top", title=None, labelFontSize=12, symbolSize=120, padding=0, offset=8
    )
    return dressed
