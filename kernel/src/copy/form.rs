//! The frames of a copy as bytes: a tag, counts and lengths as eight bytes, cells as they are. Not here: compression and
//! encryption (`stream`), what the tables are (`super`).

use std::io::{Read, Write};

use super::{CopyError, Frame};
use crate::db::Value;

/// The longest text or value of one cell that is read.
const LONGEST: u64 = 256 * 1024 * 1024;
/// The most cells of one row that are read.
const WIDEST: u64 = 1_000;

/// Writes one frame.
pub(super) fn write(out: &mut impl Write, frame: &Frame) -> Result<(), CopyError> {
    match frame {
        Frame::Table { name, columns } => {
            out.write_all(b"t")?;
            text(out, name)?;
            number(out, columns.len() as u64)?;
            columns.iter().try_for_each(|column| text(out, column))
        }
        Frame::Row(cells) => {
            out.write_all(b"r")?;
            number(out, cells.len() as u64)?;
            cells.iter().try_for_each(|cell| value(out, cell))
        }
        Frame::File { hash, bytes: content } => {
            out.write_all(b"f")?;
            text(out, hash)?;
            bytes(out, content)
        }
        Frame::End { rows } => {
            out.write_all(b"e")?;
            number(out, *rows)
        }
    }
}

fn number(out: &mut impl Write, number: u64) -> Result<(), CopyError> {
    Ok(out.write_all(&number.to_be_bytes())?)
}

fn bytes(out: &mut impl Write, bytes: &[u8]) -> Result<(), CopyError> {
    number(out, bytes.len() as u64)?;
    Ok(out.write_all(bytes)?)
}

fn text(out: &mut impl Write, text: &str) -> Result<(), CopyError> {
    bytes(out, text.as_bytes())
}

fn value(out: &mut impl Write, value: &Value) -> Result<(), CopyError> {
    match value {
        Value::Null => Ok(out.write_all(b"n")?),
        Value::Text(value) => {
            out.write_all(b"t")?;
            text(out, value)
        }
        Value::Int(value) => {
            out.write_all(b"i")?;
            Ok(out.write_all(&value.to_be_bytes())?)
        }
        Value::Real(value) => {
            out.write_all(b"d")?;
            Ok(out.write_all(&value.to_bits().to_be_bytes())?)
        }
        Value::Bytes(value) => {
            out.write_all(b"b")?;
            bytes(out, value)
        }
    }
}

/// Reads one frame.
pub(super) fn read(from: &mut impl Read) -> Result<Frame, CopyError> {
    match &take::<1>(from)? {
        b"t" => {
            let name = read_text(from)?;
            let columns = (0..count(from)?).map(|_| read_text(from)).collect::<Result<_, _>>()?;
            Ok(Frame::Table { name, columns })
        }
        b"r" => Ok(Frame::Row((0..count(from)?).map(|_| read_value(from)).collect::<Result<_, _>>()?)),
        b"f" => Ok(Frame::File { hash: read_text(from)?, bytes: read_bytes(from)? }),
        b"e" => Ok(Frame::End { rows: u64::from_be_bytes(take(from)?) }),
        _ => Err(CopyError::Shape("a frame begins with a letter it should not")),
    }
}

fn take<const N: usize>(from: &mut impl Read) -> Result<[u8; N], CopyError> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn count(from: &mut impl Read) -> Result<u64, CopyError> {
    let count = u64::from_be_bytes(take(from)?);
    if count > WIDEST { Err(CopyError::Shape("a row is too wide")) } else { Ok(count) }
}

fn read_bytes(from: &mut impl Read) -> Result<Vec<u8>, CopyError> {
    let length = u64::from_be_bytes(take(from)?);
    if length > LONGEST {
        return Err(CopyError::Shape("a value is too long"));
    }
    let mut bytes = Vec::new();
    // Read as it comes: a length that lies must not take the memory it claims.
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(CopyError::Shape("it ends within a value")) }
}

fn read_text(from: &mut impl Read) -> Result<String, CopyError> {
    String::from_utf8(read_bytes(from)?).map_err(|_| CopyError::Shape("a text is not UTF-8"))
}

fn read_value(from: &mut impl Read) -> Result<Value, CopyError> {
    Ok(match &take::<1>(from)? {
        b"n" => Value::Null,
        b"t" => Value::Text(read_text(from)?),
        b"i" => Value::Int(i64::from_be_bytes(take(from)?)),
        b"d" => Value::Real(f64::from_bits(u64::from_be_bytes(take(from)?))),
        b"b" => Value::Bytes(read_bytes(from)?),
        _ => return Err(CopyError::Shape("a cell begins with a letter it should not")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cell() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<String>().prop_map(Value::Text),
            any::<i64>().prop_map(Value::Int),
            (-1e300..1e300f64).prop_map(Value::Real),
            any::<Vec<u8>>().prop_map(Value::Bytes),
        ]
    }

    proptest! {
        #[test]
        fn a_row_reads_back_as_it_was(cells in prop::collection::vec(cell(), 0..9)) {
            let mut bytes = Vec::new();
            write(&mut bytes, &Frame::Row(cells.clone())).expect("written");
            prop_assert_eq!(read(&mut bytes.as_slice()).expect("read"), Frame::Row(cells));
        }

        #[test]
        fn bytes_that_are_no_frame_are_refused_or_read_but_never_a_panic(bytes: Vec<u8>) {
            let _ = read(&mut bytes.as_slice());
        }
    }

    #[test]
    fn a_length_that_lies_is_refused_without_taking_its_memory() {
        let mut bytes = b"f".to_vec();
        bytes.extend((LONGEST - 1).to_be_bytes());
        bytes.extend(b"short");
        assert!(matches!(read(&mut bytes.as_slice()), Err(CopyError::Shape(_))));
        assert!(matches!(
            read(&mut b"r\xff\xff\xff\xff\xff\xff\xff\xff".as_slice()),
            Err(CopyError::Shape(_))
        ));
    }
}
