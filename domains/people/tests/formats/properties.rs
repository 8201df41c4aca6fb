//! What must hold for any form and any bytes.

use people::formats::appointment::{Appointment, FamilyMember};
use people::formats::photo::Photo;
use people::formats::read::read_file;
use people::formats::resume::Resume;
use people::formats::xml::{Content, Element};
use people::formats::{lrm, lrmx, pinyin, text};
use proptest::collection::vec;
use proptest::prelude::*;

/// Text as hostile as files are: markup, entities once and twice escaped, dates, blanks, controls, rare characters.
fn wild() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[一-龥]{1,4}",
        2 => prop::sample::select(vec![
            "&amp;", "&lt;", "&amp;lt;", "&", "<br>", "<", ">", "\"", "'", "\",\"", "@", "#", "]]>", "\r\n", "\r", "\n", "\n\n",
            "\t", " ", "\u{3000}", "\u{a0}", "                  ", "&nbsp;", "&#xD;", "&#38;", "amp;", "lt;", "br>", "\u{0}",
            "\u{1f}", "\u{feff}", "\u{e5e5}", "𠮷", "2003.09--2007.07  ", "2019.06--", "至今", "2011.09-2-015.07", "1998..09",
            "（其间：", "）", "；", "200806", "1990.13", "--", "——", "2003.09  ",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn element() -> impl Strategy<Value = Element> {
    let leaf = ("[A-Za-z][A-Za-z0-9_]{0,8}", wild(), wild()).prop_map(|(name, value, text)| Element {
        name: format!("X{name}"),
        attributes: vec![("a".to_owned(), value)],
        content: vec![Content::Text(text)],
    });
    leaf.prop_recursive(3, 8, 3, |inner| {
        ("[A-Z][a-z]{0,6}", vec(inner, 0..3)).prop_map(|(name, children)| Element {
            name: format!("Y{name}"),
            attributes: Vec::new(),
            content: children.into_iter().map(Content::Element).collect(),
        })
    })
}

fn form() -> impl Strategy<Value = Appointment> {
    let member = (vec(wild(), 5), vec(element(), 0..2)).prop_map(|(texts, unknown)| {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap_or_default();
        FamilyMember {
            kinship: next(),
            name: next(),
            birth: next(),
            political_status: next(),
            post: next(),
            unknown,
        }
    });
    let photo = prop::option::of(vec(any::<u8>(), 0..50));
    (vec(wild(), 31), vec(wild(), 0..4), vec(member, 0..9), photo, vec(element(), 0..3)).prop_map(
        |(texts, resume, family, photo, unknown)| {
            let mut form = Appointment { family, unknown, ..Appointment::default() };
            for ((_, slot), text) in form.texts_mut().zip(texts) {
                *slot = text;
            }
            form.resume = Resume::parse(&resume.join("\n2010.01--2011.02  ")).value;
            form.photo =
                photo.and_then(|rest| Photo::of_bytes(&[&[0xFF, 0xD8, 0xFF], rest.as_slice()].concat()));
            form
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_lrmx_written_read_and_written_again_is_the_same(form in form()) {
        let first = lrmx::write(&form);
        let read = lrmx::read(&first).unwrap().value;
        prop_assert_eq!(String::from_utf8(lrmx::write(&read)).unwrap(), String::from_utf8(first).unwrap());
        prop_assert_eq!(&read.photo, &form.photo);
        prop_assert_eq!(read, form.tidied());
    }

    #[test]
    fn an_lrm_written_read_and_written_again_is_the_same(form in form()) {
        let (first, picture) = lrm::write(&form);
        let read = lrm::read(&first, picture.as_deref()).unwrap().value;
        prop_assert_eq!(text::decode(&lrm::write(&read).0).text, text::decode(&first).text);
        prop_assert_eq!(lrm::write(&read), (first, picture));
    }

    #[test]
    fn a_resume_read_from_its_own_text_is_the_same(text in wild()) {
        let settled = Resume::parse(&text).value.settled();
        prop_assert_eq!(Resume::parse(&settled.to_text()).value, settled);
    }

    #[test]
    fn nothing_panics_on_any_bytes(bytes in vec(any::<u8>(), 0..400), name in "[a-z]{0,3}(\\.(lrmx|lrm|csv|zip|xlsx))?") {
        let _ = read_file(&name, &bytes);
    }

    #[test]
    fn nothing_panics_on_wild_text_in_any_format(text in vec(wild(), 0..12)) {
        let all = text.concat();
        let _ = read_file("a.csv", format!("姓名,单位,出生年月,身份证号\n{all},{all},{all},{all}").as_bytes());
        let _ = read_file("a.lrmx", format!("<Person><JianLi>{all}</JianLi><XingMing>{all}</Person>").as_bytes());
        let _ = read_file("a.lrm", format!("\"{}\"", text.join("\",\"")).as_bytes());
        let _ = pinyin::search_keys(&all);
    }

    #[test]
    fn nothing_panics_on_damaged_samples(at in any::<prop::sample::Index>(), byte in any::<u8>(), which in 0..4usize) {
        let template = people::formats::sheet::template(people::formats::table::Language::Zh, &[]);
        let samples: [Vec<u8>; 4] = [
            include_bytes!("../samples/sample_invented.lrmx").to_vec(),
            include_bytes!("../samples/sample_invented.lrm").to_vec(),
            include_bytes!("../samples/cdata_gbk.lrmx").to_vec(),
            template.unwrap(),
        ];
        let mut bytes = samples[which].clone();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read_file("x", &bytes);
        bytes.truncate(at);
        let _ = read_file("x", &bytes);
    }
}
