//! `irt`: item response models.
//! Not here: how they are calibrated (`psychometrics::irt`).

use clap::{Args, ValueEnum};
use psychometrics::irt::{
    Family, Fit, GroupEstimate, Groups, Options, Quadrature, Responses, Sharing, fit, fit_groups,
};

use crate::Stopped;
use crate::answer::Answer;
use crate::grid::{Grid, number};
use crate::input::Input;
use crate::plot::{self, Curve};

/// The models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    #[value(name = "1pl")]
    OnePl,
    Rasch,
    #[value(name = "2pl")]
    TwoPl,
    #[value(alias = "graded")]
    Grm,
    Pcm,
    Gpcm,
}

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Drawing {
    Items,
    Information,
}

/// An item response model.
#[derive(Debug, Args)]
pub struct Irt {
    #[command(flatten)]
    input: Input,
    /// The model of the items.
    #[arg(long = "model", value_enum, default_value = "grm")]
    model: Of,
    /// Points of Gauss and Hermite instead of 61 equally spaced ones from -6 to 6.
    #[arg(long, value_name = "POINTS")]
    hermite: Option<usize>,
    /// With --group: calibrate each group for itself instead of items equal over groups.
    #[arg(long, requires = "group")]
    separate: bool,
    /// No standard errors.
    #[arg(long)]
    no_errors: bool,
    /// What --plot draws.
    #[arg(long, value_enum, default_value = "items")]
    draw: Drawing,
}

impl Irt {
    /// Calibrates.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let frame = self.input.read()?;
        let items = self.input.items(&frame)?;
        let responses = Responses::from_columns(&items, &frame.select(&items)?)?;
        let mut options = Options::of(match self.model {
            Of::OnePl => Family::OneParameter,
            Of::Rasch => Family::Rasch,
            Of::TwoPl => Family::TwoParameter,
            Of::Grm => Family::Graded,
            Of::Pcm => Family::PartialCredit,
            Of::Gpcm => Family::GeneralisedPartialCredit,
        });
        options.standard_errors = !self.no_errors;
        if let Some(points) = self.hermite {
            options.quadrature = Quadrature::GaussHermite { points };
        }
        let found = match &self.input.group {
            None => fit(&responses, &options)?,
            Some(column) => {
                let groups = frame.groups(column)?;
                let of_row = groups.of.iter().enumerate().map(|(row, group)| {
                    group.ok_or_else(|| {
                        format!("row {}: \"{column}\" is empty, and every row needs a group", row + 1)
                    })
                });
                let groups =
                    Groups { names: groups.labels.clone(), of_row: of_row.collect::<Result<_, _>>()? };
                let sharing = if self.separate {
                    Sharing::separate(items.len())
                } else {
                    Sharing::anchored(items.len())
                };
                fit_groups(&responses, &groups, &sharing, &options)?
            }
        };
        let drawn = self.drawing(&found);
        Ok(Answer::new(&found, text(&found))?.drawn(drawn))
    }

    fn drawing(&self, found: &Fit) -> Option<String> {
        let group = found.groups.first()?;
        let theta = &group.information.theta;
        if self.draw == Drawing::Information {
            let line = |name: &str, values: &[f64]| Curve {
                name: name.to_owned(),
                points: theta.iter().copied().zip(values.iter().copied()).collect(),
            };
            let mut panels = vec![("Test".to_owned(), vec![line("information", &group.information.test)])];
            for (item, values) in group.items.iter().zip(&group.information.items) {
                panels.push((item.name.clone(), vec![line("information", values)]));
            }
            return Some(plot::curves("Information", ("trait", "information"), &panels));
        }
        let panels: Vec<(String, Vec<Curve>)> = group
            .items
            .iter()
            .map(|item| {
                let curve = item.curve();
                let category = |place: usize| Curve {
                    name: number(item.values[place]),
                    points: theta.iter().map(|&at| (at, curve.probabilities(at)[place])).collect(),
                };
                (item.name.clone(), (0..item.values.len()).map(category).collect())
            })
            .collect();
        Some(plot::curves("Categories", ("trait", "probability"), &panels))
    }
}

fn text(found: &Fit) -> String {
    let state = if found.converged { "converged" } else { "DID NOT CONVERGE" };
    let mut text = format!(
        "{state} after {} EM and {} Newton steps, largest gradient {:.1e}; n = {}\nlogLik {:.6}, AIC {}, BIC {}, {} parameters\n",
        found.em_iterations,
        found.newton_steps,
        found.max_abs_gradient,
        found.n,
        found.log_likelihood,
        number(found.aic),
        number(found.bic),
        found.parameters
    );
    if let Some(reason) = &found.reason {
        text.push_str(&format!("! {reason}\n"));
    }
    for group in &found.groups {
        text.push_str(&group_text(group));
    }
    text
}

fn group_text(group: &GroupEstimate) -> String {
    let name = if group.name.is_empty() { String::new() } else { format!("{}: ", group.name) };
    let title = format!(
        "\n{name}n = {}, mean {}, variance {}, marginal reliability {}",
        group.n,
        number(group.mean),
        number(group.variance),
        number(group.marginal_reliability)
    );
    let most = group.items.iter().map(|item| item.b.len()).max().unwrap_or(0);
    let names: Vec<String> = (1..=most).flat_map(|cut| [format!("b{cut}"), "SE".to_owned()]).collect();
    let mut head = vec!["item", "a", "SE"];
    head.extend(names.iter().map(String::as_str));
    let mut grid = Grid::new(&title, &head);
    for item in &group.items {
        let mut values = vec![item.a, item.se_a.unwrap_or(f64::NAN)];
        for (cut, b) in item.b.iter().enumerate() {
            values.extend([*b, item.se_b.get(cut).copied().unwrap_or(f64::NAN)]);
        }
        grid.row(item.name.clone(), &values);
    }
    grid.text()
}
