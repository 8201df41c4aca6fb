//! Zips of forms, and telling formats apart.

use std::io::{Cursor, Write};

use people::formats::bundle::{FormFormat, read};
use people::formats::read::{Content, read_file};
use people::formats::{FormatError, Severity, archive};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const LRMX: &[u8] = include_bytes!("../samples/sample_invented.lrmx");
const LRM: &[u8] = include_bytes!("../samples/sample_invented.lrm");
const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xD9];

fn pack(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn forms_pictures_and_rosters_are_sorted_and_matched() {
    let bundle = pack(&[
        ("甲/张示例.lrm", LRM),
        ("甲/张示例.PIC", JPEG),
        ("乙/李示例.lrmx", LRMX),
        ("乙/李示例.lrm", LRM),
        ("名册.csv", "姓名,单位\n张三,某镇\n".as_bytes()),
        ("说明.docx", b"x"),
        ("__MACOSX/._张示例.lrm", b"x"),
        ("孤.pic", JPEG),
    ]);
    let reading = read(&bundle).unwrap();
    let forms: Vec<(&str, FormFormat, bool)> = reading
        .value
        .forms
        .iter()
        .map(|form| (form.file.as_str(), form.format, form.form.photo.is_some()))
        .collect();
    assert_eq!(forms, [("乙/李示例.lrmx", FormFormat::Lrmx, true), ("甲/张示例.lrm", FormFormat::Lrm, true)]);
    assert_eq!(reading.value.rosters[0].roster.rows.len(), 1);
    let notes: Vec<&str> =
        reading.findings.iter().filter_map(|finding| finding.place.file.as_deref()).collect();
    assert!(
        notes.contains(&"说明.docx") && notes.contains(&"孤.pic") && notes.contains(&"乙/李示例.lrm"),
        "{notes:?}"
    );
    assert_ne!(reading.worst(), Some(Severity::Error));
}

#[test]
fn one_bad_file_is_a_finding_with_its_name() {
    let bundle = pack(&[("坏.lrmx", b"<Person>"), ("好.lrmx", LRMX)]);
    let reading = read(&bundle).unwrap();
    assert_eq!(reading.value.forms.len(), 1);
    let bad = reading.findings.iter().find(|finding| finding.severity == Severity::Error).unwrap();
    assert_eq!(bad.place.file.as_deref(), Some("坏.lrmx"));
}

#[test]
fn paths_that_climb_out_are_refused() {
    for name in ["../逃.lrmx", "/etc/a.lrmx", "甲/../../a.lrmx", "..\\a.lrmx", "C:\\a.lrmx"] {
        let reading = read(&pack(&[(name, LRMX)])).unwrap();
        assert!(reading.value.forms.is_empty(), "{name}");
        assert_eq!(reading.worst(), Some(Severity::Error), "{name}");
    }
}

#[test]
fn an_archive_that_expands_too_far_is_refused() {
    let zeros = vec![b'0'; usize::try_from(archive::RATIO_FROM).unwrap() * 2];
    assert_eq!(read(&pack(&[("a.lrmx", &zeros)])), Err(FormatError::Bomb));
}

#[test]
fn a_damaged_archive_says_so() {
    let mut bundle = pack(&[("a.lrmx", LRMX)]);
    bundle.truncate(bundle.len() / 2);
    assert!(matches!(read(&bundle), Err(FormatError::Damaged { .. })));
}

#[test]
fn names_in_the_code_page_of_chinese_windows_are_read() {
    let mut bundle = pack(&[("ABCD.lrmx", LRMX)]);
    let gbk = [0xD5, 0xC5, 0xC8, 0xFD];
    while let Some(at) = bundle.windows(4).position(|window| window == b"ABCD") {
        bundle[at..at + 4].copy_from_slice(&gbk);
    }
    assert_eq!(read(&bundle).unwrap().value.forms[0].file, "张三.lrmx");
}

#[test]
fn files_are_told_apart_by_what_is_in_them() {
    let format = |name: &str, bytes: &[u8]| match read_file(name, bytes).unwrap().content {
        Content::Lrmx(_) => "lrmx",
        Content::Lrm(_) => "lrm",
        Content::Xlsx(_) => "xlsx",
        Content::Csv(_) => "csv",
        Content::Bundle(_) => "bundle",
        Content::Picture(_) => "picture",
    };
    assert_eq!(format("wrong.csv", LRMX), "lrmx");
    assert_eq!(format("wrong.txt", LRM), "lrm");
    assert_eq!(format("a", "姓名\t单位\n某\t某镇".as_bytes()), "csv");
    assert_eq!(format("a.zip", &pack(&[("a.lrmx", LRMX)])), "bundle");
    assert_eq!(format("a.pic", JPEG), "picture");
    let template = people::formats::sheet::template(people::formats::table::Language::Zh, &[]).unwrap();
    assert_eq!(format("a.zip", &template), "xlsx");
}

#[test]
fn unknown_and_old_formats_say_what_to_do() {
    assert_eq!(read_file("a.bin", b"hello"), Err(FormatError::Unknown));
    assert_eq!(read_file("a.xls", &[0xD0, 0xCF, 0x11, 0xE0, 0]), Err(FormatError::OldWorkbook));
    assert_eq!(read_file("a.csv", b"a,b\n1,2"), Err(FormatError::NoHeadings));
    assert!(FormatError::OldWorkbook.text().zh.contains(".xlsx"));
}

#[test]
fn a_file_serialises_with_its_format_value_and_findings_but_no_picture() {
    let json = serde_json::to_value(read_file("张.lrmx", LRMX).unwrap()).unwrap();
    assert_eq!(json["name"], "张.lrmx");
    assert_eq!(json["format"], "lrmx");
    assert_eq!(json["value"]["birth"], "198503");
    assert_eq!(json["value"]["resume"]["rows"][0]["from"], "2003-09");
    assert_eq!(json["value"]["resume"]["rows"][3]["open"], true);
    assert_eq!(json["value"]["photo"]["kind"], "jpeg");
    assert!(json["findings"].is_array());
}
