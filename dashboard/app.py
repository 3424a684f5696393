"""The dashboard's entry: `streamlit run dashboard/app.py` from the repository's root."""

import sys
from pathlib import Path

import httpx
import streamlit as st

ROOT = str(Path(__file__).resolve().parents[1])
if ROOT not in sys.path:  # Streamlit puts this folder there, not the root
    sys.path.append(ROOT)

from api.client import ApiError  # noqa: E402
from dashboard import data, parts, theme, words  # noqa: E402

PAGES = [
    ("forecast", "Forecast", ":material/show_chart:"),
    ("accuracy", "Accuracy", ":material/target:"),
    ("monitoring", "Monitoring", ":material/monitor_heart:"),
    ("copilot", "Copilot", ":material/forum:"),
]


def main() -> None:
    st.set_page_config("Lakecast", "🌊", layout="wide", initial_sidebar_state=240)
    st.html(theme.PAGE_STYLE)
    page = st.navigation([
        st.Page(f"app_pages/{name}.py", title=title, icon=icon, url_path=name, default=name == "forecast")
        for name, title, icon in PAGES
    ])  # fmt: skip
    try:
        _show_release()
        page.run()
    except httpx.TransportError:
        _unreachable()
    except ApiError as error:
        _refused(error)


def _show_release() -> None:
    """One release for all that this run shows."""
    ready = data.ready()
    st.session_state[parts.RELEASE] = ready.release_id
    with st.sidebar:
        st.caption("Release", help="All figures on a page come from this one release of the data.")
        st.code(ready.release_id, language=None, wrap_lines=True)
        st.caption(f"published {words.day(ready.created_at)}, {ready.created_at:%H:%M}")


def _unreachable() -> None:
    st.title("The API cannot be reached")
    st.error(
        "The dashboard reads everything from the API, and nothing answers at this address:",
        icon=":material/cloud_off:",
    )
    st.code(data.api_url(), language=None)
    st.markdown("Start it with `make api`, or set `DASHBOARD__API_URL` where it runs elsewhere.")
    st.button("Try again", type="primary")


def _refused(error: ApiError) -> None:
    title, advice = _ADVICE.get(error.status, ("The API answered with an error", "Try again; the API's log says more."))
    st.title(title)
    st.error(advice, icon=":material/error:")
    st.text(str(error), width="stretch")
    st.button("Try again", type="primary")


_ADVICE = {
    401: ("The API wants a key", "Set `API_KEY` for the dashboard to the key of the API."),
    403: ("The API wants another key", "Set `API_KEY` for the dashboard to the key of the API."),
    429: ("Too many requests", "Wait a minute, then try again."),
    503: (
        "No release yet",
        "Nothing has been published so far. Run `make demo` for the demo data, or `make etl` for yours.",
    ),
}

main()
