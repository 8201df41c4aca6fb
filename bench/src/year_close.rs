//! Not yet measured.
