//! What happens by itself on its day: what may be shown about people only while a notice is posted is erased. Not here:
//! when one looks (the server).

use kernel::{County, DbError, Fault};

use crate::notice::closing;

/// Lets what is due happen; answers how many things were done.
///
/// # Errors
/// If it cannot be written.
pub fn run(county: &County) -> Result<usize, Fault> {
    let mut all = 0_usize;
    loop {
        let due: Result<bool, DbError> = county.read_now(closing::any_expired);
        let due = due?;
        if !due {
            return Ok(all);
        }
        let done: Result<u32, DbError> = county.write_now(closing::erase_expired);
        all += usize::try_from(done?).unwrap_or(0);
    }
}
