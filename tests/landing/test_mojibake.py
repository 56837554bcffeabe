"""Text in the wrong encoding is told from text, and real text of every kind is left alone."""

import pyarrow as pa
import pytest

from tagrid.core.errors import BadInput
from tagrid.landing.mojibake import better_reading, garbled
from tests.landing.conftest import HEADER, Utility

SIMPLIFIED = "江苏省南京市江宁区东山街道佘村社区张三丰工业园有限公司濮阳镕基"
TRADITIONAL = "香港特別行政區九龍尖沙咀彌敦道電力有限公司臺灣臺北市信義區國電"

SOUND = [
    "张三",
    "江苏省南京市江宁区东山街道 12 号",
    "濮阳镕基",
    "國電電力",
    "José",
    "Müller",
    "Ångström",
    "10kV城东Ⅱ线",
]


@pytest.mark.parametrize("text", ["用户名称", "张三丰", "江宁区东山街道12号"])
@pytest.mark.parametrize(
    ("written", "read"), [("utf-8", "gb18030"), ("utf-8", "latin-1"), ("gbk", "latin-1"), ("gbk", "cp1252")]
)
def test_garbled_names_are_told(text, written, read):
    wrong = text.encode(written).decode(read, "ignore")
    assert garbled(pa.array([wrong, None])).to_pylist() == [True, False]


def test_sound_names_are_left_alone():
    assert garbled(pa.array(SOUND)).to_pylist() == [False] * len(SOUND)


@pytest.mark.parametrize(
    ("text", "written", "declared", "right"),
    [
        (TRADITIONAL, "big5", "gb18030", "big5"),
        (SIMPLIFIED, "gb18030", "big5hkscs", "gb18030"),
        (SIMPLIFIED, "gb18030", "gb18030", None),
        (TRADITIONAL, "gb18030", "gb18030", None),
        (TRADITIONAL, "big5", "big5hkscs", None),
        ("plain", "ascii", "gb18030", None),
        ("张三", "gb18030", "big5hkscs", None),  # too few letters to tell
    ],
)
def test_the_encoding_that_reads_better(text, written, declared, right):
    assert better_reading(text.encode(written), declared) == right


def test_big5_declared_as_gb18030_is_refused_with_what_it_is(utility: Utility):
    lines = f"{HEADER},备注".encode("gb18030") + b"\n" + f"1,2026-05-01,1440,3,0,{TRADITIONAL}\n".encode("big5")
    folder = utility.folder("big5", {"metering/daily_voltage.csv": lines})
    utility.manifest(folder, {"metering/daily_voltage.csv": {"encoding": "gb18030"}})
    with pytest.raises(BadInput, match="declared gb18030, but its letters read as big5"):
        utility.ingest(folder)


def test_bytes_that_are_no_chinese_in_gb18030_are_not_called_so(utility: Utility):
    lines = f"{HEADER},note\n1,2026-05-01,1440,3,0,Müller\n".encode("latin-1")
    with pytest.raises(BadInput, match="its letters are Western ones with accents"):
        utility.voltage(lines)
