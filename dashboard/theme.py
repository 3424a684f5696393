"""One look for all charts: colours that work on light and dark and for colour-blind readers (Okabe & Ito 2008)."""

import altair as alt

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
}
STATUS_COLOURS = {"OK": GREEN, "Fallback": AMBER, "Short history": PURPLE, "Stale": GREY, "Failed": ORANGE}
ROLE_COLOURS = {"Served forecast": ORANGE, "Seasonal naive": GREY, "Candidate model": BLUE}
LEVEL_COLOURS = {"80% interval": ORANGE, "95% interval": BLUE}


def scale(colours: dict[str, str]) -> alt.Scale:
    return alt.Scale(domain=list(colours), range=list(colours.values()))


def styled(chart: alt.LayerChart | alt.Chart, height: int) -> alt.LayerChart | alt.Chart:
    """The chart at `height` pixels and the page's width; text colours are left to Streamlit, which knows the background."""
    return (
        chart.properties(height=height, width="container")
        .configure_view(strokeWidth=0)
        .configure_axis(grid=True, gridOpacity=0.35, domain=False, ticks=False, labelFontSize=12, titleFontSize=12, labelPadding=6)
        .configure_axisX(grid=False)
        .configure_legend(orient="top", title=None, labelFontSize=12, symbolSize=120, padding=0, offset=8)
    )
