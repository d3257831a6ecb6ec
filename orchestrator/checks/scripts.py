"""Reading the script files that stand beside the modules."""

from pathlib import Path


def beside(module: str, name: str) -> str:
    """Return the text of the script file `name` in the folder of `module` (its `__file__`).

    Raises:
        OSError: The package is incomplete.
        UnicodeDecodeError: The script is not pure ASCII, and would not survive a code page.
    """
    return Path(module).with_name(name).read_text(encoding="ascii")
