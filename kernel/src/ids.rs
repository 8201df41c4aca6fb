//! Ids and random bytes. Ids are UUIDv7 text: they sort by time and are made by the application, never
//! by the database. The generator is a parameter: the system's entropy in a real county, a seed in the demo and tests.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::{Builder, Uuid};

/// A source of ids and random bytes; cheap to clone.
#[derive(Debug, Clone)]
pub struct Entropy(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    random: StdRng,
    last_millis: u64,
    counter: u16,
}

impl Entropy {
    /// Seeded from the operating system.
    #[must_use]
    pub fn from_system() -> Entropy {
        Entropy::with(rand::make_rng())
    }

    /// The same sequence for the same seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Entropy {
        Entropy::with(StdRng::seed_from_u64(seed))
    }

    fn with(random: StdRng) -> Entropy {
        Entropy(Arc::new(Mutex::new(State { random, last_millis: 0, counter: 0 })))
    }

    /// A new id for something made at `at`. Ids made in one millisecond still sort in the order they were made.
    #[must_use]
    pub fn id(&self, at: Timestamp) -> String {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
        if millis == state.last_millis {
            state.counter = state.counter.wrapping_add(1);
        } else {
            state.last_millis = millis;
            state.counter = 0;
        }
        let mut tail: [u8; 10] = state.random.random();
        let counter = state.counter.to_be_bytes();
        tail[0] = counter[0] & 0x0f;
        tail[1] = counter[1];
        let id: Uuid = Builder::from_unix_timestamp_millis(millis, &tail).into_uuid();
        id.to_string()
    }

    /// Random bytes for secrets: session tokens, one-time codes, salts.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).random.random()
    }
}
