"""Which kind of answer a caller would like best, by Accept."""

JSON = "application/json"
_ANY = ("application/*", "*/*")


def preferred(accept: str, *others: str) -> str | None:
    """The one of `others` that `accept` names before JSON, by q and then by order; None for JSON and for anything else."""
    offers = [offer.strip() for offer in accept.split(",")]
    ranked = sorted((offer for offer in offers if _quality(offer) > 0), key=_quality, reverse=True)
    kinds = [offer.split(";")[0].strip().lower() for offer in ranked]
    first = next((kind for kind in kinds if kind in (*others, JSON, *_ANY)), JSON)
    return first if first in others else None


def _quality(offer: str) -> float:
    """The q of one offer of Accept: 1 where it has none, 0 where it is no number."""
    for parameter in offer.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
