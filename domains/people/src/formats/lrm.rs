//! LRM, the file of the appointment form editor 2.0: 33 quoted fields in GB18030, the photo beside it in a `.pic`.
//! It has no identity number, no version and no place for elements of others; writing it loses those.

use law::decision::Text;

use super::appointment::{Appointment, FamilyMember, MOST_FAMILY, check};
use super::finding::{Finding, Place, Reading};
use super::photo::Photo;
use super::resume::Resume;
use super::{FormatError, text};

/// Number of fields.
pub const FIELD_COUNT: usize = 33;
/// Longest file read, in bytes.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;
/// Rows the form has for the family; shorter lists are padded to it.
const FAMILY_ROWS: usize = 7;
const RESUME: usize = 17;

/// Elements of the new form in the order of the old one's plain fields.
const PLAIN: [(usize, &str); 24] = [
    (0, "XingMing"),
    (1, "XingBie"),
    (2, "ChuShengNianYue"),
    (3, "MinZu"),
    (4, "JiGuan"),
    (5, "RuDangShiJian"),
    (6, "JianKangZhuangKuang"),
    (7, "ChuShengDi"),
    (8, "CanJiaGongZuoShiJian"),
    (11, "ZhuanYeJiShuZhiWu"),
    (16, "ShuXiZhuanYeYouHeZhuanChang"),
    (18, "JiangChengQingKuang"),
    (19, "NianDuKaoHeJieGuo"),
    (25, "XianRenZhiWu"),
    (26, "NiRenZhiWu"),
    (27, "NiMianZhiWu"),
    (28, "RenMianLiYou"),
    (29, "ChengBaoDanWei"),
    (30, "JiSuanNianLingShiJian"),
    (31, "TianBiaoRen"),
    (32, "TianBiaoShiJian"),
    // The four fields the program never used are read and written as nothing.
    (12, ""),
    (13, ""),
    (14, ""),
];

/// Education in fields 9 and 10: full-time `#` degree `@` in-service `#` degree.
const LEARNING: [(usize, [&str; 4]); 2] = [
    (9, ["QuanRiZhiJiaoYu_XueLi", "QuanRiZhiJiaoYu_XueWei", "ZaiZhiJiaoYu_XueLi", "ZaiZhiJiaoYu_XueWei"]),
    (
        10,
        [
            "QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
            "QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
            "ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
            "ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
        ],
    ),
];

/// Reads a form, with its photo where the `.pic` is at hand.
///
/// # Errors
/// Too large, or not 33 quoted fields.
pub fn read(bytes: &[u8], picture: Option<&[u8]>) -> Result<Reading<Appointment>, FormatError> {
    if bytes.len() > MOST_BYTES {
        return Err(FormatError::TooLarge { bytes: bytes.len() as u64, most: MOST_BYTES as u64 });
    }
    let decoded = text::decode(bytes);
    let mut findings = Vec::new();
    if decoded.damaged {
        findings.push(damaged());
    }
    let fields = split(&decoded.text)?;
    let part = |at: usize| fields.get(at).copied().unwrap_or_default();
    let mut form = Appointment::default();
    for (at, element) in PLAIN {
        put(&mut form, element, part(at));
    }
    for (at, elements) in LEARNING {
        for (element, text) in elements.iter().zip(four(part(at))) {
            put(&mut form, element, text);
        }
    }
    let resume = Resume::parse(part(RESUME));
    form.resume = resume.value;
    findings.extend(resume.findings);
    form.family = family([part(20), part(21), part(22), part(23), part(24)])?;
    if let Some(picture) = picture.filter(|picture| !picture.is_empty()) {
        let (photo, finding) = Photo::checked(picture, Place::element("pic"));
        form.photo = photo;
        findings.extend(finding);
    }
    let mut form = form.tidied();
    form.version.clear();
    findings.extend(check(&form));
    Ok(Reading { value: form, findings })
}

/// Whether a text looks like this format.
pub fn is_lrm(text: &str) -> bool {
    split(text).is_ok()
}

/// Cuts at `","`: the fields themselves hold commas and line breaks.
fn split(text: &str) -> Result<Vec<&str>, FormatError> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let fields: Vec<&str> = inside.ok_or(FormatError::FieldCount { found: 1 })?.split("\",\"").collect();
    if fields.len() == FIELD_COUNT {
        Ok(fields)
    } else {
        Err(FormatError::FieldCount { found: fields.len() })
    }
}

fn put(form: &mut Appointment, element: &str, written: &str) {
    if let Some((_, slot)) = form.texts_mut().find(|(field, _)| field.element == element) {
        written.clone_into(slot);
    }
}

/// The four parts of `a#b@c#d`, missing ones empty.
fn four(written: &str) -> [&str; 4] {
    let (full_time, in_service) = written.split_once('@').unwrap_or((written, ""));
    let (a, b) = full_time.split_once('#').unwrap_or((full_time, ""));
    let (c, d) = in_service.split_once('#').unwrap_or((in_service, ""));
    [a, b, c, d]
}

fn family(columns: [&str; 5]) -> Result<Vec<FamilyMember>, FormatError> {
    let columns = columns.map(|column| column.split('@').collect::<Vec<_>>());
    let rows = columns.iter().map(Vec::len).max().unwrap_or_default();
    if rows > MOST_FAMILY {
        return Err(FormatError::TooMany { what: "family members", most: MOST_FAMILY as u64 });
    }
    let members = (0..rows).map(|row| {
        let [kinship, name, birth, political_status, post] =
            columns.each_ref().map(|column| column.get(row).copied().unwrap_or_default().to_owned());
        FamilyMember { kinship, name, birth, political_status, post, unknown: Vec::new() }
    });
    Ok(members.collect())
}

/// Writes a form as its two files: the `.lrm` and, if there is a photo, the `.pic`.
pub fn write(form: &Appointment) -> (Vec<u8>, Option<Vec<u8>>) {
    let form = writable(form);
    let mut fields = vec![String::new(); FIELD_COUNT];
    for (at, element) in PLAIN {
        set(&mut fields, at, clean(form.text(element).unwrap_or_default()));
    }
    for (at, elements) in LEARNING {
        let [a, b, c, d] = elements.map(|element| cell(form.text(element).unwrap_or_default()));
        set(&mut fields, at, format!("{a}#{b}@{c}#{d}"));
    }
    set(&mut fields, RESUME, clean(&form.resume.to_text()));
    let columns: [fn(&FamilyMember) -> &str; 5] = [
        |member| &member.kinship,
        |member| &member.name,
        |member| &member.birth,
        |member| &member.political_status,
        |member| &member.post,
    ];
    for (at, column) in (20..).zip(columns) {
        let mut cells: Vec<String> = form.family.iter().map(|member| cell(column(member))).collect();
        cells.resize(cells.len().max(FAMILY_ROWS), String::new());
        set(&mut fields, at, cells.join("@"));
    }
    let line = format!("\"{}\"", fields.join("\",\""));
    (text::to_gb18030(&line), form.photo.map(|photo| photo.bytes().to_owned()))
}

/// The form with the marks of this format out of its texts, tidied after that: what a reader will see.
fn writable(form: &Appointment) -> Appointment {
    let mut form = form.tidied();
    for (_, text) in form.texts_mut() {
        *text = unquoted(text);
    }
    for member in &mut form.family {
        let texts = [
            &mut member.kinship,
            &mut member.name,
            &mut member.birth,
            &mut member.political_status,
            &mut member.post,
        ];
        for text in texts {
            *text = unquoted(&text.replace('@', "＠").replace('#', "＃"));
        }
        member.unknown.clear();
    }
    form.unknown.clear();
    form.tidied()
}

fn set(fields: &mut [String], at: usize, text: String) {
    if let Some(slot) = fields.get_mut(at) {
        *slot = text;
    }
}

/// Text without straight quotes, which would end its field: each pair becomes a curved one.
fn unquoted(text: &str) -> String {
    let mut opening = true;
    let curved = text.chars().map(|c| {
        if c != '"' {
            return c;
        }
        opening = !opening;
        if opening { '”' } else { '“' }
    });
    curved.collect()
}

/// A field's text as written, with CR LF line ends.
fn clean(text: &str) -> String {
    unquoted(text).replace('\n', "\r\n")
}

/// A part of a field: without the marks that part it from the next.
fn cell(text: &str) -> String {
    clean(&text.replace('@', "＠").replace('#', "＃"))
}

fn damaged() -> Finding {
    Finding::warning(
        Place::whole(),
        "",
        Text::new(
            "文件中有些字符认不出，显示为“\u{fffd}”。",
            "Some characters could not be made out and show as “\u{fffd}”.",
        ),
        Text::new("请用任免表编辑器重新保存后再上传。", "Save the form anew in the form editor."),
    )
}
