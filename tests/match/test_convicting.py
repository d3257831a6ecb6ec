"""A list whose every indicator is excused convicts nobody, and says why."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from orchestrator.match import powerless
from orchestrator.model.indicator import (
    Allowed,
    Citation,
    Class,
    Indicator,
    IocSet,
    Kind,
)

AT = datetime(2026, 11, 30, tzinfo=UTC)
DAY = timedelta(days=1)
CITED = (Citation(list="a", version="1", line=1, published="x"),)


def one(value: str, kind: Kind = Kind.DOMAIN, **more: object) -> Indicator:
    return replace(Indicator(value=value, kind=kind, citations=CITED), **more)


def listed(*indicators: Indicator, allowed: tuple[Allowed, ...] = ()) -> IocSet:
    return IocSet(
        indicators=indicators, files=(), refused=(), sha256="0", dated="", allowed=allowed
    )


def allow(value: str, kind: Kind = Kind.DOMAIN, *, tree: bool = False) -> Allowed:
    return Allowed(
        value=value, kind=kind, tree=tree, owner="o", reason="r", expires="2027", list="a", line=1
    )


OLD = one("old.example", valid_until=AT - DAY)
YOUNG = one("young.example", valid_from=AT + DAY)
SHARED = one("192.0.2.1", Kind.IPV4, shared="cdn")
LIVE = one("live.example")


@pytest.mark.parametrize(
    ("iocs", "why"),
    [
        (listed(OLD), {"expired": 1}),
        (listed(YOUNG), {"not_yet_valid": 1}),
        (listed(SHARED, OLD), {"shared_address": 1, "expired": 1}),
        (listed(LIVE, allowed=(allow("live.example"),)), {"allowed": 1}),
        (
            listed(one("a.live.example"), allowed=(allow("live.example", tree=True),)),
            {"allowed": 1},
        ),
        (
            listed(one("http://live.example/x", Kind.URL), allowed=(allow("live.example"),)),
            {"allowed": 1},
        ),
        (
            listed(one("192.0.2.8/30", Kind.CIDR4), allowed=(allow("192.0.2.0/24", Kind.CIDR4),)),
            {"allowed": 1},
        ),
        (listed(one("sink.example", klass=Class.SINKHOLE), OLD), {"expired": 1}),
    ],
)
def test_a_list_that_convicts_nobody_says_why(iocs: IocSet, why: dict[str, int]):
    assert powerless(iocs, AT) == why


@pytest.mark.parametrize(
    "iocs",
    [
        listed(OLD, LIVE),
        listed(one("ending.example", valid_until=AT)),
        listed(one("begun.example", valid_from=AT)),
        listed(one("192.0.2.0/24", Kind.CIDR4), allowed=(allow("192.0.2.1", Kind.IPV4),)),
        listed(one("http://live.example/x", Kind.URL)),
    ],
)
def test_one_that_counts_is_enough(iocs: IocSet):
    assert powerless(iocs, AT) == {}
