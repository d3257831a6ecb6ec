"""Eight words that two people read to each other by telephone, to know that they mean one key.

A word stands for one byte of a SHA-256, eight words for 64 bits: who wants to pass for a site would
have to make some 10^19 keys until one has the same words, before the person at the other end of the
line accepts the right one. The words are short and known to everybody; no two are the same without
accents, nor where a region says `l` as `n`, `s` as `x`, `tr` as `ch`, `d`, `gi` and `r` alike, or
no difference at the end of a word. So they may be typed without accents.
"""

import hashlib
from typing import Final

from orchestrator.text.viet import fold

COUNT: Final = 8
"""Words of one key: 64 bits."""

_LIST: Final = """
    anh ao áp ba bao bài bám bạc bé bến bếp bi biển bìa bình bò bóng bơi buồm bún bút bước bưởi
    bụi cam cao cau cá cát cải chai chanh chào chậu chèo chén chiếu chim chìa chồn chổi chuông
    chuối chuột chùa chữ con còi cóc cỏ cua cuốc cuộn cúc cụm dao dâu dây dép dê dì dơi dù dưa
    ếch gà gấu gạch gạo ghe góc gối gốm gỗ gương gừng hai hàng hạc hình hoa hoàng hò huế hũ
    hươu ích kem kéo kệ kha khế khỉ kiến kìm kịch la lau làng len lê liềm lim lịch lon lò lộc
    lúa lưới lược lựu ma mai mắt mạng mèo mép mì mía mít mịn mo móc móng mua muối muỗng mũ mướp
    mứt nếp ngao ngày nghe nghêu ngon ngói ngô ngọc nguồn người ngựa nhà nhãn nhạc nhẹ nhện
    nhím nho nhung nia nụ oanh ong ốc ổi phao phà phách phèn phép phễu phiếu phím phong phổi
    phú phúc phượng rêu rượu rừng sào sách sáu sắn sen sét sẻ sim son sò sói suối súng súp
    sương sữa ta tai tàu tám táo tem tép thang thau thác thầy thảo thép thẻ thiên thìa thóc thỏ
    thu thuốc thuyền thùng thủy tia tiếng tím tóc tôm tỏi tre trĩ truyện trúc tua tuồng tuyết
    túi tủ út va vai vàng vẹt viên việc vía vịt vòi vòng võ vua vui vuông vùng vượt xiên xích
    xoài xòe yên đàn đất đèn điểm đĩa đò đúc đường
    """

WORDS: Final = tuple(_LIST.split())
"""256 words, one a byte, in the order of their letters."""

_BYTES: Final = {fold(word): number for number, word in enumerate(WORDS)}


def words_of(data: bytes) -> str:
    """Return the eight words of these bytes, with spaces between."""
    return " ".join(WORDS[byte] for byte in hashlib.sha256(data).digest()[:COUNT])


def typed_words(text: str) -> str | None:
    """Return eight words as they are written, from what a person typed, with accents or without.

    Returns:
        The words with spaces between; None where they are not eight, or one of them is none.
    """
    typed = [_BYTES.get(fold(word)) for word in text.replace(",", " ").split()]
    known = [WORDS[number] for number in typed if number is not None]
    return " ".join(known) if len(known) == len(typed) == COUNT else None
