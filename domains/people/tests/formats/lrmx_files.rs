//! The form of editor 3.x.

use people::formats::appointment::{Appointment, FIELDS, FamilyMember};
use people::formats::lrmx::{read, write};
use people::formats::photo::{Photo, PhotoKind};
use people::formats::xml;
use people::formats::{FormatError, Severity};

const SAMPLE: &[u8] = include_bytes!("../samples/sample_invented.lrmx");
const CDATA: &[u8] = include_bytes!("../samples/cdata_gbk.lrmx");
const UNESCAPED: &[u8] = include_bytes!("../samples/unescaped_one_line.lrmx");
const ENTITIES: &[u8] = include_bytes!("../samples/entities.lrmx");

fn form(body: &str) -> Appointment {
    read(format!("<Person><XingMing>某</XingMing>{body}</Person>").as_bytes()).unwrap().value
}

#[test]
fn the_invented_sample_is_read_whole_and_written_back_byte_for_byte() {
    let reading = read(SAMPLE).unwrap();
    let form = &reading.value;
    assert_eq!(form.name, "张示例");
    assert_eq!(form.resume.rows.len(), 4);
    assert_eq!(form.resume.rows[1].meanwhile.len(), 1);
    assert_eq!(form.family.len(), 2);
    assert_eq!(form.family[1].kinship, "儿子");
    assert_eq!(form.photo.as_ref().unwrap().kind(), PhotoKind::Jpeg);
    assert_eq!(form.age(), Some(40));
    assert_eq!(form.year_results().len(), 3);
    assert_eq!(form.year_results()[2].grade.zh, "称职");
    assert_eq!(String::from_utf8(write(form)).unwrap(), String::from_utf8(SAMPLE.to_vec()).unwrap());
}

#[test]
fn gbk_cdata_padding_order_capitals_and_odd_photos_are_read() {
    let reading = read(CDATA).unwrap();
    let form = &reading.value;
    assert_eq!((form.name.as_str(), form.sex.as_str(), form.birth.as_str()), ("李例", "女", "197907"));
    assert_eq!(form.proposed_post, "某县某局副局长");
    assert_eq!(form.party().joined.unwrap().compact(), "200106");
    assert_eq!(form.resume.rows.len(), 5);
    assert_eq!(form.resume.rows[3].text, "某县某局股长，负责一项名称很长因此折到下一行的工作，折下来的半行");
    assert!(form.resume.rows[4].open);
    assert_eq!(form.resume.remarks, "（以上经历属实 & 已核）");
    assert_eq!(form.family.len(), 1, "padded rows are no members");
    assert_eq!(form.family[0].name, "王样");
    assert_eq!(form.family[0].unknown[0].name, "NianLing");
    assert_eq!(form.photo.as_ref().unwrap().bytes().len(), 44);
    let lines: Vec<u32> = reading.findings.iter().filter_map(|finding| finding.place.line).collect();
    assert_eq!(lines, [1, 3], "{:?}", reading.findings);
}

#[test]
fn elements_the_form_does_not_have_survive_the_way_there_and_back() {
    let first = write(&read(CDATA).unwrap().value);
    let again = read(&first).unwrap().value;
    let names: Vec<&str> = again.unknown.iter().map(|element| element.name.as_str()).collect();
    assert_eq!(names, ["ZhengZhiMianMao", "DanWeiNeiBu"]);
    assert_eq!(again.unknown[1].attributes, [("bianhao".to_owned(), "07".to_owned())]);
    assert_eq!(again.unknown[1].children().next().unwrap().text(), "一&二");
    assert_eq!(again.family[0].unknown[0].text(), "46");
    assert_eq!(write(&again), first);
}

#[test]
fn a_second_export_gives_the_same_bytes_for_every_sample() {
    for sample in [SAMPLE, CDATA, UNESCAPED] {
        let first = write(&read(sample).unwrap().value);
        assert_eq!(write(&read(&first).unwrap().value), first);
    }
}

#[test]
fn unescaped_text_breaks_and_double_escaping_are_read_as_meant() {
    let form = read(UNESCAPED).unwrap().value;
    assert_eq!(form.rewards, "2012年 < 三等功 >\n2015年嘉奖\n2018年<先进>");
    assert_eq!(form.reason, "工作需要");
    assert_eq!(form.birth, "19810205");
    assert_eq!(form.resume.rows.len(), 3);
    assert!(form.resume.rows[1].text.contains("借调A&B项目办"));
    let party = form.party();
    assert_eq!(party.joined.unwrap().compact(), "200401");
    assert_eq!(party.status.iter().map(|status| status.zh).collect::<Vec<_>>(), ["中共党员", "民盟"]);
}

#[test]
fn every_field_goes_into_the_file_in_the_fixed_order_and_comes_back() {
    let mut form = Appointment::default();
    for (number, (field, text)) in form.texts_mut().enumerate() {
        *text = match field.element {
            "Version" => "3.2.1.6".to_owned(),
            _ => format!("值{number}"),
        };
    }
    let bytes = write(&form);
    let text = String::from_utf8(bytes.clone()).unwrap();
    let places: Vec<usize> =
        FIELDS.iter().map(|field| text.find(&format!("<{}>", field.element)).unwrap()).collect();
    assert!(places.is_sorted());
    assert!(text.starts_with("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Person>"));
    assert_eq!(read(&bytes).unwrap().value, form);
}

#[test]
fn declarations_of_entities_are_refused() {
    assert_eq!(read(ENTITIES), Err(FormatError::Declaration));
    assert!(FormatError::Declaration.text().zh.contains("DTD"));
}

#[test]
fn unknown_references_stay_text_and_expand_to_nothing() {
    assert_eq!(form("<RenMianLiYou>甲&xxe;乙 & 丙</RenMianLiYou>").reason, "甲&xxe;乙 & 丙");
}

#[test]
fn size_depth_number_and_family_are_limited() {
    let large = vec![b' '; xml::MOST_BYTES + 1];
    assert!(matches!(read(&large), Err(FormatError::TooLarge { .. })));
    let deep = format!("<Person>{}{}</Person>", "<a>".repeat(20), "</a>".repeat(20));
    assert!(matches!(read(deep.as_bytes()), Err(FormatError::TooMany { what: "levels", .. })));
    let many = format!("<Person>{}</Person>", "<a/>".repeat(xml::MOST_ELEMENTS));
    assert!(matches!(read(many.as_bytes()), Err(FormatError::TooMany { what: "elements", .. })));
    let family = "<Item><XingMing>某</XingMing></Item>".repeat(201);
    let family = format!("<Person><JiaTingChengYuan>{family}</JiaTingChengYuan></Person>");
    assert!(matches!(read(family.as_bytes()), Err(FormatError::TooMany { what: "family members", .. })));
}

#[test]
fn what_is_not_a_form_is_refused_with_the_reason() {
    assert_eq!(read(b"<html></html>"), Err(FormatError::NotAForm { root: "html".to_owned() }));
    assert!(matches!(read(b"<Person>\n<XingMing>"), Err(FormatError::Malformed { line: 2, .. })));
    assert!(matches!(read(b""), Err(FormatError::Malformed { .. })));
    assert!(matches!(read(b"<Person></XingMing></Person>"), Err(FormatError::Malformed { .. })));
}

#[test]
fn utf_16_and_a_form_wrapped_in_another_element_are_read() {
    let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><Persons><Person><XingMing>某</XingMing></Person></Persons>";
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(read(&bytes).unwrap().value.name, "某");
}

#[test]
fn empty_elements_in_all_three_spellings_are_empty() {
    let form = form("<MinZu/><JiGuan></JiGuan><ChuShengDi>\n </ChuShengDi>");
    assert_eq!((form.nation.as_str(), form.native_place.as_str(), form.birthplace.as_str()), ("", "", ""));
}

#[test]
fn only_jpeg_and_png_are_taken_for_photos() {
    let photo = |text: &str| {
        let file = format!("<Person><XingMing>某</XingMing><ZhaoPian>{text}</ZhaoPian></Person>");
        let reading = read(file.as_bytes()).unwrap();
        (reading.value.photo.map(|photo| photo.kind()), reading.findings.len())
    };
    assert_eq!(photo("iVBORw0KGgo="), (Some(PhotoKind::Png), 0));
    assert_eq!(photo("/9j/4A=="), (Some(PhotoKind::Jpeg), 0));
    assert_eq!(photo("R0lGODlhAQABAAAAACw="), (None, 1));
    assert_eq!(photo("不是编码"), (None, 1));
    assert_eq!(photo(""), (None, 0));
}

#[test]
fn a_photo_serialises_as_its_fingerprint_only() {
    let photo = Photo::of_bytes(&[0xFF, 0xD8, 0xFF, 0xD9]).unwrap();
    let json = serde_json::to_value(&photo).unwrap();
    assert_eq!(json["kind"], "jpeg");
    assert_eq!(json["bytes"], 4);
    assert_eq!(json["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(json.as_object().unwrap().len(), 3);
}

#[test]
fn findings_name_the_field_what_was_written_and_how_to_mend_it() {
    let file = "<Person><XingMing>某</XingMing><XingBie>男</XingBie><ChuShengNianYue>1990.13</ChuShengNianYue>\
                <MinZu>汗族</MinZu><RuDangShiJian>去年</RuDangShiJian><ShenFenZheng>610330198503120018</ShenFenZheng></Person>";
    let reading = read(file.as_bytes()).unwrap();
    let said: Vec<&str> = reading.findings.iter().map(|finding| finding.problem.zh.as_str()).collect();
    assert_eq!(said[0], "“出生年月”写的是 1990.13，月份应为 01–12。");
    assert!(said[1].starts_with("“民族”写的是“汗族”"), "{said:?}");
    assert!(said[2].contains("“去年”"), "{said:?}");
    assert!(
        reading
            .findings
            .iter()
            .all(|finding| !finding.mending.zh.is_empty() && !finding.mending.en.is_empty())
    );
    assert_eq!(reading.value.birth, "1990.13", "what was written is never lost");
}

#[test]
fn a_form_without_a_name_cannot_be_imported() {
    let reading = read(b"<Person><XingBie>1</XingBie></Person>").unwrap();
    assert_eq!(reading.worst(), Some(Severity::Error));
}

#[test]
fn age_is_left_out_for_relations_who_have_died() {
    let day = jiff::civil::date(2026, 3, 2);
    let member =
        |post: &str| FamilyMember { birth: "195003".into(), post: post.into(), ..FamilyMember::default() };
    assert_eq!(member("某村村民").age_on(day), Some(76));
    assert_eq!(member("某村村民（已去世）").age_on(day), None);
}
