//! What a version of an item says: basis, conditions, materials, steps, limits, fee, where and when, remedy. Kept as one
//! JSON text with its version. Not here: whether it may be published (`item`), how it is drawn (`pages`).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::coded::coded;

coded! {
    /// What kind of power an item is.
    Kind {
        /// Leave to do something.
        Permit = "permit", "行政许可", "permit";
        /// A fact or right is confirmed.
        Confirmation = "confirmation", "行政确认", "confirmation";
        /// A public service.
        Service = "service", "公共服务", "public service";
        /// Money or help for those entitled.
        Relief = "relief", "行政给付", "benefit";
        /// Checks and penalties.
        Enforcement = "enforcement", "行政执法", "enforcement";
        /// A decision that binds many.
        Decision = "decision", "行政决策", "decision";
        /// Work inside the administration.
        Internal = "internal", "内部管理", "internal";
    }
}

coded! {
    /// How days of a limit are counted.
    Days {
        /// Working days.
        Working = "working-days", "个工作日", "working days";
        /// Calendar days.
        Calendar = "calendar-days", "日", "calendar days";
    }
}

coded! {
    /// In what form a material is asked.
    Copy {
        /// The original.
        Original = "original", "原件", "original";
        /// A copy.
        Copied = "copy", "复印件", "copy";
        /// Shown and handed back.
        Shown = "shown", "原件核验后退还", "shown and handed back";
        /// As a file.
        Electronic = "electronic", "电子文件", "electronic file";
    }
}

/// A number of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// How many; 0: on the spot.
    pub n: u32,
    /// Counted how.
    pub unit: Days,
}

/// A document an item rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Its title.
    pub title: String,
    /// Its number, or the version of a law; may be empty.
    pub number: String,
    /// The article.
    pub article: String,
    /// Issued on.
    pub issued_on: Option<Date>,
    /// The last day it says it is valid; none: silent, or a law.
    pub valid_until: Option<Date>,
    /// The document of the county's register, if it is one: then its days are those of the register.
    pub document: Option<String>,
    /// Whether the power itself comes from it (设定依据), not only the way it is used (实施依据).
    pub founds: bool,
}

/// Something to be handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    /// What it is.
    pub name: String,
    /// In what form.
    pub copy: Copy,
    /// The office that already holds it; then it is not asked but obtained there. Empty: nobody.
    pub held_by: String,
}

/// A step on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// What happens.
    pub name: String,
    /// Who does it.
    pub who: String,
    /// Within how long, if a limit is set.
    pub limit: Option<Limit>,
}

/// What a version of an item says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Says {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Other words people search it by, separated by spaces.
    pub words: String,
    /// For whom it is.
    pub who: String,
    /// What it rests on.
    pub bases: Vec<Basis>,
    /// Conditions, one each.
    pub conditions: Vec<String>,
    /// Materials.
    pub materials: Vec<Material>,
    /// Steps.
    pub steps: Vec<Stage>,
    /// The limit the law sets.
    pub statutory: Option<Limit>,
    /// The limit the office promises.
    pub promised: Option<Limit>,
    /// What it costs; empty: nothing.
    pub fee: String,
    /// The basis of the fee.
    pub fee_basis: String,
    /// Where.
    pub place: String,
    /// When.
    pub hours: String,
    /// Telephone.
    pub phone: String,
    /// What to do against the outcome.
    pub remedy: String,
}
