//! The open units of the county as far as a list of units can name them. Every unit may be named; which of them the
//! actor keeps is noted with each.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use kernel::{DbError, Scope, Tx, params};

use super::naming::{DEEPEST, compared};
use super::{Above, Standing};
use crate::store::unit as store;
use crate::unit::{self, Code, CodeSystem, Unit};

/// A unit that exists.
pub(crate) struct Known {
    pub unit: Unit,
    /// The document that set it up.
    pub document: String,
    /// The day of its second entry in its history, if it has one.
    pub turned: Option<Date>,
    /// Its codes, newest of each list first.
    pub codes: Vec<Code>,
    /// Whether the actor keeps it.
    pub kept: bool,
}

/// The open units.
pub(crate) struct Units {
    pub list: Vec<Known>,
    /// Whether the actor keeps the county, and may set it up.
    pub whole: bool,
    by_id: HashMap<String, usize>,
    by_code: HashMap<(CodeSystem, String), Vec<usize>>,
}

impl Known {
    /// As the file would have to say it for nothing to change.
    pub(crate) fn standing(&self) -> Standing {
        let unit = &self.unit;
        Standing {
            above: unit.parent.clone().map_or(Above::None, Above::Known),
            name: unit.name.clone(),
            short_name: unit.short_name.clone(),
            kind: unit.kind,
            posts_admin: unit.posts_admin,
            posts_institution: unit.posts_institution,
            sort: unit.sort,
            opened_on: unit.opened_on,
            document: self.document.clone(),
        }
    }

    /// Its newest code in a list.
    pub(crate) fn code(&self, system: CodeSystem) -> Option<&Code> {
        self.codes.iter().find(|code| code.system == system)
    }
}

impl Units {
    pub(crate) fn load(tx: &mut Tx<'_>, scope: &Scope) -> Result<Units, DbError> {
        let everything = Scope::county("names, codes and places of units are in the county's telephone book");
        let kept: HashSet<String> = unit::all(tx, scope)?.into_iter().map(|unit| unit.id).collect();
        let mut list: Vec<Known> = unit::all(tx, &everything)?
            .into_iter()
            .map(|unit| Known {
                kept: kept.contains(&unit.id),
                unit,
                document: String::new(),
                turned: None,
                codes: Vec::new(),
            })
            .collect();
        let by_id: HashMap<String, usize> =
            list.iter().enumerate().map(|(at, known)| (known.unit.id.clone(), at)).collect();
        let mut begun: HashSet<String> = HashSet::new();
        for row in tx.rows(&everything, store::VERSIONS_OPEN, params![])? {
            let id = row.text(0)?;
            let Some(known) = by_id.get(&id).and_then(|at| list.get_mut(*at)) else { continue };
            if begun.insert(id) {
                known.document = row.text(2)?;
            } else if known.turned.is_none() {
                known.turned = Some(row.get(1)?);
            }
        }
        for row in tx.rows(&everything, store::CODES_ALL, params![])? {
            if let Some(known) = by_id.get(&row.text(3)?).and_then(|at| list.get_mut(*at)) {
                known.codes.push(store::code(&row)?);
            }
        }
        let mut by_code: HashMap<(CodeSystem, String), Vec<usize>> = HashMap::new();
        for (at, known) in list.iter().enumerate() {
            for code in CodeSystem::ALL.iter().filter_map(|system| known.code(*system)) {
                by_code.entry((code.system, code.code.to_uppercase())).or_default().push(at);
            }
        }
        Ok(Units { list, whole: scope.is_county(), by_id, by_code })
    }

    /// How the file names each unit above others so that it is understood: by its name, or by its path where another
    /// unit goes by that name.
    pub(crate) fn written(&self) -> Vec<String> {
        let mut count: HashMap<String, usize> = HashMap::new();
        for known in &self.list {
            let mut names = vec![compared(&known.unit.name), compared(&known.unit.short_name)];
            names.dedup();
            names.into_iter().for_each(|name| *count.entry(name).or_default() += 1);
        }
        let alone = |unit: &Unit| count.get(&compared(&unit.name)).is_none_or(|count| *count == 1);
        let written = |known: &Known| match alone(&known.unit) {
            true => known.unit.name.clone(),
            false => self.path(&known.unit),
        };
        self.list.iter().map(written).collect()
    }

    fn path(&self, unit: &Unit) -> String {
        let mut names = vec![unit.name.as_str()];
        let mut above = unit.parent.as_deref();
        while let Some(known) =
            above.and_then(|id| self.list.get(self.at(id)?)).filter(|_| names.len() < DEEPEST)
        {
            names.push(&known.unit.name);
            above = known.unit.parent.as_deref();
        }
        names.reverse();
        names.join("/")
    }

    pub(crate) fn at(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The one unit whose newest code in a list is this one; none if there are several.
    pub(crate) fn coded(&self, system: CodeSystem, code: &str) -> Option<usize> {
        match self.by_code.get(&(system, code.to_uppercase())).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        }
    }
}
