from collections.abc import Callable
from dataclasses import replace

import fake_quality
import fake_world
import pytest
from fake_world import World
from streamlit.testing.v1 import AppTest

Opened = Callable[..., AppTest]

PAGES = ["forecast", "accuracy", "monitoring", "copilot"]
HOSTILE = "<script>alert(1)</script> $5 $6 **x** :red[x] ![i](http://x/y.png)"


def shown(app: AppTest) -> str:
    """All words on the page, markdown and plain text alike."""
    kinds = ("text", "markdown", "caption", "info", "warning", "error", "success", "title")
    texts = [element.value for kind in kinds for element in app.get(kind)]
    return "\n".join([*map(str, texts), *(f"{m.label} {m.value} {m.delta}" for m in app.metric)])


def assert_calm(app: AppTest) -> None:
    assert not app.exception, [error.message for error in app.exception]
    assert not app.error, [error.value for error in app.error]


@pytest.mark.parametrize("page", PAGES)
def test_when_a_page_is_opened_then_it_is_shown_without_an_error(open_page: Opened, page: str) -> None:
    app = open_page(fake_world.demo(), page)
    assert_calm(app)
    assert app.title[0].value.lower() == page
    assert fake_quality.RELEASE in app.sidebar.code[0].value


@pytest.mark.parametrize("page", PAGES)
def test_when_nothing_was_forecast_yet_then_every_page_still_stands(open_page: Opened, page: str) -> None:
    world = fake_world.demo()
    world.series = [one.model_copy(update={"status": None, "reason": None, "model": None}) for one in world.series]
    world.forecast_ids, world.leaderboard, world.alerts = set(), [], []
    app = open_page(world, page)
    assert_calm(app)
    if page in ("forecast", "monitoring"):
        assert "no forecast" in shown(app).lower()


@pytest.mark.parametrize("page", PAGES)
def test_when_the_release_has_no_series_then_every_page_says_so(open_page: Opened, page: str) -> None:
    app = open_page(World(sets=[]), page)
    assert_calm(app)
    assert "no series" in shown(app)


@pytest.mark.parametrize("page", PAGES)
def test_when_a_series_has_no_complete_period_then_every_page_still_stands(open_page: Opened, page: str) -> None:
    world = fake_world.demo()
    world.series.insert(0, fake_world.no_series())
    app = open_page(world, page)
    assert_calm(app)
    if page == "forecast":
        assert "no complete period" in shown(app)
        assert "Short history" in shown(app)


def test_when_the_api_is_down_then_the_page_says_where_it_was_expected_and_what_to_do(
    open_page: Opened,
) -> None:
    app = open_page(None)
    assert not app.exception
    assert app.title[0].value == "The API cannot be reached"
    assert app.code[0].value == "http://127.0.0.1:9"
    assert "make api" in shown(app)


@pytest.mark.parametrize(
    ("status", "words"), [(503, "make demo"), (401, "API_KEY"), (429, "Wait a minute"), (500, "told to fail")]
)
def test_when_the_api_refuses_then_the_page_says_what_to_do(open_page: Opened, status: int, words: str) -> None:
    app = open_page(replace(fake_world.demo(), problem=status))
    assert not app.exception
    assert words in shown(app)


def test_when_the_copilot_fails_then_the_forecast_is_still_shown(open_page: Opened) -> None:
    app = open_page(replace(fake_world.demo(), copilot_problem=429))
    assert_calm(app)
    assert "copilot has no answer" in shown(app)
    assert any("Next 8 weeks" in metric.label for metric in app.metric)


def test_when_the_explanation_is_of_a_newer_release_then_the_page_offers_to_load_it(
    open_page: Opened,
) -> None:
    app = open_page(replace(fake_world.demo(), answer_release="a-newer-one"))
    assert "A newer release was published" in shown(app)
    assert any(button.key == "newer_release" for button in app.button)


def test_when_a_series_is_stale_then_its_status_and_reason_are_shown(open_page: Opened) -> None:
    app = open_page(fake_world.demo(), unique_id="weekly_units:21108", series_set="weekly_units")
    assert_calm(app)
    assert "Stale" in shown(app)
    assert "no demand for 31 weeks" in shown(app)


def test_when_a_link_names_a_series_then_it_is_shown(open_page: Opened) -> None:
    app = open_page(fake_world.demo(), series_set="daily_revenue", unique_id="daily_revenue:United Kingdom")
    assert app.session_state["unique_id"] == "daily_revenue:United Kingdom"
    assert any("open days" in metric.label for metric in app.metric)
    assert any("£" in metric.value for metric in app.metric)


def test_when_a_search_finds_nothing_then_the_page_says_so(open_page: Opened) -> None:
    app = open_page(fake_world.demo())
    app.text_input(key="search").set_value("no such thing").run()
    assert_calm(app)
    assert "No series matches" in shown(app)


def test_when_a_search_finds_a_series_then_it_is_chosen(open_page: Opened) -> None:
    app = open_page(fake_world.demo())
    app.text_input(key="search").set_value("gliders").run()
    assert app.session_state["unique_id"] == "weekly_units:84077"


def test_when_another_page_is_opened_then_the_chosen_series_stays(open_page: Opened) -> None:
    app = open_page(fake_world.demo())
    app.selectbox(key="unique_id").set_value("weekly_units:22197").run()
    app.switch_page("app_pages/accuracy.py").run()
    assert app.selectbox(key="unique_id").value == "weekly_units:22197"
    app.switch_page("app_pages/monitoring.py").run()
    app.switch_page("app_pages/forecast.py").run()
    assert app.selectbox(key="unique_id").value == "weekly_units:22197"


@pytest.mark.parametrize("page", PAGES)
def test_when_names_and_answers_are_hostile_then_they_are_shown_as_text(open_page: Opened, page: str) -> None:
    world = fake_world.demo()
    world.series = [one.model_copy(update={"series_name": HOSTILE, "reason": HOSTILE}) for one in world.series]
    world.sets = [one.model_copy(update={"label": HOSTILE}) for one in world.sets]
    world.answer = HOSTILE
    app = open_page(world, page)
    assert_calm(app)
    for element in [*app.markdown, *app.caption, *app.subheader, *app.title]:
        assert HOSTILE not in element.value
        assert "<script>" not in element.value
    if page == "forecast":
        assert HOSTILE in [text.value for text in app.text]


def test_when_there_are_no_alerts_then_monitoring_says_so(open_page: Opened) -> None:
    app = open_page(replace(fake_world.demo(), alerts=[]), "monitoring")
    assert_calm(app)
    assert "No alerts" in shown(app)


def test_each_alert_is_listed_with_since_when_why_whose_it_is_and_what_to_do(open_page: Opened) -> None:
    table = open_page(fake_world.demo(), "monitoring").dataframe[0].value
    assert {"Since", "Cause", "Owner", "What to do"} <= set(table.columns)
    assert set(table["Since"]) == {"21 Nov 2011"}


def test_when_alerts_are_filtered_then_only_those_are_listed(open_page: Opened) -> None:
    app = open_page(fake_world.demo(), "monitoring")
    assert len(app.dataframe[0].value) == 4
    next(box for box in app.selectbox if box.label == "Severity").set_value("warn").run()
    assert set(app.dataframe[0].value["Severity"]) == {"Warning"}


def test_when_a_question_is_pressed_then_the_answer_comes_with_its_check_and_facts(open_page: Opened) -> None:
    world = fake_world.demo()
    app = open_page(world, "copilot")
    next(button for button in app.button if "season" in button.label).click().run()
    assert_calm(app)
    assert world.answer in [text.value for text in app.text]
    assert "Verified" in shown(app)
    assert "When is its season?" in world.calls[-1]


def test_when_a_question_is_typed_about_a_set_then_the_set_is_asked(open_page: Opened) -> None:
    world = fake_world.demo()
    app = open_page(world, "copilot")
    app.segmented_control[0].set_value("A whole set").run()
    app.chat_input[0].set_value("<b>why</b> $1?").run()
    assert_calm(app)
    assert "copilot/summarize" in world.calls[-1]
    assert "<b>why</b> $1?" in [text.value for text in app.text]


def test_when_a_suggestion_is_pressed_then_it_is_asked(open_page: Opened) -> None:
    world = fake_world.demo()
    app = open_page(world, "copilot")
    app.chat_input[0].set_value("How is it doing?").run()
    next(button for button in app.button if str(button.key).startswith("suggestion")).click().run()
    assert_calm(app)
    assert "What is the forecast for the next 8 weeks?" in world.calls[-1]


def test_when_actuals_are_anomalous_then_the_forecast_page_says_what_the_marks_are(open_page: Opened) -> None:
    assert "Anomalies are actuals" in shown(open_page(fake_world.demo()))


def test_when_the_release_is_from_before_anomalies_then_the_forecast_page_still_stands(open_page: Opened) -> None:
    app = open_page(replace(fake_world.demo(), knows_anomalies=False))
    assert_calm(app)
    assert "Anomalies" not in shown(app)
