"""The provider's own list of models and prices: `GET /v1/models`, which needs no key.

It is read in the background when somebody asks for a price, and kept for an hour. Without it everything works: the
built-in table says what models take, and no price is known.

Prices come as a rate per unit (`fixed`), as a rate for each combination of settings (`variants`), or not at all.
Source: https://docs.aimlapi.com/api-references/service-endpoints/models-catalogue, read in November 2026.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from demotape.engines.aimlapi.answers import amount
from demotape.engines.aimlapi.client import Answer, TransportFault
from demotape.engines.aimlapi.words import plain
from demotape.engines.base import Price, PriceState
from demotape.models import Request, dollars

PATH = "/v1/models"
_KEPT_S = 3600.0
_TRIED_AGAIN_S = 120.0

_ONE_EACH = {"generation", "request", "song", "track", "audio", "clip", "music", "call", "unit", "item", "image"}
_SECONDS = {"second", "sec", "s"}
_MINUTES = {"minute", "min"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Rate:
    """So many dollars for so many units."""

    usd: float
    per: float
    unit: str

    @property
    def words(self) -> str:
        one = self.unit.removesuffix("s") or self.unit
        counted = one if self.per == 1 else f"{self.per:,.10g} {one}s"
        return f"{dollars(self.usd)} per {counted}"

    def of(self, length_s: float | None) -> float | None:
        """What audio of this length costs; None if the unit does not tell. A begun minute counts whole."""
        unit = self.unit.lower().rstrip("s") or "s"
        if unit in _ONE_EACH:
            return self.usd / self.per
        if length_s is None:
            return None
        if unit in _SECONDS:
            return self.usd / self.per * length_s
        if unit in _MINUTES:
            return self.usd / self.per * math.ceil(length_s / 60)
        return None


@dataclass(frozen=True, slots=True)
class _List:
    """One reading of the list."""

    read_at: float
    prices: Mapping[str, object] = field(default_factory=dict)
    """The pricing block by id and by each alias."""


class Catalogue:
    """What the provider lists. Safe for use by several threads.

    Args:
        get: Asks the provider for the list, without a key.
        names: The ids of the models that are of interest.
    """

    def __init__(self, get: Callable[[Mapping[str, str]], Answer], names: Iterable[str]) -> None:
        self._get = get
        self._names = tuple(names)
        self._lock = threading.Lock()
        self._list: _List | None = None
        self._failed_at: float | None = None
        self._reading: threading.Event | None = None

    def gone(self) -> frozenset[str]:
        """Models that the provider lists no longer, as far as it was read. Starts no reading."""
        known = self._list
        # A list without a single one of them is another list than was meant.
        if known is None or not any(name in known.prices for name in self._names):
            return frozenset()
        return frozenset(name for name in self._names if name not in known.prices)

    def price(self, request: Request, name: str, body: Mapping[str, object], *, wait_s: float) -> Price:
        """What this request to this model costs.

        Args:
            request: For its length.
            name: The model.
            body: What is sent, on which a price may depend.
            wait_s: Longest wait for the list.
        """
        reading = self._read_if_old()
        if reading is not None and self._list is None:
            reading.wait(wait_s)
        known = self._list
        if known is None:
            return Price(state=PriceState.PENDING if reading and not reading.is_set() else PriceState.UNREAD)
        return _quote(known.prices.get(name), body, request.length_s)

    def _read_if_old(self) -> threading.Event | None:
        """Start to read where that is due; the event of a reading under way, if there is one."""
        with self._lock:
            if self._reading is not None:
                return self._reading
            now = time.monotonic()
            is_fresh = self._list is not None and now - self._list.read_at < _KEPT_S
            has_just_failed = self._failed_at is not None and now - self._failed_at < _TRIED_AGAIN_S
            if is_fresh or has_just_failed:
                return None
            self._reading = reading = threading.Event()
        threading.Thread(target=self._read, args=(reading,), name="read-prices", daemon=True).start()
        return reading

    def _read(self, reading: threading.Event) -> None:
        found: _List | None = None
        try:
            answer = self._get({"id": ",".join(self._names), "include": "pricing"})
            found = _read_list(answer)
        except TransportFault as fault:
            _log.info("The list of models could not be read: %s", fault.kind.value)
        except Exception:  # nothing that a list says may stop the studio
            _log.exception("The list of models could not be read")
        with self._lock:
            if found is not None:
                self._list = found
            self._failed_at = None if found is not None else time.monotonic()
            self._reading = None
        reading.set()


def _read_list(answer: Answer) -> _List | None:
    data = answer.data
    if answer.status != 200 or not isinstance(data, Mapping) or not isinstance(data.get("data"), list):
        return None
    prices: dict[str, object] = {}
    for model in data["data"]:
        if not isinstance(model, Mapping):
            continue
        aliases = model.get("aliases")
        for name in (model.get("id"), *(aliases if isinstance(aliases, list) else ())):
            if isinstance(name, str):
                prices[name] = model.get("pricing")
    return _List(time.monotonic(), prices)


def _quote(pricing: object, body: Mapping[str, object], length_s: float | None) -> Price:
    """What the pricing block says of a request."""
    unknown = Price(state=PriceState.NOT_PUBLISHED)
    if not isinstance(pricing, Mapping) or pricing.get("currency", "USD") != "USD":
        return unknown
    names = {"fixed": ("units", "measure"), "variants": ("variants", "unit")}.get(str(pricing.get("kind")))
    rows = pricing.get(names[0]) if names else None
    if names is None or not isinstance(rows, list):
        return unknown
    found = [_rate(row, names[1]) for row in rows if isinstance(row, Mapping) and _fits(row.get("when"), body)]
    rates = [rate for rate in found if rate is not None]
    if not rates or len(rates) < len(found):
        return unknown
    if names[0] == "units" and len(rates) > 1:  # they add up, and nobody says of what there is how much
        return Price(state=PriceState.PUBLISHED, rate=" plus ".join(rate.words for rate in rates))
    # Where several variants fit, the dearest is the honest one to name.
    dearest = max(rates, key=lambda rate: rate.of(length_s) or rate.usd / rate.per)
    is_known = all(rate.of(length_s) is not None for rate in rates)
    return Price(
        state=PriceState.PUBLISHED, rate=dearest.words, estimate_usd=dearest.of(length_s) if is_known else None
    )


def _fits(when: object, body: Mapping[str, object]) -> bool:
    """Whether the conditions of a rate do not contradict the request; what it does not say may be either way."""
    if not isinstance(when, Mapping):
        return True
    return all(name not in body or str(body[name]).lower() == str(wanted).lower() for name, wanted in when.items())


def _rate(row: Mapping[str, object], unit_name: str) -> _Rate | None:
    usd, per = amount(row.get("price")), amount(row.get("per", 1))
    unit = row.get(unit_name) or row.get("unit") or row.get("measure") or row.get("name")
    if usd is None or not per or not isinstance(unit, str) or not plain(unit, limit=40):
        return None
    return _Rate(usd, per, plain(unit, limit=40))
