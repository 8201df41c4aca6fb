//! Enumerations stored as a word and shown in two languages. Not here: the national code tables (`formats::codes`).

/// Declares an enumeration whose every value has a stored word, a Chinese and an English name.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All values, in the order pages list them.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word stored.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            /// The value of a stored word.
            #[must_use]
            pub fn from_code(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }

            /// Its name in both languages.
            #[must_use]
            pub const fn words(self) -> kernel::procedure::Words {
                match self { $($name::$variant => kernel::procedure::Words::new($zh, $en)),+ }
            }
        }

        impl From<$name> for kernel::Value {
            fn from(value: $name) -> kernel::Value {
                kernel::Value::Text(value.code().to_owned())
            }
        }

        impl kernel::db::FromValue for $name {
            fn from_value(cell: kernel::db::Cell<'_>) -> Result<$name, &'static str> {
                match cell {
                    kernel::db::Cell::Text(code) => $name::from_code(code).ok_or(stringify!($name)),
                    _ => Err(stringify!($name)),
                }
            }
        }
    };
}
pub(crate) use coded;
