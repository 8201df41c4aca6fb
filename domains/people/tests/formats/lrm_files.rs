//! The form of editor 2.0.

use people::formats::FormatError;
use people::formats::appointment::{Appointment, FamilyMember};
use people::formats::lrm::{read, write};
use people::formats::lrmx;
use people::formats::resume::Resume;

const SAMPLE: &[u8] = include_bytes!("../samples/sample_invented.lrm");

#[test]
fn the_invented_sample_is_read_whole_and_written_back_byte_for_byte() {
    let form = read(SAMPLE, None).unwrap().value;
    assert_eq!(form.name, "张示例");
    assert_eq!(form.full_time_degree, "管理学学士");
    assert_eq!(form.in_service_education, "省委党校研究生");
    assert_eq!(form.in_service_education_school, "某省委党校公共管理专业");
    assert_eq!(form.resume.rows.len(), 4);
    assert_eq!(form.family.len(), 2);
    assert_eq!(form.family[1].post, "某县某小学学生");
    assert_eq!(form.filled_by, "王示例");
    assert_eq!(form.form_date, "20250601");
    assert_eq!(write(&form), (SAMPLE.to_vec(), None));
}

#[test]
fn both_files_of_the_sample_person_say_the_same() {
    let old = read(SAMPLE, None).unwrap().value;
    let mut new = lrmx::read(include_bytes!("../samples/sample_invented.lrmx")).unwrap().value;
    new.id_number.clear();
    new.photo = None;
    new.version.clear();
    assert_eq!(old, new);
}

#[test]
fn the_picture_beside_the_form_is_its_photo_if_it_is_one() {
    let with = read(SAMPLE, Some(&[0xFF, 0xD8, 0xFF, 0xD9])).unwrap();
    assert_eq!(write(&with.value).1.unwrap(), [0xFF, 0xD8, 0xFF, 0xD9]);
    let without = read(SAMPLE, Some(b"MZ not a picture")).unwrap();
    assert!(without.value.photo.is_none());
    assert!(without.findings[0].problem.zh.contains("不是 JPEG 或 PNG"));
}

#[test]
fn commas_line_ends_and_quotes_inside_fields_do_not_break_them() {
    let form = Appointment {
        name: "某".into(),
        reason: "甲,乙\n\"丙\",\"丁\"".into(),
        full_time_education: "大学#@".into(),
        resume: Resume::parse("2003.09--2007.07  甲\n（其间：学习）\n2007.07--  乙").value,
        family: vec![
            FamilyMember { kinship: "妻子".into(), post: "a@b".into(), ..FamilyMember::default() };
            9
        ],
        ..Appointment::default()
    };
    let (bytes, _) = write(&form);
    let again = read(&bytes, None).unwrap().value;
    assert_eq!(again.reason, "甲,乙\n“丙”,“丁”");
    assert_eq!(again.full_time_education, "大学＃＠");
    assert_eq!(again.resume, form.resume);
    assert_eq!(again.family.len(), 9);
    assert_eq!(write(&again).0, bytes);
}

#[test]
fn another_number_of_fields_is_refused_with_the_number() {
    assert_eq!(read(b"\"a\",\"b\"", None), Err(FormatError::FieldCount { found: 2 }));
    assert_eq!(read(b"", None), Err(FormatError::FieldCount { found: 1 }));
    assert!(FormatError::FieldCount { found: 2 }.text().zh.contains("33"));
}

#[test]
fn characters_beyond_gbk_survive() {
    let form = Appointment { name: "某𠮷㛃".into(), ..Appointment::default() };
    let (bytes, _) = write(&form);
    assert_eq!(read(&bytes, None).unwrap().value.name, "某𠮷㛃");
}
