from orchestrator.model.plan import JumpHost, Nobody, Target, Via


def test_one_address_behind_two_jump_hosts_is_two_machines():
    def known_as(*ports: int) -> str:
        hops = tuple(
            JumpHost(name="g", address="192.0.2.1", port=port, credential=Nobody())
            for port in ports
        )
        target = Target(
            machine="m", via=Via.SSH, address="10.0.0.5", port=22, credential=Nobody(), jump=hops
        )
        assert target.credentials == (Nobody(),) * (1 + len(ports))
        return target.known_as

    assert known_as() == "10.0.0.5"
    assert known_as(22) == "10.0.0.5@192.0.2.1:22"
    assert known_as(22, 23) == "10.0.0.5@192.0.2.1:23@192.0.2.1:22"
