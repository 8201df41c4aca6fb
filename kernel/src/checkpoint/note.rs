//! A checkpoint as text: a signed note, readable by anybody and checked by any program that knows the format. Its second
//! and third lines are the number of entries and the hash of the last; the fourth says when. Not here: which ledger.

use jiff::Timestamp;

use super::signing::{Signer, Verifier};
use crate::clock;

/// What a checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose ledger, e.g. `shanzhi/610330`.
    pub origin: String,
    /// Number of entries.
    pub size: i64,
    /// Hash of the last.
    pub head: Vec<u8>,
    /// When it was made.
    pub at: Timestamp,
}

/// A checkpoint with its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it says.
    pub checkpoint: Checkpoint,
    text: String,
    signatures: Vec<(String, Vec<u8>)>,
}

/// The longest note that is read.
const LONGEST: usize = 16 * 1024;
const DASH: &str = "\u{2014} ";

impl Note {
    /// Signs a checkpoint.
    pub(crate) fn signed(checkpoint: Checkpoint, signer: &Signer) -> Note {
        let head = super::to_base64(&checkpoint.head);
        let at = clock::stamp(checkpoint.at);
        let text = format!("{}\n{}\n{head}\ntime {at}\n", checkpoint.origin, checkpoint.size);
        let mut note = Note { checkpoint, text, signatures: Vec::new() };
        note.countersign(signer);
        note
    }

    /// Adds a signature: of the county itself, or of a witness.
    pub(crate) fn countersign(&mut self, signer: &Signer) {
        let mut signature = signer.verifier().key_id().to_vec();
        signature.extend(signer.sign(self.text.as_bytes()));
        let name = signer.verifier().name.clone();
        self.signatures.retain(|(other, _)| *other != name);
        self.signatures.push((name, signature));
    }

    /// Reads a note.
    ///
    /// # Errors
    /// What line is wrong, and what should stand there.
    pub fn parse(text: &str) -> Result<Note, String> {
        if text.len() > LONGEST {
            return Err(format!("a checkpoint is not longer than {LONGEST} bytes"));
        }
        let text = text.replace("\r\n", "\n");
        let (body, signed) =
            text.split_once("\n\n").ok_or("a checkpoint is followed by an empty line and its signatures")?;
        let body = format!("{body}\n");
        let mut lines = body.lines();
        let origin = lines.next().filter(|line| !line.is_empty()).ok_or("line 1 names the ledger")?;
        let size = lines.next().and_then(|line| line.parse::<i64>().ok()).filter(|size| *size >= 0);
        let size = size.ok_or("line 2 is the number of entries")?;
        let head = lines.next().and_then(super::from_base64).filter(|head| head.len() == 32);
        let head = head.ok_or("line 3 is the hash of the last entry, in base64")?;
        let at = lines.next().and_then(|line| line.strip_prefix("time ")).and_then(|at| at.parse().ok());
        let at: Timestamp = at.ok_or("line 4 says when: time 2026-03-02T01:00:00Z")?;
        let mut signatures = Vec::new();
        for line in signed.lines().filter(|line| !line.is_empty()) {
            let (name, bytes) = line
                .strip_prefix(DASH)
                .and_then(|line| line.rsplit_once(' '))
                .ok_or("a signature is a dash, a name and the signature in base64")?;
            let bytes = super::from_base64(bytes).filter(|bytes| bytes.len() > 4);
            signatures.push((name.to_owned(), bytes.ok_or("a signature is not base64")?));
        }
        let checkpoint = Checkpoint { origin: origin.to_owned(), size, head, at };
        Ok(Note { checkpoint, text: body, signatures })
    }

    /// Whether this signer signed it.
    #[must_use]
    pub fn signed_by(&self, verifier: &Verifier) -> bool {
        self.signatures.iter().any(|(name, bytes)| {
            let Some((id, signature)) = bytes.split_first_chunk::<4>() else { return false };
            *name == verifier.name
                && *id == verifier.key_id()
                && verifier.verifies(self.text.as_bytes(), signature)
        })
    }

    /// Names of those who signed it; whether truly is said by [`Note::signed_by`].
    pub fn signers(&self) -> impl Iterator<Item = &str> {
        self.signatures.iter().map(|(name, _)| name.as_str())
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(out, "{}", self.text)?;
        for (name, bytes) in &self.signatures {
            writeln!(out, "{DASH}{name} {}", super::to_base64(bytes))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::Suite;

    fn note() -> (Note, Signer) {
        let signer = Signer::new("shanzhi/610330", Suite::Sm, &[7; 32]).expect("a signer");
        let at = "2026-03-02T01:00:00Z".parse().expect("a time");
        let checkpoint = Checkpoint { origin: "shanzhi/610330".into(), size: 12, head: vec![3; 32], at };
        (Note::signed(checkpoint, &signer), signer)
    }

    #[test]
    fn a_note_reads_back_and_a_changed_number_breaks_its_signature() {
        let (note, signer) = note();
        let written = note.to_string();
        let read = Note::parse(&written).expect("a note");
        assert_eq!(read, note);
        assert!(read.signed_by(signer.verifier()));
        let forged = Note::parse(&written.replace("\n12\n", "\n13\n")).expect("a note");
        assert!(!forged.signed_by(signer.verifier()));
    }

    #[test]
    fn a_witness_signs_beside_the_county() {
        let (mut note, signer) = note();
        let witness = Signer::new("shanzhi/320585", Suite::Intl, &[9; 32]).expect("a witness");
        note.countersign(&witness);
        let read = Note::parse(&note.to_string()).expect("a note");
        assert!(read.signed_by(signer.verifier()) && read.signed_by(witness.verifier()));
        assert_eq!(read.signers().collect::<Vec<_>>(), ["shanzhi/610330", "shanzhi/320585"]);
    }

    #[test]
    fn what_is_no_note_says_which_line_is_wrong() {
        for (text, wrong) in [
            ("", "empty line"),
            ("o\nx\n\n", "line 2"),
            ("o\n1\nAAAA\n\n", "line 3"),
            ("\n\n", "line 1"),
            ("o\n1\n", "empty line"),
        ] {
            let said = Note::parse(text).expect_err("no note");
            assert!(said.contains(wrong), "{text:?}: {said}");
        }
        let (note, _) = note();
        let unsigned = note.to_string().replace(DASH, "- ");
        assert!(Note::parse(&unsigned).is_err());
    }
}
