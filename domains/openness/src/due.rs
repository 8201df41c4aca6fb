//! What happens by itself on its day: what may be shown about people only while a notice is posted is erased. Not here:
//! when one looks (the server).

use kernel::{County, DbError};

use crate::notice::closing;

/// Lets what is due happen; answers how many things were done.
///
/// # Errors
/// If it cannot be written.
pub fn run(county: &County) -> Result<u32, DbError> {
    let mut all = 0;
    loop {
        let due = county.read_now(closing::any_expired)?;
        if !due {
            return Ok(all);
        }
        all += county.write_now(closing::erase_expired)?;
    }
}
