//! How matrices are written in results: as rows of numbers.
//! Not here: reading them back, and any other form of a result.

use nalgebra::DMatrix;
use serde::ser::{Serialize, SerializeSeq, Serializer};

/// Writes a matrix as a list of rows, for `#[serde(serialize_with = "crate::numeric::serial::rows")]`.
///
/// # Errors
/// Those of the serializer.
pub fn rows<S: Serializer>(matrix: &DMatrix<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(matrix.nrows()))?;
    for row in matrix.row_iter() {
        list.serialize_element(&row.iter().copied().collect::<Vec<f64>>())?;
    }
    list.end()
}

/// Writes a matrix that may be absent: rows of numbers, or nothing.
///
/// # Errors
/// Those of the serializer.
pub fn maybe_rows<S: Serializer>(matrix: &Option<DMatrix<f64>>, serializer: S) -> Result<S::Ok, S::Error> {
    match matrix {
        Some(matrix) => rows(matrix, serializer),
        None => Option::<Vec<f64>>::None.serialize(serializer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Serialize)]
    struct Result {
        #[serde(serialize_with = "rows")]
        whole: DMatrix<f64>,
        #[serde(serialize_with = "maybe_rows")]
        none: Option<DMatrix<f64>>,
    }

    #[test]
    fn a_matrix_is_written_row_by_row() {
        let whole = DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let text = serde_json::to_string(&Result { whole, none: None }).unwrap();
        assert_eq!(text, r#"{"whole":[[1.0,2.0,3.0],[4.0,5.0,6.0]],"none":null}"#);
    }
}
