"""Text typed in the fonts of before Unicode, .VnTime (TCVN3) and VNI, and what it most likely says.

Such text is Latin letters to every program but looks Vietnamese in its font: `M¸y`, `Phßng`,
`Maùy`. It is never converted in silence.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum


class Legacy(StrEnum):
    """The two encodings that are told apart."""

    TCVN3 = "tcvn3"
    VNI = "vni"


_TCVN3 = {
    **dict(zip("¡¢£¤¥¦§¨©ª«¬\u00ad®", "ĂÂÊÔƠƯĐăâêôơưđ", strict=True)),
    **dict(zip("µ¶·¸¹»¼½¾ÆÇÈÉÊË", "àảãáạằẳẵắặầẩẫấậ", strict=True)),
    **dict(zip("ÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞ", "èẻẽéẹềểễếệìỉĩíị", strict=True)),
    **dict(zip("ßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ", "òỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ", strict=True)),
}
_VNI_MARKS: Mapping[str, Mapping[str, str]] = {
    "a": dict(zip("øùûõïâáàåãäêéèúüë", "àáảãạâấầẩẫậăắằẳẵặ", strict=True)),
    "e": dict(zip("øùûõïâáàåãä", "èéẻẽẹêếềểễệ", strict=True)),
    "o": dict(zip("øùûõïâáàåãä", "òóỏõọôốồổỗộ", strict=True)),
    "u": dict(zip("øùûõï", "ùúủũụ", strict=True)),
    "y": dict(zip("øùûõ", "ỳýỷỹ", strict=True)),
    "ô": dict(zip("øùûõï", "ờớởỡợ", strict=True)),
    "ö": dict(zip("øùûõï", "ừứửữự", strict=True)),
}
_VNI_SINGLE = dict(zip("ôöíìæóòîñ", "ơưíìỉĩịỵđ", strict=True))

# None of these is a letter of Vietnamese in Unicode. A `®` after a word is a trade mark.
_FOREIGN = "¤¨©ª«¬\u00adµ¶·¸¹»¼½¾ÆÇËÎÏÐÑÖ×ØÜÞßäåæçëîïñö÷øûüþÅÄ"
_SIGN = re.compile(rf"(?<=[^\W\d_])[{_FOREIGN}]|[{_FOREIGN}](?=[^\W\d_])|(?<!\w)®(?=[^\W\d_])")
_AFTER_VOWEL = re.compile(r"[aeouyôö][øùûõïâáàåãäêéèúüë]|ö|ñ", re.IGNORECASE)
_ENOUGH = 2
_LATIN_1 = "\xff"


def detect(texts: Iterable[str]) -> Legacy | None:
    """Return the encoding that texts of one list are in, or None for Unicode.

    One odd sign may stand in any text; from two on it is a habit of the whole list.
    """
    suspects = [text for text in texts if _SIGN.search(text)]
    signs = [sign for text in suspects for sign in _SIGN.findall(text)]
    if len(signs) < _ENOUGH:
        return None
    marks = sum(len(_AFTER_VOWEL.findall(text)) for text in suspects)
    return Legacy.VNI if 2 * marks > len(signs) else Legacy.TCVN3


def is_mixed(texts: Iterable[str]) -> bool:
    """Tell whether some texts hold letters that only Unicode has (`ơ`, `ạ`)."""
    return any(char > _LATIN_1 for text in texts for char in text)


def is_suspect(text: str, *, mixed: bool) -> bool:
    """Tell whether a text of a list in an old encoding needs converting.

    Args:
        text: One cell.
        mixed: Whether other cells are Unicode. Then `Phòng` is what it seems, and only signs
            that Vietnamese does not have are suspect; else any accent is.
    """
    return _SIGN.search(text) is not None or not (mixed or text.isascii())


def converted(text: str, legacy: Legacy) -> str:
    """Return the Unicode text that an old one most likely stands for."""
    if legacy is Legacy.TCVN3:
        return "".join(_TCVN3.get(char, char) for char in text)
    return _from_vni(text)


def _from_vni(text: str) -> str:
    out, at = list[str](), 0
    while at < len(text):
        char, mark = text[at], text[at + 1 : at + 2]
        marked = _VNI_MARKS.get(char.lower(), {}).get(mark.lower())
        letter = marked or _VNI_SINGLE.get(char.lower(), char.lower())
        out.append(letter.upper() if char.isupper() else letter)
        at += 2 if marked else 1
    return "".join(out)
