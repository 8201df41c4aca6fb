//! The means of respondents over the items they answered, and how each item goes with them, from packed answers.
//! Not here: scores for each respondent (see `classical`).

use super::Answers;
use super::count::histogram;

/// Rows worked on at a time.
const CHUNK: usize = 1024;

/// Sums over respondents, of an item's values `x` and the respondents' means `t`, both from about their own mean.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Together {
    /// Respondents.
    pub n: f64,
    /// Sum of x.
    pub x: f64,
    /// Sum of t.
    pub t: f64,
    /// Sum of squares of x.
    pub xx: f64,
    /// Sum of squares of t.
    pub tt: f64,
    /// Sum of products.
    pub xt: f64,
}

/// Sums over the means of respondents who answered anything.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Respondents {
    /// What was taken off each mean.
    pub centre: f64,
    /// Over all of them (`x` is nothing here).
    pub all: Together,
    /// For each item over those who answered it.
    pub items: Vec<Together>,
}

/// The sums; none where the values lie so far apart that they cannot be added as they are packed.
pub(crate) fn respondents(answers: &Answers) -> Option<Respondents> {
    let ends =
        (0..answers.items()).flat_map(|item| answers.values(item).first().zip(answers.values(item).last()));
    let (least, most) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), (c, d)| (a.min(*c), b.max(*d)));
    if most - least > 1e4 || answers.items() > 10_000 {
        return None;
    }
    let histograms: Vec<Vec<u64>> = answers.blocks.iter().map(histogram).collect();
    let points: Vec<Vec<u64>> =
        (0..answers.blocks.len()).map(|block| points(answers, block, least)).collect();
    let centre = centre(&points, &histograms, least);
    let mut sums = vec![[[0.0; 2]; 256]; answers.blocks.len()];
    let mut all = Together::default();
    for start in (0..answers.rows()).step_by(CHUNK) {
        let end = (start + CHUNK).min(answers.rows());
        let mut packed = [0u64; CHUNK];
        for (block, points) in answers.blocks.iter().zip(&points) {
            for (sum, code) in packed.iter_mut().zip(&block.codes[start..end]) {
                *sum += points[usize::from(*code)];
            }
        }
        let mut means = [[0.0; 2]; CHUNK];
        for (mean, packed) in means.iter_mut().zip(&packed[..end - start]) {
            let count = (packed >> 32) as f64;
            if count > 0.0 {
                let t = (packed & 0xffff_ffff) as f64 / count + (least - centre);
                *mean = [t, t * t];
                all.n += 1.0;
                all.t += t;
                all.tt += t * t;
            }
        }
        for (block, sums) in answers.blocks.iter().zip(&mut sums) {
            for (mean, code) in means.iter().zip(&block.codes[start..end]) {
                let sum = &mut sums[usize::from(*code)];
                sum[0] += mean[0];
                sum[1] += mean[1];
            }
        }
    }
    let mut items = Vec::with_capacity(answers.items());
    for ((block, sums), counts) in answers.blocks.iter().zip(&sums).zip(&histograms) {
        for place in 0..block.levels.len() {
            items.push(together(answers.values(block.first + place), &block.levels_of(place), sums, counts));
        }
    }
    Some(Respondents { centre, all, items })
}

/// For each code of a block the sum of its answers above `least`, and in the upper half their number.
fn points(answers: &Answers, block: usize, least: f64) -> Vec<u64> {
    let block = &answers.blocks[block];
    let mut points = vec![0; 256];
    for place in 0..block.levels.len() {
        let values = answers.values(block.first + place);
        for (point, level) in points.iter_mut().zip(block.levels_of(place)) {
            if let Some(value) = values.get(usize::from(level)) {
                *point += (value - least) as u64 | 1 << 32;
            }
        }
    }
    points
}

/// The mean of all answers.
fn centre(points: &[Vec<u64>], histograms: &[Vec<u64>], least: f64) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for (points, counts) in points.iter().zip(histograms) {
        for (point, count) in points.iter().zip(counts) {
            sum += (point & 0xffff_ffff) as f64 * *count as f64;
            n += (point >> 32) as f64 * *count as f64;
        }
    }
    if n > 0.0 { least + sum / n } else { 0.0 }
}

/// The sums of an item from those of its block's codes.
fn together(values: &[f64], levels: &[u8; 256], sums: &[[f64; 2]; 256], counts: &[u64]) -> Together {
    let answered = || {
        counts.iter().enumerate().filter_map(|(code, n)| {
            values.get(usize::from(levels[code])).map(|value| (code, *value, *n as f64))
        })
    };
    let (total, n) = answered().fold((0.0, 0.0), |(total, all), (_, value, n)| (total + value * n, all + n));
    let mean = total / n;
    let mut found = Together { n, ..Together::default() };
    for (code, value, n) in answered() {
        let x = value - mean;
        found.x += n * x;
        found.xx += n * x * x;
        found.t += sums[code][0];
        found.tt += sums[code][1];
        found.xt += x * sums[code][0];
    }
    found
}
