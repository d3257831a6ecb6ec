"""What a program of a given name says in a line of syslog, whichever way the line begins."""

import re

_HOST = r"(?:\S+ ){0,2}"
_DATA = r"(?:-|\[[^\]]{0,1000}\])"  # structured data, as RFC 5424 has it


def program_line(name: str) -> re.Pattern[str]:
    """Return the pattern of what follows a line's time where a program says something.

    Args:
        name: The program, as a pattern. Group 1 is what it says.
    """
    number = r"(?:\[[^\]\s]{0,20}\])?"
    return re.compile(rf"{_HOST}\(?{name}\)?(?:{number}: ?| \S+ \S+ {_DATA} (?:\ufeff)?)(.*)")
