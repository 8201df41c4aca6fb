//! Closed lists of words that are stored by code and named in both languages. Not here: what any word means.

/// Declares such a list: `coded! { /// doc Name { /// doc Variant = "code", "中文", "English"; } }`.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$each])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// All of them, in the order of the pages.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The codes of all of them, in the same order.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The word stored.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            /// The one of a stored word.
            #[must_use]
            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.code() == code)
            }

            /// Its name.
            #[must_use]
            pub fn words(self) -> kernel::procedure::Words {
                match self { $($name::$variant => kernel::procedure::Words::new($zh, $en)),+ }
            }

            #[allow(dead_code, reason = "not every list is stored in a column of its own")]
            pub(crate) fn read(row: &kernel::Row, column: usize) -> Result<$name, kernel::DbError> {
                let code = row.word(column)?;
                $name::from_code(code).ok_or_else(|| kernel::DbError::Stored { what: stringify!($name), why: code.to_owned() })
            }
        }
    };
}
pub(crate) use coded;
