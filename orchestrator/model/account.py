r"""Names of accounts as Windows writes them: `name`, `.\name`, `DOMAIN\name`, `name@domain`."""


def is_local(user: str, machine: str) -> bool:
    """Whether an account is one of the machine itself rather than of a domain."""
    domain, mark, _ = user.rpartition("\\")
    if mark:
        return domain.casefold() in {".", machine.casefold()}
    return "@" not in user


def bare_name(user: str) -> str:
    """Return an account's name without the domain or the machine that it belongs to."""
    return user.rpartition("\\")[2].partition("@")[0]
