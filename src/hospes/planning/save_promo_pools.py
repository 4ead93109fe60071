"""Save pools of promo codes as written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hospes.planning.models import PromoCode, PromoPool
from hospes.planning.places import Place

MOST = 100_000
"""Codes of one pool."""


@dataclass(frozen=True, slots=True)
class SavedPool:
    """What became of one pool: how many codes came in, how many free ones went, how many are free now."""

    name: str
    added: int
    removed: int
    free: int


def save_promo_pools(agency_id: int, pools: Sequence[object], *, now: datetime) -> list[SavedPool]:
    """Create pools, or bring the free codes of those of the same name to what is written; all or none.

    A code that was given to somebody stays given, whether it is named or not. Pools that are not named stay.

    Args:
        agency_id: whose pools.
        pools: entries of the YAML schema: `{"name": …, "codes": […]}`.
        now: the instant of saving.

    Raises:
        Malformed: a mistake; the sentence begins with the path, such as `promo_pools[0].codes[3]`.
    """
    read = [_read(Place(f"promo_pools[{i}]", written)) for i, written in enumerate(pools)]
    with transaction.atomic():
        return [_save(agency_id, name, codes, now=now) for name, codes in read]


def written_promo_pools(agency_id: int) -> list[dict[str, Any]]:
    """The pools in the YAML schema, with the codes that are still free, in the order of saving."""
    free: dict[int, list[str]] = {}
    codes = PromoCode.objects.filter(agency_id=agency_id, task=None).order_by("id")
    for pool_id, code in codes.values_list("pool_id", "code"):
        free.setdefault(pool_id, []).append(code)
    pools = PromoPool.objects.filter(agency_id=agency_id).order_by("id")
    return [{"name": pool.name, "codes": free.get(pool.pk, [])} for pool in pools]


def _read(place: Place) -> tuple[str, list[str]]:
    entry = place.fields(("name", "codes"), required=("name", "codes"))
    items = entry["codes"].items()
    if len(items) > MOST:
        entry["codes"].refuse(f"has more than {MOST:,} codes; make several pools.")
    codes: dict[str, None] = {}
    for item in items:
        code = item.text(60).strip()
        if code in codes:
            item.refuse(f"{code} is there twice; a code can be given once.")
        codes[code] = None
    return entry["name"].text(100).strip(), list(codes)


def _save(agency_id: int, name: str, codes: Sequence[str], *, now: datetime) -> SavedPool:
    pool, _ = PromoPool.objects.get_or_create(agency_id=agency_id, name=name, defaults={"created_at": now})
    there = PromoCode.objects.select_for_update().filter(agency_id=agency_id, pool_id=pool.pk)
    known, wanted = set(there.values_list("code", flat=True)), set(codes)
    free = set(there.filter(task=None).values_list("code", flat=True))
    there.filter(code__in=free - wanted, task=None).delete()
    new = [code for code in codes if code not in known]
    PromoCode.objects.bulk_create(
        [PromoCode(agency_id=agency_id, pool=pool, code=code, created_at=now) for code in new]
    )
    return SavedPool(name, len(new), len(free - wanted), len(free & wanted) + len(new))
