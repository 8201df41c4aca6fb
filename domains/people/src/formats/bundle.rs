//! A zip of appointment forms, their pictures and rosters, as offices send them. What is in it is read file by file;
//! one bad file is a finding, not the end.

use std::collections::BTreeMap;

use law::decision::Text;
use serde::Serialize;

use super::archive::{Archive, Entry};
use super::finding::{Finding, Place, Reading, Severity};
use super::photo::Photo;
use super::sheet::{self, Roster};
use super::{Appointment, FormatError, lrm, lrmx};

/// Which of its two files a form came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FormFormat {
    /// Editor 3.x.
    Lrmx,
    /// Editor 2.0.
    Lrm,
}

/// A form out of a bundle.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BundledForm {
    /// Its file in the bundle.
    pub file: String,
    /// What kind of file.
    pub format: FormFormat,
    /// The form; what was found in it is among the findings of the bundle, under the name of its file.
    pub form: Appointment,
}

/// A roster out of a bundle.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BundledRoster {
    /// Its file in the bundle.
    pub file: String,
    /// The roster; findings as with forms.
    pub roster: Roster,
}

/// What a bundle held.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Bundle {
    /// Forms by name of file.
    pub forms: Vec<BundledForm>,
    /// Rosters by name of file.
    pub rosters: Vec<BundledRoster>,
}

#[derive(Default)]
struct Unpacked {
    lrmx: BTreeMap<String, (String, Vec<u8>)>,
    lrm: BTreeMap<String, (String, Vec<u8>)>,
    pictures: BTreeMap<String, (String, Vec<u8>)>,
    sheets: Vec<(String, Vec<u8>)>,
    findings: Vec<Finding>,
}

/// Reads a bundle.
///
/// # Errors
/// Damaged, too many files, or expanding beyond the limits.
pub fn read(bytes: &[u8]) -> Result<Reading<Bundle>, FormatError> {
    let mut archive = Archive::open(bytes)?;
    let mut unpacked = Unpacked::default();
    for index in 0..archive.count() {
        match archive.read(index)? {
            Entry::Nothing => {}
            Entry::Unsafe(name) => unpacked.findings.push(refused(&name)),
            Entry::Closed(name, why) => unpacked.findings.push(closed(&name, &why)),
            Entry::File(name, content) => unpacked.sort(name, content),
        }
    }
    Ok(unpacked.read())
}

impl Unpacked {
    fn sort(&mut self, name: String, content: Vec<u8>) {
        let (stem, ending) = match name.rsplit_once('.') {
            Some((stem, ending)) => (stem.to_lowercase(), ending.to_ascii_lowercase()),
            None => (name.to_lowercase(), String::new()),
        };
        let kept = match ending.as_str() {
            "lrmx" | "xml" => self.lrmx.insert(stem, (name, content)),
            "lrm" => self.lrm.insert(stem, (name, content)),
            "pic" | "jpg" | "jpeg" | "png" => self.pictures.insert(stem, (name, content)),
            "xlsx" | "csv" => {
                self.sheets.push((name, content));
                None
            }
            _ => {
                self.findings.push(other(&name));
                None
            }
        };
        if let Some((earlier, _)) = kept {
            self.findings.push(same_name(&earlier));
        }
    }

    fn read(mut self) -> Reading<Bundle> {
        let mut bundle = Bundle::default();
        let mut findings = std::mem::take(&mut self.findings);
        for (stem, (file, content)) in std::mem::take(&mut self.lrmx) {
            let picture = self.pictures.remove(&stem);
            if let Some((old, _)) = self.lrm.remove(&stem) {
                findings.push(both(&old));
            }
            match lrmx::read(&content) {
                Ok(mut reading) => {
                    if reading.value.photo.is_none() {
                        reading.value.photo = picture.and_then(|(_, picture)| Photo::of_bytes(&picture));
                    }
                    take(&mut findings, &file, reading.findings);
                    bundle.forms.push(BundledForm { file, format: FormFormat::Lrmx, form: reading.value });
                }
                Err(error) => findings.push(unread(&file, &error)),
            }
        }
        for (stem, (file, content)) in std::mem::take(&mut self.lrm) {
            let picture = self.pictures.remove(&stem);
            match lrm::read(&content, picture.as_ref().map(|(_, picture)| picture.as_slice())) {
                Ok(reading) => {
                    take(&mut findings, &file, reading.findings);
                    bundle.forms.push(BundledForm { file, format: FormFormat::Lrm, form: reading.value });
                }
                Err(error) => findings.push(unread(&file, &error)),
            }
        }
        for (file, content) in std::mem::take(&mut self.sheets) {
            match sheet::read(&content) {
                Ok(reading) => {
                    take(&mut findings, &file, reading.findings);
                    bundle.rosters.push(BundledRoster { file, roster: reading.value });
                }
                Err(error) => findings.push(unread(&file, &error)),
            }
        }
        findings.extend(self.pictures.values().map(|(file, _)| lonely(file)));
        Reading { value: bundle, findings }
    }
}

/// Takes over the findings of a file, each with its name.
fn take(findings: &mut Vec<Finding>, file: &str, of_file: Vec<Finding>) {
    findings.extend(of_file.into_iter().map(|mut finding| {
        finding.place.file = Some(file.to_owned());
        finding
    }));
}

fn about(file: &str, severity: Severity, problem: Text, mending: Text) -> Finding {
    let place = Place { file: Some(file.to_owned()), ..Place::default() };
    Finding { place, field: String::new(), problem, mending, severity }
}

fn refused(file: &str) -> Finding {
    let shown = super::finding::quoted(file);
    about(
        file,
        Severity::Error,
        Text::new(
            format!("“{shown}”的路径指向压缩包之外，没有读入。"),
            format!("The path “{shown}” leads out of the archive; it was not read."),
        ),
        Text::new("请重新打包，只放文件本身。", "Pack the files anew, without such paths."),
    )
}

fn closed(file: &str, why: &str) -> Finding {
    let shown = super::finding::quoted(file);
    about(
        file,
        Severity::Error,
        Text::new(format!("“{shown}”打不开（{why}）。"), format!("“{shown}” does not open ({why}).")),
        Text::new("请去掉密码、用 zip 格式重新打包。", "Remove the password and pack it anew as zip."),
    )
}

fn unread(file: &str, error: &FormatError) -> Finding {
    let shown = super::finding::quoted(file);
    let why = error.text();
    about(
        file,
        Severity::Error,
        Text::new(format!("“{shown}”没有读入：{}", why.zh), format!("“{shown}” was not read: {}", why.en)),
        Text::new(
            "请改好这个文件后重新打包，或把它移出压缩包。",
            "Mend that file and pack anew, or leave it out.",
        ),
    )
}

fn other(file: &str) -> Finding {
    let shown = super::finding::quoted(file);
    about(
        file,
        Severity::Note,
        Text::new(
            format!("“{shown}”不是任免审批表或名册，没有读入。"),
            format!("“{shown}” is neither form nor roster and was left out."),
        ),
        Text::new("无须处理。", "Nothing to do."),
    )
}

fn both(file: &str) -> Finding {
    let shown = super::finding::quoted(file);
    about(
        file,
        Severity::Note,
        Text::new(
            format!("“{shown}”另有同名的 .lrmx，以 .lrmx 为准。"),
            format!("“{shown}” has an .lrmx of the same name, which was taken."),
        ),
        Text::new("无须处理。", "Nothing to do."),
    )
}

fn same_name(file: &str) -> Finding {
    let shown = super::finding::quoted(file);
    about(
        file,
        Severity::Error,
        Text::new(
            format!("“{shown}”有两份同名文件，只读入了后一份。"),
            format!("“{shown}” is there twice; only the later was read."),
        ),
        Text::new("请改名后重新打包。", "Rename one and pack anew."),
    )
}

fn lonely(file: &str) -> Finding {
    let shown = super::finding::quoted(file);
    about(
        file,
        Severity::Note,
        Text::new(
            format!("照片“{shown}”找不到同名的任免审批表，没有读入。"),
            format!("The picture “{shown}” has no form of the same name and was left out."),
        ),
        Text::new("照片应与任免审批表同名。", "Give it the name of its form."),
    )
}
