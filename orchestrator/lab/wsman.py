"""The few WS-Management messages that a remote command needs, read and written.

Source: [MS-WSMV]; DMTF DSP0226. Fault codes as Windows sends them.
"""

import uuid
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

from msgspec import Struct

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
_FAULT_ACTION = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
_FAULT = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
_DETAILS = "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail"

SHELL_NOT_FOUND = 2150858843
OPERATION_TIMED_OUT = 2150858793
NOT_SUPPORTED = 2150858753
BAD_PARAMETER = 87
_DEFAULT_TIMEOUT_S = 60.0


class FaultAnswer(Exception):  # noqa: N818 - the protocol's own word
    """An answer that is a SOAP fault."""

    def __init__(
        self, code: int, subcode: str, reason: str, *, detail: str = "", plugin: bool = False
    ) -> None:
        """Keep Windows' code, the WS-Man subcode (`w:TimedOut`) and the text.

        `detail` is the word of the standard's FaultDetail, where Windows sends one; `plugin` says
        that it was the shell that refused, and not the service in front of it.
        """
        super().__init__(reason)
        self.code, self.subcode, self.reason = code, subcode, reason
        self.detail, self.plugin = detail, plugin

    def body(self) -> str:
        """Return the fault's element, its parts as Windows sends them."""
        reason = escape(self.reason)
        party = "Receiver" if self.subcode in _OF_THE_SERVER else "Sender"
        more = f"<w:FaultDetail>{_DETAILS}/{self.detail}</w:FaultDetail>" if self.detail else ""
        said = f"<f:ProviderFault {_PLUGIN}>{reason}</f:ProviderFault>" if self.plugin else reason
        return (
            f"<s:Fault><s:Code><s:Value>s:{party}</s:Value><s:Subcode><s:Value>{self.subcode}"
            f'</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en-US">{reason}</s:Text>'
            f'</s:Reason><s:Detail>{more}<f:WSManFault xmlns:f="{_FAULT}" Code="{self.code}" '
            f'Machine="lab"><f:Message>{said}</f:Message></f:WSManFault></s:Detail></s:Fault>'
        )


_OF_THE_SERVER = ("w:TimedOut", "w:InternalError")
_PLUGIN = r'provider="Shell cmd plugin" path="%systemroot%\system32\winrscmd.dll"'


class WsmanRequest(Struct, frozen=True, kw_only=True):
    """One message of a client.

    `action` is the last word of the action's URI; `shell` the ShellId that it selects (upper
    case), empty if none; `timeout_s` how long it is willing to wait; `to` the endpoint it names.
    """

    action: str
    to: str
    message_id: str
    shell: str
    timeout_s: float
    body: ET.Element

    def find(self, name: str) -> ET.Element:
        """Return that element of the shell's namespace; an empty one if there is none."""
        found = self.body.find(f".//{{{SHELL}}}{name}")
        return ET.Element("none") if found is None else found


def read(message: bytes) -> WsmanRequest:
    """Read a message; ET.ParseError if it is no XML."""
    root = ET.fromstring(message)  # noqa: S314 - only our own controller writes to the lab
    body = root.find(f"{{{SOAP}}}Body")
    selectors = {s.get("Name"): s.text or "" for s in root.iter(f"{{{WSMAN}}}Selector")}
    return WsmanRequest(
        action=_text(root, ADDRESSING, "Action").rpartition("/")[2],
        to=_text(root, ADDRESSING, "To"),
        message_id=_text(root, ADDRESSING, "MessageID"),
        shell=selectors.get("ShellId", "").upper(),
        timeout_s=_seconds(_text(root, WSMAN, "OperationTimeout")),
        body=ET.Element("none") if body is None else body,
    )


def _text(root: ET.Element, namespace: str, name: str) -> str:
    return (root.findtext(f"{{{SOAP}}}Header/{{{namespace}}}{name}") or "").strip()


def _seconds(duration: str) -> float:
    try:
        return float(duration.removeprefix("PT").removesuffix("S"))
    except ValueError:
        return _DEFAULT_TIMEOUT_S


def answer(action: str, request: WsmanRequest, body: str) -> bytes:
    """Return the envelope that answers a request; `action` is a whole URI, `body` is XML."""
    return _envelope(action, request.message_id, body)


def fault(wrong: FaultAnswer, message_id: str) -> bytes:
    """Return the envelope of a fault."""
    return _envelope(_FAULT_ACTION, message_id, wrong.body())


def _envelope(action: str, relates_to: str, body: str) -> bytes:
    return (
        f'<s:Envelope xml:lang="en-US" xmlns:s="{SOAP}" xmlns:a="{ADDRESSING}" '
        f'xmlns:x="{TRANSFER}" xmlns:w="{WSMAN}" xmlns:rsp="{SHELL}"><s:Header>'
        f"<a:Action>{action}</a:Action><a:MessageID>uuid:{new_id()}</a:MessageID>"
        f"<a:To>{ADDRESSING}/role/anonymous</a:To><a:RelatesTo>{escape(relates_to)}</a:RelatesTo>"
        f"</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def new_id() -> str:
    """Return a new identifier in Windows' form."""
    return str(uuid.uuid4()).upper()
