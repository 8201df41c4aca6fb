//! LRMX, the file of the appointment form editor 3.x: UTF-8 XML, one element per field. Read leniently (any
//! encoding, order, escaping, capitals), written strictly and always the same: writing what was read back from a
//! written file gives the same bytes.

use law::decision::Text;

use super::appointment::{Appointment, FIELDS, FamilyMember, Kind, MOST_FAMILY, VERSION, check, tidy};
use super::finding::{Finding, Place, Reading};
use super::photo::Photo;
use super::resume::Resume;
use super::xml::{self, Element, escape_into};
use super::{FormatError, text};

/// Reads a form.
///
/// # Errors
/// Not XML that closes, not a form, too large, or with a document type declaration.
pub fn read(bytes: &[u8]) -> Result<Reading<Appointment>, FormatError> {
    if bytes.len() > xml::MOST_BYTES {
        return Err(FormatError::TooLarge { bytes: bytes.len() as u64, most: xml::MOST_BYTES as u64 });
    }
    let decoded = text::decode(bytes);
    let mut findings = Vec::new();
    if decoded.damaged {
        findings.push(damaged(decoded.encoding));
    }
    let root = xml::parse(decoded.text.trim_start())?;
    let person = person_of(&root).ok_or(FormatError::NotAForm { root: root.name.clone() })?;
    let mut form = Appointment::default();
    let mut seen: Vec<&str> = Vec::new();
    for child in person.children() {
        let Some(field) = FIELDS.iter().find(|field| child.is(field.element)) else {
            findings.push(unknown(&child.name));
            form.unknown.push(child.tidied());
            continue;
        };
        if seen.contains(&field.element) {
            findings.push(twice(field.element, field.zh, field.en));
            continue;
        }
        seen.push(field.element);
        take(&mut form, child, field.kind, &mut findings)?;
    }
    findings.extend(check(&form));
    Ok(Reading { value: form, findings })
}

/// The form inside the root: the root itself, or its only child of that name.
fn person_of(root: &Element) -> Option<&Element> {
    if root.is("Person") {
        return Some(root);
    }
    let mut inside = root.children().filter(|child| child.is("Person"));
    match (inside.next(), inside.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

fn take(
    form: &mut Appointment,
    child: &Element,
    kind: Kind,
    findings: &mut Vec<Finding>,
) -> Result<(), FormatError> {
    match kind {
        Kind::Resume => {
            let reading = Resume::parse(&child.text());
            form.resume = reading.value;
            findings.extend(reading.findings);
        }
        Kind::Family => form.family = family(child, findings)?,
        Kind::Photo => {
            let (photo, finding) = Photo::of_base64(&child.text(), Place::element("ZhaoPian"));
            form.photo = photo;
            findings.extend(finding);
        }
        _ => {
            let written = child.text();
            if let Some((_, slot)) = form.texts_mut().find(|(field, _)| child.is(field.element)) {
                *slot = tidy(kind, &written);
            }
        }
    }
    Ok(())
}

fn family(element: &Element, findings: &mut Vec<Finding>) -> Result<Vec<FamilyMember>, FormatError> {
    let mut members = Vec::new();
    for item in element.children() {
        if !item.is("Item") {
            findings.push(unknown(&item.name));
            continue;
        }
        if members.len() >= MOST_FAMILY {
            return Err(FormatError::TooMany { what: "family members", most: MOST_FAMILY as u64 });
        }
        let member = member(item);
        if !member.is_empty() {
            members.push(member);
        }
    }
    Ok(members)
}

fn member(item: &Element) -> FamilyMember {
    let mut member = FamilyMember::default();
    for child in item.children() {
        let slot = match child.name.to_ascii_lowercase().as_str() {
            "chengwei" => &mut member.kinship,
            "xingming" => &mut member.name,
            "chushengriqi" => &mut member.birth,
            "zhengzhimianmao" => &mut member.political_status,
            "gongzuodanweijizhiwu" => &mut member.post,
            _ => {
                member.unknown.push(child.clone());
                continue;
            }
        };
        *slot = child.text();
    }
    member.tidied()
}

/// Writes a form: UTF-8 with a byte-order mark, CR LF, the fixed order, elements the form does not have last.
pub fn write(form: &Appointment) -> Vec<u8> {
    let form = form.tidied();
    let mut out = String::from("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Person>\r\n");
    for field in &FIELDS {
        out.push_str("  <");
        out.push_str(field.element);
        out.push('>');
        match field.kind {
            Kind::Family => write_family(&form.family, &mut out),
            Kind::Resume => escape_into(&form.resume.to_text(), &mut out),
            Kind::Photo => out.push_str(&form.photo.as_ref().map(Photo::base64).unwrap_or_default()),
            Kind::Version => out.push_str(VERSION),
            _ => escape_into(form.text(field.element).unwrap_or_default(), &mut out),
        }
        out.push_str("</");
        out.push_str(field.element);
        out.push_str(">\r\n");
    }
    for element in &form.unknown {
        out.push_str("  ");
        element.write(&mut out);
        out.push_str("\r\n");
    }
    out.push_str("</Person>");
    out.into_bytes()
}

fn write_family(members: &[FamilyMember], out: &mut String) {
    if members.is_empty() {
        return;
    }
    out.push_str("\r\n");
    for member in members {
        out.push_str("    <Item>\r\n");
        let fields = [
            ("ChengWei", &member.kinship),
            ("XingMing", &member.name),
            ("ChuShengRiQi", &member.birth),
            ("ZhengZhiMianMao", &member.political_status),
            ("GongZuoDanWeiJiZhiWu", &member.post),
        ];
        for (name, text) in fields {
            out.push_str(&format!("      <{name}>"));
            escape_into(text, out);
            out.push_str(&format!("</{name}>\r\n"));
        }
        for element in &member.unknown {
            out.push_str("      ");
            element.write(out);
            out.push_str("\r\n");
        }
        out.push_str("    </Item>\r\n");
    }
    out.push_str("  ");
}

fn damaged(encoding: &str) -> Finding {
    Finding::warning(
        Place::whole(),
        "",
        Text::new(
            format!("文件按 {encoding} 编码读取，有些字符认不出，显示为“\u{fffd}”。"),
            format!("Read as {encoding}; some characters could not be made out and show as “\u{fffd}”."),
        ),
        Text::new("请用任免表编辑器重新保存后再上传。", "Save the form anew in the form editor."),
    )
}

fn unknown(name: &str) -> Finding {
    let name = super::finding::quoted(name);
    Finding::note(
        Place::element(&name),
        "unknown",
        Text::new(
            format!("任免审批表没有 <{name}> 这一项，已原样保留。"),
            format!("The form has no <{name}>; it was kept as it is."),
        ),
        Text::new("无须处理。", "Nothing to do."),
    )
}

fn twice(element: &str, zh: &str, en: &str) -> Finding {
    Finding::warning(
        Place::element(element),
        "",
        Text::new(
            format!("“{zh}”出现了两次，以第一次为准。"),
            format!("The field “{en}” occurs twice; the first was taken."),
        ),
        Text::new("请用任免表编辑器核对这一项。", "Check this field in the form editor."),
    )
}
