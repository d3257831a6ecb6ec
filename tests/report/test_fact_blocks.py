"""One fact, one block: a name and its address stand together, and nothing is counted twice."""

from datetime import timedelta

from msgspec.structs import replace

from orchestrator.model.result import Rule, Status
from orchestrator.report.fact_blocks import facts, findings, key_of
from tests.report import builders as made

CONTACT = made.hit(
    Status.CONNECTED,
    made.RANGE,
    "198.51.100.77",
    made.connected("198.51.100.77"),
    rule=Rule.RANGE,
)


def test_a_name_and_the_listed_address_that_it_led_to_are_one_fact():
    name = made.name_hit()  # in the cache, it leads to 198.51.100.77
    assert facts((name, CONTACT)) == ((name, CONTACT),)
    assert facts((CONTACT, name)) == ((CONTACT, name),)


def test_what_has_nothing_in_common_stands_apart():
    name, other = made.name_hit(), made.live_hit()
    assert facts((name, other)) == ((name,), (other,))


def test_a_chain_of_names_is_one_fact_however_it_is_ordered():
    first = made.hit(Status.RESOLVED, made.NAME, "a.test", replace(made.cached("a.test"),
                     address=None, target="b.test"), "dns_cache")  # fmt: skip
    second = made.hit(
        Status.RESOLVED, made.indicator("b.test", made.Kind.DOMAIN, 3), "B.test",
        made.cached("B.test"), "dns_cache",
    )  # fmt: skip
    for order in ((first, second, CONTACT), (CONTACT, first, second), (second, CONTACT, first)):
        assert len(facts(order)) == 1


def test_findings_are_counted_by_the_campaigns_key_and_not_by_the_rows_that_show_them():
    again = replace(
        made.live_hit(),
        observation=replace(
            made.connected(),
            local_port=50999,
            sight=replace(made.connected().sight, seen_to=made.START + timedelta(minutes=1)),
        ),
    )
    machine = made.assessed(
        made.row("PC-01", "u"), made.live_hit(), again, made.name_hit(), CONTACT, made.block_hit()
    )
    assert len({key_of(hit) for hit in machine.hits}) == 4
    assert findings(machine) == 3
    assert findings(made.assessed(made.row("PC-02", "u"))) == 0
