"""Charts of accuracy and monitoring: frame in, Altair chart out. Pure; empty in, empty out."""

from typing import Any

import altair as alt
import pandas as pd

from dashboard import theme, words
from dashboard.theme import Chart

_WINDOWS = {"last": "last test", "all": "all tests"}


def leaderboard_chart(board: pd.DataFrame) -> Chart:
    """MASE by model, the best on top, with a rule at seasonal naive.

    board: model, mase, value_add, n_series; one row per model, in the order to show.
    """
    frame = board.assign(name=_names(board), role=board["model"].map(_role)).dropna(subset=["mase"])
    base = alt.Chart(frame).encode(y=_rows("name", frame))
    x = alt.X("mase:Q", title="MASE: mean absolute scaled error, lower is better", axis=alt.Axis(tickCount=6))
    tooltip = [
        alt.Tooltip("name:N", title="Model"),
        alt.Tooltip("mase:Q", title="MASE", format=".3f"),
        alt.Tooltip("value_add:Q", title="Better than seasonal naive by", format=".1%"),
        alt.Tooltip("n_series:Q", title="Series", format=","),
    ]
    colour = alt.Color("role:N", scale=theme.scale(theme.ROLE_COLOURS))
    bars = base.mark_bar(height={"band": 0.66}, cornerRadiusEnd=3).encode(x=x, color=colour, tooltip=tooltip)
    naive = alt.Chart(frame[frame["model"] == "seasonal_naive"], name="naive").encode(x="mase:Q")
    rule = naive.mark_rule(color=theme.GREY, strokeDash=[5, 4], strokeWidth=2)
    return theme.styled(alt.layer(bars, rule, _beside(base, "mase", ".3f")), 90 + 34 * len(frame))


def _names(board: pd.DataFrame) -> list[str]:
    """A model that ran on some series only is not ranked like with like: its name says on how many."""
    most = board["n_series"].max()
    return [
        words.model_name(model) + (f" ({n:,} of {most:,} series)" if n < most else "")
        for model, n in zip(board["model"], board["n_series"], strict=True)
    ]


def _role(model: str) -> str:
    return words.model_name(model) if model in ("served", "seasonal_naive") else "Candidate model"


def _rows(field: str, frame: pd.DataFrame) -> alt.Y:
    """One row for each name, in the frame's order."""
    return alt.Y(f"{field}:N", title=None, sort=list(frame[field]), axis=alt.Axis(labelLimit=240))


def _beside(base: alt.Chart, field: str, number: str) -> Any:
    """The value in figures at the end of its bar."""
    text = base.mark_text(align="left", dx=5, fontSize=12, color=theme.GREY)
    return text.encode(x=f"{field}:Q", text=alt.Text(f"{field}:Q", format=number))


def coverage_chart(board: pd.DataFrame) -> Chart:
    """How many actuals fell inside each interval, against its promise.

    board: window, model, coverage_80, coverage_95 (shares).
    """
    frame = coverage_frame(board)
    axis = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
    x = alt.X("coverage:Q", title="Share of actuals inside the interval", scale=alt.Scale(domain=[0, 1]), axis=axis)
    measured = alt.Tooltip("coverage:Q", title="Measured", format=".1%")
    tooltip = [measured, alt.Tooltip("nominal:Q", title="Promised", format=".0%")]
    base = alt.Chart(frame).encode(y=_rows("row", frame))
    colour = alt.Color("level:N", scale=theme.scale(theme.LEVEL_COLOURS), legend=None)
    bars = base.mark_bar(height={"band": 0.5}, cornerRadiusEnd=3).encode(x=x, color=colour, tooltip=tooltip)
    promise = base.mark_tick(thickness=3, size=30, color=theme.GREY).encode(x="nominal:Q")
    text = base.mark_text(align="right", dx=-6, color="white", fontSize=12)
    figures = text.encode(x="coverage:Q", text=alt.Text("coverage:Q", format=".1%"))
    return theme.styled(alt.layer(bars, promise, figures), 50 + 40 * len(frame))


def coverage_frame(board: pd.DataFrame) -> pd.DataFrame:
    """One row per level and window of the served forecast: row, level, nominal, coverage (shares)."""
    served = board[board["model"] == "served"]
    records = [
        (f"{level}%, {_WINDOWS[window]}", f"{level}% interval", level / 100, coverage)
        for level in (80, 95)
        for window, coverage in zip(served["window"], served[f"coverage_{level}"], strict=True)
        if pd.notna(coverage)
    ]
    return pd.DataFrame(records, columns=["row", "level", "nominal", "coverage"])


def cutoff_chart(metrics: pd.DataFrame) -> Chart:
    """MASE of the served forecast and of seasonal naive by cutoff. metrics: cutoff, model, mase, n."""
    wanted = metrics[metrics["model"].isin(["served", "seasonal_naive"])].dropna(subset=["mase"])
    frame = wanted.assign(name=wanted["model"].map(words.model_name), when=wanted["cutoff"].map(words.day))
    tooltip = [
        alt.Tooltip("when:N", title="Known until"),
        alt.Tooltip("name:N", title="Forecast"),
        alt.Tooltip("mase:Q", title="MASE", format=".3f"),
        alt.Tooltip("n:Q", title="Periods scored"),
    ]
    colours = {name: theme.ROLE_COLOURS[name] for name in ("Served forecast", "Seasonal naive")}
    x = alt.X("when:O", title="Forecast made with what was known until", sort=list(frame["when"].unique()))
    lines = alt.Chart(frame).mark_line(point=alt.OverlayMarkDef(size=70, filled=True), strokeWidth=2)
    encoded: alt.Chart = lines.encode(
        x=x.axis(labelAngle=0),
        y=alt.Y("mase:Q", title="MASE, lower is better", scale=alt.Scale(zero=True)),
        color=alt.Color("name:N", scale=theme.scale(colours)),
        tooltip=tooltip,
    )
    return theme.styled(encoded, 260)


def rejected_chart(rejected: pd.DataFrame) -> Chart:
    """Rows that were not used, by reason. rejected: reason, n_rows; in the order to show."""
    frame = rejected.assign(words=rejected["reason"].map(words.reason))
    base = alt.Chart(frame).encode(y=_rows("words", frame), x=alt.X("n_rows:Q", axis=None))
    tooltip = [alt.Tooltip("words:N", title="Reason"), alt.Tooltip("n_rows:Q", title="Rows", format=",")]
    bars = base.mark_bar(color=theme.BLUE, height={"band": 0.6}, cornerRadiusEnd=3).encode(tooltip=tooltip)
    text = base.mark_text(align="left", dx=5, fontSize=12, color=theme.GREY)
    return theme.styled(alt.layer(bars, text.encode(text=alt.Text("n_rows:Q", format=","))), 12 + 28 * len(frame))


def status_chart(counts: dict[str, int]) -> Chart:
    """One stacked bar of the series by status. counts: label of the status -> series."""
    frame = pd.DataFrame({"status": list(counts), "n": list(counts.values()), "order": range(len(counts))})
    tooltip = [alt.Tooltip("status:N", title="Status"), alt.Tooltip("n:Q", title="Series", format=",")]
    bar: alt.Chart = alt.Chart(frame[frame["n"] > 0]).mark_bar(height=18).encode(
        x=alt.X("n:Q", stack="zero", axis=None, scale=alt.Scale(nice=False)),
        color=alt.Color("status:N", scale=theme.scale(theme.STATUS_COLOURS), legend=None),
        order="order:Q",
        tooltip=tooltip,
    )  # fmt: skip
    return theme.styled(bar, 24)
