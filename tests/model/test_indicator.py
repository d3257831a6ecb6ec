"""What the places that list an indicator tell together."""

import pytest

from orchestrator.model.indicator import (
    Citation,
    Indicator,
    Kind,
    ListedContext,
    Tlp,
    context_as_json,
)


def listed(*sure: int | None) -> Indicator:
    cited = tuple(
        Citation(list=f"{n % 2}.txt", version="1", line=n, published="x", confidence=one)
        for n, one in enumerate(sure)
    )
    return Indicator(value="bad.example", kind=Kind.DOMAIN, citations=cited)


def test_a_list_that_names_it_twice_is_one():
    assert listed(None, None, None).lists == {"0.txt", "1.txt"}


@pytest.mark.parametrize(
    ("stated", "confidence"), [((None,), None), ((10, None, 80), 80), ((0, None), 0), ((), None)]
)
def test_the_surest_list_speaks(stated: tuple[int | None, ...], confidence: int | None):
    assert listed(*stated).confidence == confidence


def test_a_context_tells_what_it_holds_and_to_whom():
    one = ListedContext(family="PlugX", tags=("a",), tlp=Tlp.AMBER_STRICT)
    assert context_as_json(one) == {"family": "PlugX", "tags": ["a"], "tlp": "amber+strict"}
    assert one.restricted
    assert ListedContext(tlp=Tlp.RED).restricted
    assert not ListedContext(tlp=Tlp.AMBER).restricted
    assert context_as_json(ListedContext()) == {}


@pytest.mark.parametrize(
    ("levels", "restricted"),
    [
        ((), False),
        ((None,), False),
        ((Tlp.AMBER, None), False),
        ((Tlp.CLEAR, Tlp.RED), True),
        ((None, Tlp.AMBER_STRICT), True),
    ],
)
def test_one_list_that_restricts_an_indicator_is_enough(
    levels: tuple[Tlp | None, ...], restricted: object
):
    contexts = [ListedContext(tlp=one) if one else None for one in levels]
    cited = tuple(
        Citation(list="a.txt", version="1", line=1, published="x", context=one) for one in contexts
    )
    one = Indicator(value="bad.example", kind=Kind.DOMAIN, citations=cited)
    assert one.restricted is restricted
