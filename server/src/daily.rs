//! What happens by itself on its day, while the house is open: looked at when the doors open and every quarter of an
//! hour after. Not here: what that is (the rooms), and when people look.

use std::thread;
use std::time::Duration;

use kernel::County;

/// Time between two looks; nothing in the house falls due within less than a day.
const EACH: Duration = Duration::from_secs(15 * 60);

/// Lets what is due happen for as long as the program runs. A failure is told and tried again at the next look.
pub fn keep(county: &County) {
    let county = county.clone();
    thread::spawn(move || {
        loop {
            look(&county);
            thread::sleep(EACH);
        }
    });
}

/// Looks once.
pub fn look(county: &County) {
    let book = match county.read_now(|tx| Ok::<_, kernel::DbError>(web::house::rulebook_of(tx))) {
        Ok(Ok(book)) => book,
        Ok(Err(error)) => return tracing::error!("what is due today: {error}"),
        Err(error) => return tracing::error!("what is due today: {error}"),
    };
    let rooms =
        [("diagnosis", diagnosis::due::run(county, &book)), ("action", action::due::run(county, &book))];
    for (room, done) in rooms {
        match done {
            Ok(0) => {}
            Ok(done) => tracing::info!("{room}: {done} things were due and are done"),
            Err(error) => tracing::error!("{room}, what is due today: {error}"),
        }
    }
}
