"""Which jump hosts lead to a machine: its variables, as SSH servers with their credentials."""

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from orchestrator.errors import Place
from orchestrator.model.district import Machine
from orchestrator.model.jump import (
    HopName,
    JumpWordError,
    SshArgumentError,
    hop_names,
    hops_of_arguments,
)
from orchestrator.model.plan import (
    Agent,
    Credential,
    JumpHost,
    KeyFile,
    Target,
    Via,
)
from orchestrator.plan import connection_variables
from orchestrator.plan.connection import Defaults, Way, way_to
from orchestrator.plan.expression_values import BadValueError
from orchestrator.plan.templating import MachineVariables
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean

ARGUMENTS = ("ansible_ssh_common_args", "ansible_ssh_extra_args")


class JumpProblemError(BadValueError):
    """A jump host that cannot be used; its place is that of the variable that names it."""


def place_of(error: BadValueError, machine: Machine) -> Place | None:
    """Return where what cannot be used of a machine stands, as far as is known."""
    if isinstance(error, JumpProblemError):
        return machine.jump_place or machine.place
    return machine.place


class JumpHosts:
    """Finds the jump hosts of machines; each is a machine of the inventory, or stands for itself.

    A machine's credential is for that machine: a jump host that is no machine of the inventory is
    shown the key file that is given for the run, or the keys of the SSH agent.
    """

    def __init__(
        self,
        machines: Mapping[str, Machine],
        scope_of: Callable[[Machine], MachineVariables],
        defaults: Defaults,
    ) -> None:
        """Know the machines by their names, and what their variables are."""
        self._machines = machines
        self._scope_of = scope_of
        self._defaults = defaults

    def through(self, target: Target, scope: MachineVariables) -> Target:
        """Return the target with the jump hosts that its variables name.

        Raises:
            JumpProblemError: One of them cannot be used.
        """
        return replace(target, jump=self._of(target, scope, (target.machine,)))

    def _of(
        self, target: Target, scope: MachineVariables, seen: tuple[str, ...]
    ) -> tuple[JumpHost, ...]:
        if target.via is Via.LOCAL:
            return ()
        names = _names(scope, target.via)
        if not names:
            return ()
        first = self._first(names[0], seen)
        hops = (*first, *(self._hop(name)[1] for name in names[1:]))
        on_the_way = [hop.name for hop in hops]
        for name in (*seen, *on_the_way):
            if on_the_way.count(name) > (name not in seen):
                raise JumpProblemError(
                    say("connect.jump_circle", name=name), say("connect.mend.jump_circle")
                )
        return hops

    def _first(self, name: HopName, seen: tuple[str, ...]) -> tuple[JumpHost, ...]:
        """Return the way to the first one, which may lead through others, and that one."""
        machine, hop = self._hop(name)
        if machine is None:
            return (hop,)
        if machine.name in seen:
            raise JumpProblemError(
                say("connect.jump_circle", name=machine.name), say("connect.mend.jump_circle")
            )
        scope = self._scope_of(machine)
        target = Target(
            machine=machine.name,
            via=Via.SSH,
            address=hop.address,
            port=hop.port,
            credential=hop.credential,
        )
        return (*self._of(target, scope, (*seen, machine.name)), hop)

    def _hop(self, name: HopName) -> tuple[Machine | None, JumpHost]:
        machine = self._machines.get(name.host)
        if machine is None:
            return None, self._stranger(name)
        way = way_to(machine, self._scope_of(machine), self._defaults)
        if not isinstance(way, Way):
            raise JumpProblemError(
                say("connect.jump_closed", name=machine.name), say("connect.mend.jump_logon")
            )
        target = way.target
        if target.via is not Via.SSH:
            raise JumpProblemError(say("connect.jump_no_ssh", name=machine.name))
        if name.user not in (None, getattr(target.credential, "user", None)):
            raise JumpProblemError(
                say("connect.jump_user", name=machine.name), say("connect.mend.jump_name")
            )
        port = name.port or target.port
        return machine, JumpHost(
            name=machine.name, address=target.address, port=port, credential=target.credential
        )

    def _stranger(self, name: HopName) -> JumpHost:
        if name.user is None:
            near = did_you_mean(name.host, self._machines)
            mend = (
                say("mend.did_you_mean", meant=near) if near else say("connect.mend.jump_written")
            )
            raise JumpProblemError(say("connect.jump_unknown", name=name.host), mend)
        credential = self._own_credential(name.user)
        if credential is None:
            raise JumpProblemError(
                say("connect.jump_closed", name=name.host), say("connect.mend.jump_key")
            )
        return JumpHost(
            name=f"{name.user}@{name.host}",
            address=name.host,
            port=name.port or 22,
            credential=credential,
        )

    def _own_credential(self, user: str) -> Credential | None:
        given = self._defaults
        if given.private_key:
            path = connection_variables.expanded(given.private_key)
            return KeyFile(user=user, path=path, passphrase=given.passphrase)
        return Agent(user=user) if given.agent else None


def _names(scope: MachineVariables, via: Via) -> tuple[HopName, ...]:
    """Return the jump hosts as they are written; `jump` comes before arguments of ssh."""
    if words := _words_of_jump(scope):
        try:
            return hop_names(words)
        except JumpWordError as error:
            raise _no_jump("jump", error) from error
    set_by = [name for name in ARGUMENTS if connection_variables.text(scope, (name,))]
    found = [(name, _of_arguments(scope, name)) for name in set_by]
    named = [(name, hops) for name, hops in found if hops]
    if len(named) > 1:
        raise JumpProblemError(say("connect.jump_twice"), say("mend.delete_one"))
    if named and via is not Via.SSH:
        # Ansible's WinRM does not follow it: who wants it followed says so by `jump:`.
        raise JumpProblemError(
            say("connect.jump_of_ssh", name=named[0][0]), say("connect.mend.jump_field")
        )
    return named[0][1] if named else ()


def _of_arguments(scope: MachineVariables, name: str) -> tuple[HopName, ...]:
    try:
        return hops_of_arguments(connection_variables.text(scope, (name,)) or "")
    except SshArgumentError as error:
        what = say("connect.ssh_argument", name=name, word=repr(error.args[0]))
        raise JumpProblemError(what, say("connect.mend.ssh_argument")) from error
    except JumpWordError as error:
        raise _no_jump(name, error) from error


def _words_of_jump(scope: MachineVariables) -> str:
    value = scope.value("jump")
    if isinstance(value, list | tuple) and all(isinstance(word, str) for word in value):
        return ",".join(value)
    return connection_variables.text(scope, ("jump",)) or ""


def _no_jump(name: str, error: JumpWordError) -> JumpProblemError:
    what = say("connect.jump_word", name=name, word=repr(error.args[0]))
    return JumpProblemError(what, say("connect.mend.jump_written"))
