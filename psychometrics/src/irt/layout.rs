//! Which parameter stands where: items and groups share, free or fix their parameters by pointing into one vector.
//! Not here: what the parameters do.

use super::curve::{Curve, Form};

/// A place in the vector of free parameters, or a value that stays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Index {
    Free(usize),
    Fixed(f64),
}

impl Index {
    /// The value under the parameters `x`.
    pub fn value(self, x: &[f64]) -> f64 {
        match self {
            Self::Free(place) => x[place],
            Self::Fixed(value) => value,
        }
    }

    /// The place, if free.
    pub const fn free(self) -> Option<usize> {
        match self {
            Self::Free(place) => Some(place),
            Self::Fixed(_) => None,
        }
    }
}

/// One item in one group: slope first, then intercepts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unit {
    pub form: Form,
    pub index: Vec<Index>,
}

/// The normal distribution of the trait in one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Population {
    pub mean: Index,
    pub variance: Index,
}

/// All groups and items.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    /// By group, then item.
    pub units: Vec<Vec<Unit>>,
    /// By group.
    pub populations: Vec<Population>,
    /// Number of free parameters.
    pub free: usize,
}

/// What carries parameters: an item in a group, or a group's distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Item(usize, usize),
    Group(usize),
}

impl Unit {
    /// The curve under the parameters.
    pub fn curve(&self, x: &[f64]) -> Curve {
        Curve {
            form: self.form,
            slope: self.index[0].value(x),
            intercepts: self.index[1..].iter().map(|index| index.value(x)).collect(),
        }
    }
}

impl Layout {
    /// The curve of an item in a group.
    pub fn curve(&self, group: usize, item: usize, x: &[f64]) -> Curve {
        self.units[group][item].curve(x)
    }

    /// Mean and variance of a group.
    pub fn population(&self, group: usize, x: &[f64]) -> (f64, f64) {
        let one = self.populations[group];
        (one.mean.value(x), one.variance.value(x))
    }

    /// Whether every curve and every variance is possible.
    pub fn proper(&self, x: &[f64]) -> bool {
        self.proper_parts(&self.parts(), x)
    }

    /// Whether these parts are possible.
    pub fn proper_parts(&self, parts: &[Part], x: &[f64]) -> bool {
        parts.iter().all(|&part| match part {
            Part::Item(group, item) => self.curve(group, item, x).proper(),
            Part::Group(group) => {
                let (mean, variance) = self.population(group, x);
                mean.is_finite() && variance > 0.0 && variance.is_finite()
            }
        })
    }

    /// The indices of a part.
    pub fn indices(&self, part: Part) -> Vec<Index> {
        match part {
            Part::Item(group, item) => self.units[group][item].index.clone(),
            Part::Group(group) => vec![self.populations[group].mean, self.populations[group].variance],
        }
    }

    /// All parts.
    pub fn parts(&self) -> Vec<Part> {
        let items = |group: usize| (0..self.units[group].len()).map(move |item| Part::Item(group, item));
        let mut parts: Vec<Part> = (0..self.units.len()).flat_map(items).collect();
        parts.extend((0..self.populations.len()).map(Part::Group));
        parts
    }

    /// Parts that share parameters, together; parts without free parameters are left out.
    pub fn clusters(&self) -> Vec<Cluster> {
        let mut root: Vec<usize> = (0..self.free).collect();
        let parts = self.parts();
        let frees: Vec<Vec<usize>> = parts
            .iter()
            .map(|&part| self.indices(part).iter().filter_map(|index| index.free()).collect())
            .collect();
        for free in &frees {
            for pair in free.windows(2) {
                let (a, b) = (find(&root, pair[0]), find(&root, pair[1]));
                root[a.max(b)] = a.min(b);
            }
        }
        let mut clusters: Vec<(usize, Cluster)> = Vec::new();
        for place in 0..self.free {
            let top = find(&root, place);
            match clusters.iter_mut().find(|(key, _)| *key == top) {
                Some((_, cluster)) => cluster.places.push(place),
                None => clusters.push((top, Cluster { places: vec![place], parts: Vec::new() })),
            }
        }
        for (part, free) in parts.iter().zip(&frees) {
            let Some(&first) = free.first() else { continue };
            let top = find(&root, first);
            if let Some((_, cluster)) = clusters.iter_mut().find(|(key, _)| *key == top) {
                cluster.parts.push(*part);
            }
        }
        clusters.into_iter().map(|(_, cluster)| cluster).collect()
    }
}

/// Parts bound together by shared parameters, with the places of those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cluster {
    pub places: Vec<usize>,
    pub parts: Vec<Part>,
}

fn find(root: &[usize], mut place: usize) -> usize {
    while root[place] != place {
        place = root[place];
    }
    place
}
