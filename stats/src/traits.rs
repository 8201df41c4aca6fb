//! `irt`: item response models.
//! Not here: how they are calibrated (`psychometrics::irt`).

use clap::{Args, ValueEnum};
use psychometrics::answers::Groups;
use psychometrics::irt::{
    Anchors, Family, Fit, GroupEstimate, Match, Method, Moments, Options, Quadrature, Responses, Sharing,
    dependence, dif_likelihood, dif_regression, fit, fit_groups, item_fit, model_fit, scores,
};

use crate::Stopped;
use crate::answer::Answer;
use crate::grid::{Grid, number, probability};
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

/// How persons are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Eap,
    Map,
    Ml,
    Wle,
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
    /// Scores of every row by this method.
    #[arg(long, value_enum)]
    scores: Option<By>,
    /// Fit of items (S-X²) and of the model (M2), and local dependence.
    #[arg(long)]
    fit: bool,
    /// With --group: whether items work differently in the groups, by regression and by likelihood ratio.
    #[arg(long, requires = "group")]
    dif: bool,
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
        let frame = self.input.rows("an item response model")?;
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
        let groups = self.input.group.as_deref().map(|column| frame.groups(column)).transpose()?;
        let found = match &groups {
            None => fit(&responses, &options)?,
            Some(groups) => {
                let sharing = if self.separate {
                    Sharing::separate(items.len())
                } else {
                    Sharing::anchored(items.len())
                };
                fit_groups(&responses, groups, &sharing, &options)?
            }
        };
        let drawn = self.drawing(&found);
        let answer = Answer::new(&found, text(&found))?.drawn(drawn);
        self.more(answer, (&found, &responses), groups.as_ref(), &options)
    }

    /// What was asked for beyond the calibration.
    fn more(
        &self,
        mut answer: Answer,
        (found, responses): (&Fit, &Responses),
        groups: Option<&Groups>,
        options: &Options,
    ) -> Result<Answer, Stopped> {
        if let Some(by) = self.scores {
            let method = match by {
                By::Eap => Method::Eap,
                By::Map => Method::Map,
                By::Ml => Method::Ml,
                By::Wle => Method::Wle,
            };
            let each: Vec<_> = (0..found.groups.len())
                .map(|group| scores(found, group, responses, method))
                .collect::<Result<_, _>>()?;
            answer = answer.with("scores", each);
        }
        if self.fit {
            answer = fitted(answer, found, responses)?;
        }
        if let (true, Some(groups)) = (self.dif, groups) {
            let regression = dif_regression(responses, groups, &Match::Rest)?;
            let ratio = dif_likelihood(responses, groups, options, &Anchors::AllOthers)?;
            let mut grid = Grid::new(
                "\nItems that work differently",
                &["item", "χ² by likelihood", "df", "p", "p by regression"],
            );
            for (one, other) in ratio.iter().zip(&regression) {
                let shown = |p: Option<f64>| p.map_or("–".to_owned(), probability);
                grid.words(vec![
                    one.name.clone(),
                    number(one.chi_square),
                    one.df.to_string(),
                    shown(one.p),
                    shown(other.both.p),
                ]);
            }
            answer.text.push_str(&grid.text());
            answer = answer.with("dif_likelihood", &ratio).with("dif_regression", &regression);
        }
        Ok(answer)
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

/// The fit of items and model beside the calibration.
fn fitted(mut answer: Answer, found: &Fit, responses: &Responses) -> Result<Answer, Stopped> {
    let items = item_fit(found, responses)?;
    let mut grid = Grid::new("\nItem fit (S-X²)", &["item", "S-X²", "df", "p", "RMSEA"]);
    for one in &items {
        let shown = |value: Option<f64>| number(value.unwrap_or(f64::NAN));
        let p = one.p.map_or("–".to_owned(), probability);
        grid.words(vec![one.name.clone(), shown(one.s_x2), one.df.to_string(), p, shown(one.rmsea)]);
    }
    answer.text.push_str(&grid.text());
    answer = answer.with("item_fit", &items).with("dependence", dependence(found, responses)?);
    // With few items there is nothing left over to test the model with; that is said, not an error.
    match model_fit(found, responses, Moments::Categories)
        .or_else(|_| model_fit(found, responses, Moments::Scores))
    {
        Ok(whole) => {
            let p = whole.p.map_or("–".to_owned(), probability);
            answer.text.push_str(&format!(
                "\nM2 = {}, df {}, p {p}, RMSEA {}, CFI {}\n",
                number(whole.m2),
                whole.df,
                number(whole.rmsea),
                number(whole.cfi)
            ));
            answer = answer.with("model_fit", &whole);
        }
        Err(why) => answer.text.push_str(&format!("\nM2: {why}\n")),
    }
    Ok(answer)
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
