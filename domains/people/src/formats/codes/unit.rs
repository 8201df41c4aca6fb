//! Kinds of units, as lists of units write them. Their codes are the words the county keeps. Not here: division codes.

use super::{Table, varied};

/// Kind of unit.
pub const UNIT_KIND: Table = Table {
    name: "unit_kind",
    standard: "",
    entries: &[
        varied("county", "县（市、区）", "County", &["县", "区", "市", "县级", "县（区）", "县市区"]),
        varied(
            "office",
            "县级部门",
            "County department",
            &["部门", "县直部门", "县级机关", "党政机关", "工作部门", "县直机关", "县直单位", "department"],
        ),
        varied(
            "township",
            "乡镇（街道）",
            "Township or sub-district",
            &["乡镇", "镇", "乡", "街道", "镇（街道）", "乡镇街道", "街道办事处", "township"],
        ),
        varied("village", "村", "Village", &["行政村", "建制村"]),
        varied("community", "社区", "Community", &["城市社区", "居委会"]),
        varied(
            "institution",
            "事业单位",
            "Public institution",
            &["事业", "直属事业单位", "县直事业单位", "institution"],
        ),
        varied("section", "内设机构", "Section", &["股室", "科室", "内设股室", "内设科室", "站所", "办公室"]),
    ],
};
