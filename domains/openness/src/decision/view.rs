//! Views given in the meetings of a decision: kept meeting by meeting, read by name only by the deciding body and the
//! inspector, by everybody else inside as figures. Not here: the meeting itself (`meeting`).

use kernel::actor::Role;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use super::{Decision, find};
use crate::notice::record;
use crate::office;
use crate::permission::{short, wanted};
use crate::store::decision as sql;

/// A view in the meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Who.
    pub name: String,
    /// `for`, `against` or `reserved`.
    pub stance: String,
    /// What they said.
    pub words: String,
}

/// A meeting as somebody may see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sitting {
    /// Which meeting, from 1.
    pub meeting: i64,
    /// For, against, reserved.
    pub counts: (i64, i64, i64),
    /// Views in the order they were given; empty for whoever sees the figures only.
    pub views: Vec<View>,
}

/// Keeps the views of one more meeting.
pub(crate) fn keep(tx: &mut Tx<'_>, id: &str, views: &[View]) -> Result<(), DbError> {
    let scope = Scope::county("which meeting of a decision loaded in scope this is");
    let before = tx.row(&scope, sql::MEETINGS, params![id])?.map_or(Ok(0), |row| row.int(0))?;
    for (sort, view) in (0_i64..).zip(views) {
        let one = tx.id();
        let (name, words) = (view.name.trim(), view.words.trim());
        tx.execute(sql::ADD_VIEW, params![&one, id, before + 1, sort, name, &view.stance, words])?;
    }
    Ok(())
}

/// Whether somebody reads who said what: the deciding body and the inspector.
fn reads_names(tx: &mut Tx<'_>, actor: &Actor, of: &Decision) -> Result<bool, DbError> {
    Ok(office::acts(tx, actor)? || actor.holds(tx, Role::Inspector, &of.unit)?)
}

fn all(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Vec<(i64, View)>, DbError> {
    let rows = tx.rows(scope, sql::VIEWS, params![id])?;
    let view = |row: &kernel::db::Row| {
        Ok((row.int(0)?, View { name: row.text(1)?, stance: row.text(2)?, words: row.text(3)? }))
    };
    rows.iter().map(view).collect()
}

/// The meetings of a decision as somebody may see them, the first one first.
///
/// # Errors
/// If they cannot be read.
pub fn sittings(tx: &mut Tx<'_>, actor: &Actor, of: &Decision) -> Result<Vec<Sitting>, DbError> {
    let names = reads_names(tx, actor, of)?;
    let mut sittings: Vec<Sitting> = Vec::new();
    let scope = super::scope(tx, actor)?;
    for (meeting, view) in all(tx, &scope, &of.id)? {
        if sittings.last().is_none_or(|last| last.meeting != meeting) {
            sittings.push(Sitting { meeting, ..Sitting::default() });
        }
        let Some(last) = sittings.last_mut() else { continue };
        match view.stance.as_str() {
            "for" => last.counts.0 += 1,
            "against" => last.counts.1 += 1,
            _ => last.counts.2 += 1,
        }
        if names {
            last.views.push(view);
        }
    }
    Ok(sittings)
}

/// What a later case about responsibility needs of a decision (DEC-15, TOL-03): recorded dissent, the pilot clause and
/// the legal risk stated before it was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnRecord {
    /// Number and title.
    pub decision: (String, String),
    /// Dissent and reservations, with who gave them.
    pub dissent: Vec<View>,
    /// The pilot clause; empty if there is none.
    pub pilot: String,
    /// The legal risk stated; empty if there is none.
    pub legal_risk: String,
}

/// What stands on record about a decision, for a case of tolerance or accountability. Who asked and what for is noted.
///
/// # Errors
/// A refusal without a purpose or for anybody but the deciding body and the inspector; [`Fault::NotFound`] out of reach.
pub fn on_record(tx: &mut Tx<'_>, actor: &Actor, id: &str, purpose: &str) -> Result<OnRecord, Fault> {
    let of = find(tx, actor, id)?;
    if !reads_names(tx, actor, &of)? {
        return Err(Refusal::new(
            "会议意见记录只供决策机关和监督人员因容错、追责查阅。",
            "Views on record are read by the deciding body and the inspector only, for a case of tolerance or responsibility.",
        )
        .into());
    }
    let (zh, en) =
        ("请写明为哪一件容错或者追责事项查阅。", "Say for which case of tolerance or responsibility.");
    let purpose = short(&wanted(purpose, "purpose", zh, en)?, "purpose", 200)?;
    let scope = super::scope(tx, actor)?;
    let mut dissent: Vec<View> = all(tx, &scope, id)?.into_iter().map(|(_, view)| view).collect();
    dissent.retain(|view| view.stance != "for");
    super::note(tx, actor, id, ("record-read", &super::unshown(), &purpose))?;
    let facts = json!({ "number": of.number, "dissents": dissent.len() });
    record(tx, actor, ("decision.record-read", ("decision", id)), &of.unit, facts, None)?;
    Ok(OnRecord { decision: (of.number, of.title), dissent, pilot: of.pilot, legal_risk: of.legal_risk })
}
