//! The files of the rulebook, compiled in. What is deliberately not here: reading them (file).

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// Name and text of every file of `rulebook/`.
        pub(super) const FILES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../rulebook/", $name, ".toml")))),*];
    };
}

files! {
    "administrative-licence-law",
    "administrative-reconsideration-law",
    "award-standards",
    "civil-code",
    "civil-servant-assessment",
    "civil-servant-law",
    "holiday-notices",
    "holidays",
    "party-sanctions-assessment",
    "routine-assessment",
    "working-hours",
}
