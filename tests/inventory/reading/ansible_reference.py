"""What Ansible itself says of inventories: run by the interpreter that has ansible-core.

Reads one JSON object a line (`sources`, `patterns`), writes one a line: `error`, or `listed` (what
`ansible-inventory --list` prints), `hosts` (what `ansible --list-hosts` names for each pattern,
null where it says that there is nothing) and `unparsed` (whether it left a source unread).
Ansible keeps its settings in globals and takes half a second to start: so each answer comes from a
child process of one that has everything imported.
"""

import contextlib
import io
import json
import os
import sys

from ansible.cli.inventory import InventoryCLI
from ansible.errors import AnsibleError


def answer(sources, patterns):
    arguments = [argument for source in sources for argument in ("-i", source)]
    command = InventoryCLI(["ansible-inventory", *arguments, "--list"])
    said, warned = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(warned):
            command.run()
    except SystemExit:
        pass
    except AnsibleError as error:
        return {"error": str(error)}
    with contextlib.redirect_stderr(io.StringIO()):
        hosts = {pattern: listed(command, pattern) for pattern in patterns}
    unparsed = "Unable to parse" in warned.getvalue()
    return {"listed": json.loads(said.getvalue()), "hosts": hosts, "unparsed": unparsed}


def listed(command, pattern):
    try:
        hosts = command.get_host_list(command.inventory, None, pattern)
    except AnsibleError:
        return None
    return [str(getattr(host, "name", host)) for host in hosts] or None


def main():
    for line in sys.stdin:
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            sys.stdout.write(f"{json.dumps(answer(**json.loads(line)))}\n")
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
