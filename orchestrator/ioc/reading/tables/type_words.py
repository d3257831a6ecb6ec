"""Words by which lists say what kind of thing a row holds, in English and in Vietnamese.

Those of MISP, OpenCTI, STIX, OTX and ThreatFox, and those that annexes of letters write.
"""

import re
from functools import lru_cache

from orchestrator.model.indicator import Kind, Unused
from orchestrator.text.viet import fold

_MAX_TYPE_CHARS = 40
_NAMES = """
domain, domains, domain name, domain value, hostname, host name, host, fqdn, ten mien,
ten mien doc hai, ten mien lua dao, ten mien gia mao, ten may chu, domain ip, hostname port,
domain c2, c2 domain, domain c c, may chu dieu khien, dns, subdomain, sub domain, ten mien c c,
ten mien c2, domainname
"""
_ADDRESSES = """
ip, ips, ipv4, ipv6, ip address, ip addresses, ipaddress, ip addr, ipv4 addr, ipv6 addr, ip port,
ip dst, ip src, ip dst port, ip src port, dia chi ip, dia chi, dia chi mang, dia chi ip c c,
ip c c, ip c2, c2 ip, cidr, netblock, network, subnet, dai ip, dai dia chi, dai mang, ipv4 cidr,
ip range, ipv4 address, ipv6 address, ip dich, ip nguon, ip may chu
"""
_URLS = """
url, urls, uri, web address, duong dan, duong dan url, dia chi web, dia chi url, lien ket doc hai,
lien ket lua dao, download url, phishing url, c2 url, url c2, duong dan tai, trang web, website
"""
_HASHES = """
md5, sha1, sha256, sha512, sha224, sha384, hash, hashes, filehash, file hash, filehash md5,
filehash sha1, filehash sha256, sha256 hash, md5 hash, sha1 hash, sha 1, sha 256, sha 512,
imphash, ssdeep, tlsh, authentihash, pehash, vhash, impfuzzy, ma bam, ma hash, stixfile,
filemd5, filesha1, filesha256, file md5,
filename md5, filename sha1, filename sha256, filename sha512, filename imphash,
file sha1, file sha256, ma bam md5, ma bam sha256, ma bam sha1, ja3, ja3 fingerprint md5,
x509 fingerprint sha1, x509 fingerprint md5, x509 fingerprint sha256, gia tri bam, hassh
"""
_MAILS = """
email, e mail, email address, email addr, email src, email dst, email subject, email attachment,
email message, thu dien tu, dia chi email, dia chi thu dien tu, hop thu, hop thu dien tu
"""
_FILES = """
file, filename, file name, filepath, file path, file size, malware sample, attachment, ten tep,
tap tin, tep, ten file, tep tin, duong dan tep, ten tap tin, duong dan file
"""
_CITED = """
link, reference, references, external analysis, report, external reference, tham khao, lien ket,
nguon, bao cao, duong dan tham khao
"""
_OTHERS = """
mutex, registry, regkey, regkey value, registry key, yara, sigma, snort, suricata, vulnerability,
cve, text, comment, other, user agent, useragent, asn, as, autonomous system, mac address, mac addr,
btc, xmr, bitcoin, cryptocurrency wallet, phone number, target user, threat actor, campaign name,
campaign id, whois registrant email, whois registrant name, whois creation date, datetime,
description, mo ta, process, service, named pipe, pdb, certificate, x509 certificate, port,
github repository, github username, identity, attack pattern, tool, malware, intrusion set,
windows registry key, software, user account, windows service name, pattern in file,
pattern in memory, pattern in traffic, ten dang nhap, tien trinh, dich vu, khoa registry,
malware type, mime type, size in bytes, counter, float, hex, boolean, sigma rule, yara rule,
hostname pattern
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(" ".join(one.split()) for one in text.split(","))


_NETWORK = {
    **dict.fromkeys(_words(_NAMES), frozenset((Kind.DOMAIN,))),
    **dict.fromkeys(_words(_ADDRESSES), frozenset((Kind.IPV4, Kind.IPV6, Kind.CIDR4, Kind.CIDR6))),
    **dict.fromkeys(_words(_URLS), frozenset((Kind.URL,))),
}
_UNUSED = {
    **dict.fromkeys(_words(_HASHES), Unused.HASH),
    **dict.fromkeys(_words(_MAILS), Unused.EMAIL),
    **dict.fromkeys(_words(_FILES), Unused.FILE_NAME),
    **dict.fromkeys(_words(_CITED), Unused.CITATION),
    **dict.fromkeys(_words(_OTHERS), Unused.OTHER_TYPE),
}


def folded(text: str) -> str:
    """Return words for comparing: no accents, lower case, anything else than letters a space."""
    return re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()


@lru_cache(maxsize=4096)
def type_of(text: str) -> frozenset[Kind] | Unused | None:
    """Return the kinds that a type word stands for, why its values are of no use, or None."""
    if len(text) > _MAX_TYPE_CHARS:
        return None
    word = folded(text)
    return _NETWORK.get(word) or _UNUSED.get(word)


def is_type(text: str) -> bool:
    """Whether a text is a word for a kind of thing."""
    return type_of(text) is not None
