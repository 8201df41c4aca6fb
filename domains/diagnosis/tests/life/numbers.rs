//! Numbers of a report: as the rows themselves give them, and as the command gives them on the file taken away.

use diagnosis::analysis::Band;
use diagnosis::bank::{Wave, constructs, own};
use diagnosis::report::{self, Of, Report};
use diagnosis::{analysis, quality};
use jiff::civil::date;

use crate::ground::{LAST, Place, answers};

fn report_of(place: &Place, who: &str, of: Of) -> Report {
    place.read(who, move |tx, actor| Ok(report::report(tx, actor, &of)?.1)).expect("a report")
}

fn county() -> Of {
    Of::County { bank: "own".into(), year: 2026 }
}

#[test]
fn a_report_says_what_blocks_and_that_it_moved() {
    for place in Place::all() {
        let id = place.lived();
        let found = report_of(&place, "tr", Of::Study(id));
        let [Some(pulse), Some(later)] = &found.waves else { panic!("both waves are told") };
        assert_eq!((pulse.rows, later.rows, found.latest), (30, 30, Some(Wave::Later)));
        let (support, _) = constructs().iter().enumerate().find(|(_, one)| one.code == "SS").expect("SS");
        let stands = |wave: &report::WaveReport| {
            analysis::band(support, wave.lines[support].as_ref().expect("a line"), found.cuts[support])
        };
        assert_eq!(stands(pulse), Some(Band::Barrier));
        assert_ne!(stands(later), Some(Band::Barrier));
        let change = found.change[support].expect("a change");
        assert!(change.paired && change.n == 30 && change.interval.0 > 0.0, "{change:?}");
        assert!(found.agreement[0].is_some_and(|one| one.units == 2));
        assert!(found.own.is_ok(), "{:?}", found.own);
        assert_eq!(report_of(&place, "tr", county()).waves, found.waves, "the county is this class");
        let office =
            report_of(&place, "head", Of::Unit { bank: "own".into(), year: 2026, unit: "office".into() });
        assert_eq!(office.waves[1].as_ref().map(|wave| wave.rows), Some(14));
        assert!(office.change[support].is_some_and(|change| !change.paired));
        let village = Of::Unit { bank: "own".into(), year: 2026, unit: "village".into() };
        assert!(report_of(&place, "tr", village).now().is_none(), "three people are not told");
        let others = place.read("head", |tx, actor| {
            report::report(tx, actor, &Of::Unit { bank: "own".into(), year: 2026, unit: "town".into() })
        });
        assert!(matches!(others, Err(kernel::Fault::NotFound)));
    }
}

#[test]
fn a_class_of_four_answers_is_told_only_together_with_others() {
    let place = Place::one();
    let (id, slips) = place.open();
    place.pass(LAST);
    for (n, slip) in slips.iter().enumerate().take(4) {
        place.give(&slip.own, answers(n, Wave::Pulse)).expect("given");
    }
    place.pass(date(2026, 3, 12));
    assert!(report_of(&place, "tr", Of::Study(id)).now().is_none());
    assert!(report_of(&place, "tr", county()).now().is_none());
}

#[derive(clap::Parser)]
struct Command {
    #[command(flatten)]
    stats: stats::Stats,
}

/// What the command says of a file, as JSON.
fn stats(arguments: &[&str]) -> serde_json::Value {
    use clap::Parser;
    let stats = Command::try_parse_from(arguments).expect("arguments").stats;
    let mut out = Vec::new();
    stats::run(&stats, &mut out).expect("an answer");
    serde_json::from_slice(&out).expect("JSON")
}

#[test]
fn numbers_of_the_page_are_those_of_the_command_on_the_exported_file() {
    let place = Place::one();
    place.lived();
    let found = report_of(&place, "tr", county());
    let taken = place.read("tr", |tx, actor| quality::take(tx, actor, "own", Wave::Later)).expect("taken");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("answers.csv");
    std::fs::write(&file, taken.csv()).expect("written");
    let path = file.to_str().expect("a path");
    let near = |a: f64, b: &serde_json::Value| (a - b.as_f64().expect("a number")).abs() < 1e-9;
    for (scale, construct) in constructs().iter().enumerate() {
        let items = own().codes_of(scale).join(",");
        let line = found.waves[1].as_ref().and_then(|wave| wave.lines[scale].clone()).expect("a line");
        let alpha = stats(&["stats", "alpha", path, "--items", &items, "--json"]);
        let kept = line.reliability.expect("alpha");
        assert!(near(kept.alpha, &alpha["raw_alpha"]), "{}: {} {alpha}", construct.code, kept.alpha);
        let scores = stats(&["stats", "scores", path, "--items", &items, "--json"]);
        assert!(
            near(line.mean, &scores["scales"][0]["result"]["mean"])
                && near(line.sd, &scores["scales"][0]["result"]["sd"]),
            "{}: {line:?} {scores}",
            construct.code
        );
        if let Some(omega) = kept.omega {
            let said = stats(&["stats", "omega", path, "--items", &items, "--factors", "1", "--json"]);
            assert!(
                (omega - said["omega_total"].as_f64().expect("omega")).abs() < 1e-6,
                "{}",
                construct.code
            );
        }
    }
}

#[test]
fn shares_of_the_outcome_are_those_of_the_command_on_the_exported_file() {
    let place = Place::one();
    place.lived();
    let found = report_of(&place, "tr", county()).own.expect("shares");
    let taken = place.read("tr", |tx, actor| quality::take(tx, actor, "own", Wave::Later)).expect("taken");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("answers.csv");
    std::fs::write(&file, taken.csv()).expect("written");
    let path = file.to_str().expect("a path");
    let codes: Vec<&str> = constructs().iter().map(|one| one.code.as_str()).collect();
    let model = format!("OUT ~ {}", codes.join(" + "));
    let mut scales: Vec<String> = Vec::new();
    for (scale, code) in codes.iter().chain([&"OUT"]).enumerate() {
        scales.extend(["--scale".to_owned(), format!("{code}={}", own().codes_of(scale).join(","))]);
    }
    let mut arguments = vec!["stats", "importance", path, "--model", &model, "--json"];
    arguments.extend(scales.iter().map(String::as_str));
    let said = stats(&arguments);
    assert!((found.r2 - said["r2"].as_f64().expect("R²")).abs() < 1e-9, "{} {said}", found.r2);
    for one in &found.drivers {
        let name = codes[one.scale];
        let predictors = said["predictors"].as_array().expect("predictors");
        let same = predictors.iter().find(|other| other["name"] == name).expect("the same predictor");
        assert!((one.share - same["lmg_share"].as_f64().expect("a share")).abs() < 1e-9, "{name}");
    }
}

#[test]
fn counts_taken_away_can_be_added_by_the_command() {
    let place = Place::one();
    place.lived();
    let taken = place.read("tr", |tx, actor| quality::take(tx, actor, "own", Wave::Pulse)).expect("taken");
    let text = taken.tables().and_then(|tables| tables.to_json()).expect("tables");
    let folder = tempfile::tempdir().expect("a folder");
    let (one, other, both) =
        (folder.path().join("a.json"), folder.path().join("b.json"), folder.path().join("c.json"));
    std::fs::write(&one, &text).expect("written");
    std::fs::write(&other, &text).expect("written");
    let paths: Vec<&str> = [&one, &other, &both].iter().map(|path| path.to_str().expect("a path")).collect();
    use clap::Parser;
    let merge = Command::try_parse_from(["stats", "tables", "merge", paths[0], paths[1], "--out", paths[2]])
        .expect("arguments");
    stats::run(&merge.stats, &mut Vec::new()).expect("merged");
    let merged = psychometrics::answers::Tables::from_json(&std::fs::read_to_string(&both).expect("read"))
        .expect("tables");
    assert_eq!(merged.rows(), 60);
    let refused = place.read("head", |tx, actor| quality::take(tx, actor, "own", Wave::Pulse).map(|_| ()));
    assert!(refused.is_err(), "only the keepers of the questions take answers away");
}

#[test]
fn the_model_is_that_of_the_sixteen_constructs() {
    let text = quality::model_text(own());
    assert_eq!(text.lines().count(), 16);
    assert!(text.contains("F_SS =~ SS1 + SS2 + SS3"));
    psychometrics::sem::Model::read(&text).expect("a model");
}
