import re
import unicodedata

from orchestrator.text.row_table import ROW_REFUSALS, RowRefusal


def test_every_refusal_has_its_words_in_both_languages_with_the_same_fields():
    assert set(ROW_REFUSALS) == set(RowRefusal)
    for why, said in ROW_REFUSALS.items():
        vi = set(re.findall(r"\{(\w+)\}", said.why.vi + said.mend.vi))
        en = set(re.findall(r"\{(\w+)\}", said.why.en + said.mend.en))
        assert vi == en, why
        for text in (*said.why, *said.mend):
            assert unicodedata.is_normalized("NFC", text)
            assert not text.endswith(".")
