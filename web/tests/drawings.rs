//! Snapshots of every component and chart in both languages, and the docx of a document opened again.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

#[path = "../examples/gallery/pictures.rs"]
mod pictures;
#[path = "../examples/gallery/samples.rs"]
mod samples;

use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::routing::get;
use law::decision::Text;
use tower::ServiceExt;
use web::i18n::{Language, WEB};
use web::{Page, Site, Texts, dress};

/// A page as a handler gets it, in a language.
async fn page(language: Language) -> Page {
    let kept: Arc<Mutex<Option<Page>>> = Arc::default();
    let keep = kept.clone();
    let handler = move |page: Page| async move { *keep.lock().unwrap() = Some(page) };
    let site =
        Site::new(Texts::build(&[WEB]).unwrap(), Text::new("凤县", "Feng"), Box::new(|| "r".into())).unwrap();
    let house = dress(Router::new().route("/sample", get(handler)), Arc::new(site));
    let cookie = format!("lang={}", language.tag());
    let request = Request::get("/sample").header("cookie", cookie).body(Body::empty()).unwrap();
    house.oneshot(request).await.unwrap();
    kept.lock().unwrap().take().unwrap()
}

#[tokio::test]
async fn components_are_drawn_as_they_were_looked_at() {
    for language in Language::ALL {
        let page = page(language).await;
        for (name, drawn) in samples::components(&page) {
            insta::assert_snapshot!(format!("{name}-{}", language.tag()), drawn);
        }
    }
}

#[tokio::test]
async fn charts_are_drawn_as_they_were_looked_at() {
    let page = page(Language::ZhCn).await;
    for (name, chart) in pictures::charts(&page.t) {
        insta::assert_snapshot!(format!("chart-{name}"), chart);
    }
}

#[tokio::test]
async fn nothing_drawn_carries_an_inline_style_or_script() {
    let page = page(Language::ZhCn).await;
    let mut all: Vec<String> =
        samples::components(&page).into_iter().map(|(_, drawn)| drawn.to_string()).collect();
    all.extend(pictures::charts(&page.t).into_iter().map(|(_, chart)| chart.to_string()));
    all.push(pictures::document(&page.t).html().to_string());
    for drawn in all {
        assert!(
            !drawn.contains(" style=") && !drawn.contains("<script") && !drawn.contains(" onclick"),
            "{drawn}"
        );
    }
}

#[tokio::test]
async fn what_people_typed_is_escaped_everywhere() {
    let page = page(Language::ZhCn).await;
    let evil = "<script>alert('1')</script>\"&";
    let form = web::FormState::default().prefilled("a", evil);
    let node = web::charts::tree::Node::new(evil).note(evil);
    let head = web::charts::Head::new("x", evil, evil, evil);
    let drawn = [
        page.field(&form, "a", evil).to_string(),
        page.field(&form, "a", evil).textarea(3).to_string(),
        web::Markup::text(evil).to_string(),
        web::charts::tree::target_tree(&page.t, head, &node).to_string(),
        web::Document::new(&page.t, evil).paragraph(evil).html().to_string(),
        web::Markup::of(&web::components::PersonLine::new(evil, evil, evil)).to_string(),
    ];
    for text in drawn {
        assert!(!text.contains("<script"), "{text}");
        assert!(!text.contains("\"&\""), "{text}");
    }
}

#[tokio::test]
async fn the_document_is_drawn_for_print_with_numbered_headings() {
    for language in Language::ALL {
        let page = page(language).await;
        insta::assert_snapshot!(format!("document-{}", language.tag()), pictures::document(&page.t).html());
    }
}

#[tokio::test]
async fn the_docx_opens_and_keeps_the_settings_of_the_standard() {
    let page = page(Language::ZhCn).await;
    let bytes = pictures::document(&page.t).docx().unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    part("[Content_Types].xml");
    let footer = part("word/footer1.xml");
    assert!(footer.contains("PAGE") && footer.contains('—'));
    let body = part("word/document.xml");
    for wanted in [
        r#"w:w="11906" w:h="16838""#,
        r#"w:top="2098""#,
        r#"w:right="1474""#,
        r#"w:bottom="1985""#,
        r#"w:left="1588""#,
        "w:linePitch=\"579\"",
        "方正小标宋简体",
        "一、签订范围",
        "（一）目标来源",
        "1.年度计划",
        "（1）上级下达",
        "二、办理时限",
        "附件：1. 责任书样式",
        "各镇党委、政府，县级各部门：",
        "2026年3月2日",
        "w:line=\"580\"",
    ] {
        assert!(body.contains(wanted), "document.xml lacks {wanted}");
    }
}
