"""Texts by which the operating system keeps a program running from when it starts; nothing more.

Paths may hold spaces, quotes and Vietnamese letters; each text quotes them by the rules of the
program that reads it, as `timers` does. Nothing is installed.
"""

from xml.sax.saxutils import escape

from orchestrator.campaign.timers import Timer, systemd_command, systemd_line, windows_arguments

_TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{description}</Description>
  </RegistrationInfo>
  <Triggers>
    <BootTrigger>
      <Enabled>true</Enabled>
    </BootTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>Password</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <Hidden>true</Hidden>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def systemd_daemon(service: Timer, user: str, writes: str) -> str:
    """Return the text of a `.service` unit that runs from the system's start, and again if it ends.

    Args:
        service: What is started.
        user: The account that it runs as.
        writes: The absolute path of the only folder that it writes to.

    Raises:
        ValueError: The program, a folder or the description is what no unit can say.
    """
    return (
        "[Unit]\n"
        f"Description={systemd_line(service.description)}\n"
        "Wants=network-online.target\n"
        "After=network-online.target\n"
        "\n"
        "[Service]\n"
        f"User={systemd_line(user)}\n"
        f"WorkingDirectory={systemd_line(service.folder)}\n"
        f"ExecStart={systemd_command(service.command)}\n"
        "Restart=always\n"
        "RestartSec=10\n"
        "UMask=0077\n"
        "NoNewPrivileges=yes\n"
        "ProtectSystem=strict\n"
        f"ReadWritePaths={systemd_command((writes,))}\n"
        "\n"
        "[Install]\n"
        "WantedBy=multi-user.target\n"
    )


def windows_daemon(service: Timer) -> str:
    """Return the XML of a task of Windows' Task Scheduler: at the system's start, logged on or not.

    The file that `schtasks /Create /XML` reads is UTF-16 with a byte order mark.
    """
    program, *arguments = service.command
    return _TASK.format(
        description=escape(service.description),
        program=escape(program),
        arguments=escape(windows_arguments(arguments)),
        folder=escape(service.folder),
    ).replace("\n", "\r\n")
