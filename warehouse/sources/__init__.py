"""Extractors: one file each. Each yields what it got, unchanged; `landing.py` writes it to the lake."""

from warehouse.sources import csv, parquet, sql
from warehouse.sources.base import Extractor

EXTRACTORS: dict[str, Extractor] = {"csv": csv.pieces, "parquet": parquet.pieces, "sql": sql.pieces}
