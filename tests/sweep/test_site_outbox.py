"""A part is sent again when its receipt is late by what receipts took of late."""

import itertools

from orchestrator.sweep.site_outbox import OnTheWay, ReceiptPatience


def times_sent(way: OnTheWay, patience: ReceiptPatience, until: float) -> list[float]:
    """Let time go by in steps of a second; return when it was sent."""
    sent = []
    for now in range(int(until)):
        if now >= way.due:
            sent.append(float(now))
            way.sent(now, patience.seconds)
    return sent


def test_a_part_is_sent_again_after_pauses_that_grow_to_ten_minutes():
    sent = times_sent(OnTheWay(), ReceiptPatience(), 3000)
    pauses = [later - earlier for earlier, later in itertools.pairwise(sent)]
    assert pauses == [4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600]


def test_a_hub_that_takes_a_minute_is_not_sent_the_same_every_few_seconds():
    patience = ReceiptPatience()
    for _ in range(4):
        patience.took(60)
    assert patience.seconds > 100
    assert len(times_sent(OnTheWay(), patience, 100)) == 1


def test_patience_is_found_again_and_has_an_end():
    patience = ReceiptPatience()
    patience.took(1e9)
    assert patience.seconds == 600
    for _ in range(40):
        patience.took(0.5)
    assert patience.seconds == 4


def test_after_a_new_connection_what_was_on_the_way_goes_soon_and_once():
    way, patience = OnTheWay(), ReceiptPatience()
    times_sent(way, patience, 253)
    way.reconnected(260)
    assert way.due == 290
    way.sent(290, patience.seconds)
    assert (way.due, way.pause) == (802, 600)
    way.reconnected(291)
    assert (way.due, way.pause) == (321, 600)


def test_a_new_connection_puts_nothing_off():
    way = OnTheWay()
    way.sent(0, 4)
    way.reconnected(1)
    assert way.due == 4
