//! `icc` and `rwg`: answers in clusters.
//! Not here: how they are found (`psychometrics::nested`).

use clap::Args;
use psychometrics::answers::Frame;
use psychometrics::nested::agreement::{Agreement, Scale, agreement};
use psychometrics::nested::anova::{OneWay, one_way};
use psychometrics::nested::groups::Groups;
use psychometrics::nested::mixed::icc_reml;
use psychometrics::nested::nulls::Null;
use psychometrics::nested::raters::{Raters, raters};

use crate::Stopped;
use crate::answer::Answer;
use crate::grid::{Grid, number, probability};
use crate::input::{Input, chosen};
use crate::plot::{Estimate, forest};

/// How reliable clusters are told apart.
#[derive(Debug, Args)]
pub struct Icc {
    #[command(flatten)]
    input: Input,
    /// The items are judges of the same targets, one row a target: ICC1 to ICC3k.
    #[arg(long)]
    raters: bool,
    /// Scales as the mean of their items, e.g. SS=SS1,SS2,SS3; may be given several times.
    #[arg(long, value_name = "NAME=ITEMS")]
    scale: Vec<String>,
    /// Level of the intervals.
    #[arg(long, default_value_t = 0.95)]
    confidence: f64,
}

/// How far the members of a cluster agree.
#[derive(Debug, Args)]
pub struct Rwg {
    #[command(flatten)]
    input: Input,
    /// Scales, e.g. SS=SS1,SS2,SS3; may be given several times; else all items are one scale.
    #[arg(long, value_name = "NAME=ITEMS")]
    scale: Vec<String>,
    /// What no agreement looks like: uniform, slight_skew, moderate_skew, heavy_skew, triangular, normal, or a variance.
    #[arg(long, default_value = "uniform")]
    null: String,
    /// Show the index of each cluster in the text.
    #[arg(long)]
    clusters: bool,
}

/// A scale as asked for.
struct Asked {
    name: String,
    items: Vec<String>,
}

fn asked(scales: &[String], input: &Input, frame: &Frame) -> Result<Vec<Asked>, Stopped> {
    if scales.is_empty() {
        return Ok(vec![Asked { name: "all items".to_owned(), items: input.items(frame)? }]);
    }
    scales
        .iter()
        .map(|text| {
            let (name, items) =
                text.split_once('=').ok_or_else(|| format!("--scale {text}: write NAME=ITEMS"))?;
            Ok(Asked { name: name.trim().to_owned(), items: chosen(frame.names(), items.trim())? })
        })
        .collect()
}

/// The clusters of the rows; a row without one belongs to none.
pub fn clusters(frame: &Frame, column: &str) -> Result<Groups, Stopped> {
    Ok(match frame.numbers(column) {
        Ok(numbers) => Groups::from_numbers(numbers)?,
        Err(_) => Groups::from_text(&frame.texts(column)?)?,
    })
}

fn cluster_column(input: &Input) -> Result<&str, Stopped> {
    input.cluster.as_deref().ok_or_else(|| "name the column of the clusters with --cluster".into())
}

impl Icc {
    /// Computes the coefficients.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let mut answers = Vec::new();
        for part in self.input.parts(self.input.rows("an intraclass correlation")?)? {
            answers.push((part.group, self.one(&part.frame)?));
        }
        Ok(Answer::of_groups(answers))
    }

    fn one(&self, frame: &Frame) -> Result<Answer, Stopped> {
        if self.raters {
            let items = self.input.items(frame)?;
            let found = raters(&frame.select(&items)?, self.confidence)?;
            return Answer::new(&found, raters_text(&found));
        }
        let groups = clusters(frame, cluster_column(&self.input)?)?;
        let (mut found, mut listed) = (Vec::new(), Vec::new());
        for (name, values) in self.variables(frame)? {
            let one = one_way(&name, &values, &groups, self.confidence)?;
            let mut json = serde_json::to_value(&one)?;
            // The likelihood has no maximum where a variable does not vary within any group; the rest still stands.
            json["icc_reml"] = serde_json::json!(icc_reml(&values, &groups).ok());
            listed.push(json);
            found.push(one);
        }
        let text = icc_text(&found);
        let estimates: Vec<Estimate> = found
            .iter()
            .map(|one| Estimate {
                name: one.variable.clone(),
                value: one.icc1,
                interval: (one.icc1_lower, one.icc1_upper),
            })
            .collect();
        let drawn = forest("Intraclass correlations", "ICC(1)", 0.0, &estimates);
        Ok(Answer { text, ..Answer::default() }.with("variables", listed).drawn(Some(drawn)))
    }

    /// The items, or the scales as means of their items.
    fn variables(&self, frame: &Frame) -> Result<Vec<(String, Vec<f64>)>, Stopped> {
        if self.scale.is_empty() {
            let items = self.input.items(frame)?.into_iter();
            return items.map(|item| Ok((item.clone(), frame.numbers(&item)?.to_vec()))).collect();
        }
        asked(&self.scale, &self.input, frame)?
            .into_iter()
            .map(|scale| Ok((scale.name, row_means(&frame.select(&scale.items)?))))
            .collect()
    }
}

/// The mean of each row over what was answered; NaN where nothing was.
fn row_means(columns: &[&[f64]]) -> Vec<f64> {
    let rows = columns.first().map_or(0, |column| column.len());
    (0..rows)
        .map(|row| {
            let given = columns.iter().map(|column| column[row]).filter(|value| !value.is_nan());
            let (sum, count) = given.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
            sum / count
        })
        .collect()
}

fn icc_text(found: &[OneWay]) -> String {
    let head = ["", "ICC(1)", "from", "to", "ICC(2)", "F", "df", "p", "clusters", "mean size", "n"];
    let mut grid = Grid::new("Intraclass correlations", &head);
    for one in found {
        grid.words(vec![
            one.variable.clone(),
            number(one.icc1),
            number(one.icc1_lower),
            number(one.icc1_upper),
            number(one.icc2),
            number(one.f),
            format!("{}, {}", one.df_between, one.df_within),
            probability(one.p),
            one.groups.to_string(),
            number(one.mean_group_size),
            one.n.to_string(),
        ]);
    }
    grid.text()
}

fn raters_text(found: &Raters) -> String {
    let title = format!("{} judges of {} targets", found.judges, found.targets);
    let mut grid = Grid::new(&title, &["", "ICC", "from", "to", "F", "df", "p"]);
    for one in &found.coefficients {
        grid.words(vec![
            one.name.clone(),
            number(one.icc),
            number(one.lower),
            number(one.upper),
            number(one.f),
            format!("{}, {}", number(one.df1), number(one.df2)),
            probability(one.p),
        ]);
    }
    grid.text()
}

impl Rwg {
    /// Computes agreement.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let null = match self.null.parse::<f64>() {
            Ok(variance) => Null::Variance(variance),
            Err(_) => Null::named(&self.null)?,
        };
        let mut answers = Vec::new();
        for part in self.input.parts(self.input.rows("agreement within clusters")?)? {
            answers.push((part.group, self.one(&part.frame, &null)?));
        }
        Ok(Answer::of_groups(answers))
    }

    fn one(&self, frame: &Frame, null: &Null) -> Result<Answer, Stopped> {
        let groups = clusters(frame, cluster_column(&self.input)?)?;
        let mut found = Vec::new();
        for scale in asked(&self.scale, &self.input, frame)? {
            let items = frame.select(&scale.items)?;
            let (low, high) = self.ends(&items)?;
            let scale = Scale { name: &scale.name, item_names: &scale.items, items: &items, low, high };
            found.push(agreement(&scale, &groups, null)?);
        }
        let text = rwg_text(&found, self.clusters);
        Ok(Answer { text, ..Answer::default() }.with("scales", &found))
    }

    /// The least and the most answer: as given with --range, else as they occur.
    fn ends(&self, items: &[&[f64]]) -> Result<(f64, f64), Stopped> {
        if let Some(bounds) = self.input.bounds()? {
            return Ok(bounds);
        }
        let all = || items.iter().flat_map(|item| item.iter().copied()).filter(|value| !value.is_nan());
        Ok((all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max)))
    }
}

fn rwg_text(found: &[Agreement], each: bool) -> String {
    let head = ["scale", "rwg(j) mean", "median", "r*wg(j)", "AD mean", "AD limit", "clusters", "rows"];
    let mut grid = Grid::new("Agreement within clusters", &head);
    for one in found {
        let shown = |value: Option<f64>| value.unwrap_or(f64::NAN);
        let values = [
            shown(one.rwg_j.mean),
            shown(one.rwg_j.median),
            shown(one.rwg_j_lindell.mean),
            shown(one.ad_mean.mean),
        ];
        let counts = [one.ad_limit, one.groups.len() as f64, one.rows as f64];
        grid.row(one.scale.clone(), &[&values[..], &counts[..]].concat());
    }
    let mut text = grid.text();
    for one in found.iter().filter(|_| each) {
        let mut grid =
            Grid::new(&format!("\n{}", one.scale), &["cluster", "rows", "rwg(j)", "r*wg(j)", "AD mean"]);
        for group in &one.groups {
            let values =
                [group.rwg_j, group.rwg_j_lindell, group.ad_mean].map(|value| value.unwrap_or(f64::NAN));
            grid.row(group.group.clone(), &[&[group.size as f64], &values[..]].concat());
        }
        text.push_str(&grid.text());
    }
    text
}
