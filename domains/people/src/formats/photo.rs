//! Photos of appointment forms: only what really is a JPEG or PNG is taken. Not here: storing, scaling, showing.

use base64::Engine;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use law::decision::Text;
use serde::{Serialize, Serializer, ser::SerializeStruct};
use sha2::{Digest, Sha256};

use super::finding::{Finding, Place};

/// Largest photo taken, in bytes.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Kind of picture, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PhotoKind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

/// A photo. Serialises as `{kind, bytes, sha256}`, never with its content.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    kind: PhotoKind,
    bytes: Vec<u8>,
}

impl Photo {
    /// Takes a picture if it is a JPEG or PNG of reasonable size.
    pub fn of_bytes(bytes: &[u8]) -> Option<Photo> {
        if bytes.len() > MOST_BYTES {
            return None;
        }
        Some(Photo { kind: kind_of(bytes)?, bytes: bytes.to_owned() })
    }

    /// Its kind.
    pub fn kind(&self) -> PhotoKind {
        self.kind
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of its bytes in hexadecimal.
    pub fn sha256(&self) -> String {
        hex::encode(Sha256::digest(&self.bytes))
    }

    /// Its bytes in base64 without line breaks.
    pub fn base64(&self) -> String {
        STANDARD.encode(&self.bytes)
    }

    /// Reads base64 with any line breaks or a `data:` prefix; a finding when there is something but no photo.
    pub fn of_base64(written: &str, place: Place) -> (Option<Photo>, Option<Finding>) {
        let body = match written.trim_start().strip_prefix("data:") {
            Some(rest) => rest.split_once(',').map_or("", |(_, body)| body),
            None => written,
        };
        let packed: String = body.chars().filter(|c| !c.is_whitespace()).collect();
        if packed.is_empty() {
            return (None, None);
        }
        if packed.len() / 4 * 3 > MOST_BYTES + 3 {
            return (None, Some(unusable(place, "超过 4 MB", "is larger than 4 MB")));
        }
        let lenient = GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true);
        match GeneralPurpose::new(&ALPHABET, lenient).decode(packed.as_bytes()) {
            Err(_) => (None, Some(unusable(place, "编码已损坏", "is damaged"))),
            Ok(bytes) => Photo::checked(&bytes, place),
        }
    }

    /// Takes a picture; a finding when it is none.
    pub fn checked(bytes: &[u8], place: Place) -> (Option<Photo>, Option<Finding>) {
        match Photo::of_bytes(bytes) {
            Some(photo) => (Some(photo), None),
            None if bytes.len() > MOST_BYTES => {
                (None, Some(unusable(place, "超过 4 MB", "is larger than 4 MB")))
            }
            None => (None, Some(unusable(place, "不是 JPEG 或 PNG 图片", "is not a JPEG or PNG picture"))),
        }
    }
}

fn kind_of(bytes: &[u8]) -> Option<PhotoKind> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some(PhotoKind::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(PhotoKind::Png),
        _ => None,
    }
}

fn unusable(place: Place, zh: &str, en: &str) -> Finding {
    Finding::warning(
        place,
        "photo",
        Text::new(format!("照片{zh}，没有读入。"), format!("The photo {en} and was left out.")),
        Text::new("请换一张 JPEG 或 PNG 格式的照片。", "Use a photo in JPEG or PNG."),
    )
}

impl std::fmt::Debug for Photo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Photo({:?}, {} bytes)", self.kind, self.bytes.len())
    }
}

impl Serialize for Photo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Photo", 3)?;
        out.serialize_field("kind", &self.kind)?;
        out.serialize_field("bytes", &self.bytes.len())?;
        out.serialize_field("sha256", &self.sha256())?;
        out.end()
    }
}
