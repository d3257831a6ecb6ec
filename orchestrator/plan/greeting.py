"""A plan without a question: every machine is greeted, and asked nothing but who it is."""

from collections.abc import Mapping

from orchestrator.errors import Place, VaultError
from orchestrator.model.district import District, Machine
from orchestrator.model.outcome import Why
from orchestrator.model.plan import Assignment, Family, Plan, Skipped
from orchestrator.plan.connection import Defaults, Way, vaulted_passwords, way_to
from orchestrator.plan.expression_values import BadValueError
from orchestrator.plan.fuse import fuse
from orchestrator.plan.jump_hosts import JumpHosts, place_of
from orchestrator.plan.templating import MachineVariables, Templar
from orchestrator.plan.variable_problems import VariableProblems, refuse_unfollowed
from orchestrator.vault import Vault


def plan_greeting(
    district: District,
    *,
    selected: frozenset[str],
    extra_vars: Mapping[str, object],
    defaults: Defaults,
) -> Plan:
    """Return the plan that greets machines; nothing is contacted.

    Args:
        district: Every machine in scope.
        selected: The names of those that are greeted; the others are not in the plan.
        extra_vars: What `-e` gives: it wins over every other variable.
        defaults: What holds where the inventory says nothing.

    Raises:
        UsageError: -e sets a connection variable that is not followed.
        InventoryError: A connection variable of some machine cannot be used, or not be opened.
    """
    defaults.vault.make_ready(vaulted_passwords(district, selected))
    refuse_unfollowed(extra_vars)
    problems, templar = VariableProblems(), Templar()
    jump_hosts = JumpHosts(
        {machine.name: machine for machine in district.machines},
        lambda machine: _scope(machine, templar, extra_vars, defaults.vault),
        defaults,
    )
    rows: list[Assignment | Skipped] = []
    for machine in district.machines:
        if machine.name not in selected:
            continue
        if defaults.standpoint.elsewhere(machine) is not None and not machine.excluded:
            rows.append(Skipped(machine=machine.name, why=Why.BEHIND_SITE))
        else:
            scope = _scope(machine, templar, extra_vars, defaults.vault)
            rows.append(_row(machine, scope, defaults, problems, jump_hosts))
    problems.raise_all()
    return Plan(
        playbook="",
        playbook_sha256="",
        place=Place(file=""),
        scripts={family: fuse((), family) for family in Family},
        assignments=tuple(row for row in rows if isinstance(row, Assignment)),
        skipped=tuple(row for row in rows if isinstance(row, Skipped)),
    )


def _row(
    machine: Machine,
    scope: MachineVariables,
    defaults: Defaults,
    problems: VariableProblems,
    jump_hosts: JumpHosts,
) -> Assignment | Skipped:
    if machine.excluded:
        return Skipped(machine=machine.name, why=Why.EXCLUDED)
    try:
        way = way_to(machine, scope, defaults)
        if not isinstance(way, Way):
            return Skipped(machine=machine.name, why=way)
        target = jump_hosts.through(way.target, scope)
    except BadValueError as error:
        problems.note(error.at(place_of(error, machine)), machine.name)
        return Skipped(machine=machine.name, why=Why.NOT_RUN)
    except VaultError as error:
        for problem in error.problems:
            problems.note(problem, machine.name)
        return Skipped(machine=machine.name, why=Why.NOT_RUN)
    return Assignment(
        machine=machine.name,
        unit=machine.unit,
        target=target,
        family=way.family,
        questions=(),
    )


def _scope(
    machine: Machine, templar: Templar, extra_vars: Mapping[str, object], vault: Vault
) -> MachineVariables:
    magic = {
        "inventory_hostname": machine.name,
        "inventory_hostname_short": machine.name.split(".", 1)[0],
    }
    own = machine.own | extra_vars.keys()
    return MachineVariables(templar, (magic, extra_vars, machine.variables), vault, own)
