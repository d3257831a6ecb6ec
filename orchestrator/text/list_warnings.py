"""What is said of a doubtful list: one sentence for each warning of a set of indicators."""

from orchestrator.text.catalogue import Catalogue, TextSpan


def list_warning(said: str, say: Catalogue) -> tuple[TextSpan, ...]:
    """Return a warning in words.

    Args:
        said: A word of the catalogue, alone or followed by a space and the name of the source
            that it is about. A word that the catalogue does not know is shown as it is.
        say: The texts.
    """
    word, _, name = said.partition(" ")
    if f"warning.{word}" not in say:
        return say.rich("warning.other", word=said)
    source = say.rich("warning.of_source", name=name) if name else ()
    return (*say.rich(f"warning.{word}"), *source)
