//! The QR code on a slip: the address where requests are followed, drawn once for each address the county is reached by.
//! Not here: number and secret, which no code ever holds.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, PoisonError, RwLock};

use qrcode::{Color, QrCode};

/// A code as one path, a unit a module, and how many modules it is wide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Modules to a side.
    pub wide: usize,
    /// The path.
    pub path: String,
}

/// As many addresses as are kept: a county has few, who makes them up gets a drawing of their own.
const KEPT: usize = 16;

/// Codes drawn already.
#[derive(Debug, Clone, Default)]
pub struct Pictures(Arc<RwLock<HashMap<String, Arc<Picture>>>>);

impl Pictures {
    /// The code of an address; none where the address is only a path.
    #[must_use]
    pub fn drawn(&self, address: &str) -> Option<Arc<Picture>> {
        if !address.starts_with("http") {
            return None;
        }
        if let Some(kept) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(address) {
            return Some(kept.clone());
        }
        let drawn = Arc::new(draw(address)?);
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT {
            kept.insert(address.to_owned(), drawn.clone());
        }
        Some(drawn)
    }
}

fn draw(address: &str) -> Option<Picture> {
    let code = QrCode::new(address).ok()?;
    let wide = code.width();
    let mut path = String::new();
    for (at, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        let _ = write!(path, "M{} {}h1v1h-1z", at % wide, at / wide);
    }
    Some(Picture { wide, path })
}

#[cfg(test)]
mod tests {
    use super::Pictures;

    #[test]
    fn an_address_is_drawn_once_and_a_path_alone_has_no_code() {
        let pictures = Pictures::default();
        let first = pictures.drawn("https://county.example/asked").expect("a code");
        let again = pictures.drawn("https://county.example/asked").expect("a code");
        assert!(std::sync::Arc::ptr_eq(&first, &again));
        assert!(first.path.starts_with('M') && first.wide > 20);
        assert_eq!(pictures.drawn("/asked"), None);
    }

    #[test]
    fn made_up_addresses_do_not_fill_the_memory() {
        let pictures = Pictures::default();
        for n in 0..40 {
            assert!(pictures.drawn(&format!("https://c{n}.example/asked")).is_some());
        }
        assert_eq!(pictures.0.read().expect("kept").len(), super::KEPT);
    }
}
