//! The catalogue as the rows of a sheet that an import reads again. Not here: the columns and reading them (`items`).

use crate::item::InForce;
use crate::lines;

/// The rows of an export: what an import reads.
#[must_use]
pub fn rows(items: &[InForce]) -> Vec<Vec<String>> {
    items.iter().map(row_of).collect()
}

fn row_of(one: &InForce) -> Vec<String> {
    let says = &one.says;
    let bases = |founds: bool| {
        let lines = says.bases.iter().filter(|basis| basis.founds == founds).map(lines::basis_line);
        lines.collect::<Vec<_>>().join("\n")
    };
    vec![
        one.code.clone(),
        says.name.clone(),
        says.kind.words().zh.to_owned(),
        one.unit_name.clone(),
        says.who.clone(),
        says.words.clone(),
        bases(true),
        bases(false),
        says.conditions.join("\n"),
        says.materials.iter().map(lines::material_line).collect::<Vec<_>>().join("\n"),
        says.steps.iter().map(lines::stage_line).collect::<Vec<_>>().join("\n"),
        lines::limit_words(says.statutory),
        lines::limit_words(says.promised),
        says.fee.clone(),
        says.fee_basis.clone(),
        says.place.clone(),
        says.hours.clone(),
        says.phone.clone(),
        says.remedy.clone(),
        String::new(),
    ]
}
