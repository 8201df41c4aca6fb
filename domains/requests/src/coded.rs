//! Words that are stored as codes: kinds, states, channels. Not here: what may become of what (the nouns).

/// A list of words: the variant, its code.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }
        impl $name {
            /// All of them, in the order of forms.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// The word stored.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }
            /// The value of a stored word.
            #[must_use]
            pub fn from_code(code: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

coded! {
    /// What a request turned out to be.
    Kind {
        /// Not sorted yet.
        Unsorted = "unsorted";
        /// 信息公开申请.
        Information = "information";
        /// 信访事项.
        Petition = "petition";
        /// 服务诉求.
        Service = "service";
        /// 检举控告, about a person.
        Complaint = "complaint";
        /// 评价建议.
        Rating = "rating";
    }
}

coded! {
    /// Where a request stands.
    State {
        /// Came in, not sorted.
        Received = "received";
        /// With the office that answers.
        Handling = "handling";
        /// The resident is asked to correct it.
        Correcting = "correcting";
        /// A third party or another office is asked.
        Consulting = "consulting";
        /// The head decides on more time.
        Extending = "extending";
        /// A petition an office has to accept or object to.
        Accepting = "accepting";
        /// An office objected; the county's desk decides.
        Disputed = "disputed";
        /// A ticket came back; the county's desk dispatches again.
        Returned = "returned";
        /// Under review by the office above.
        Reviewing = "reviewing";
        /// Answered.
        Answered = "answered";
        /// Told the channel that is meant for it.
        Routed = "routed";
        /// Given up.
        Withdrawn = "withdrawn";
        /// Not accepted.
        Refused = "refused";
        /// Part of another.
        Merged = "merged";
        /// Noted, nothing to answer.
        Recorded = "recorded";
    }
}

coded! {
    /// How it came.
    Channel {
        /// By the public form.
        Online = "online";
        /// By telephone.
        Phone = "phone";
        /// In person.
        Visit = "visit";
        /// By post.
        Post = "post";
        /// By another program.
        Open311 = "open311";
    }
}

coded! {
    /// How the resident wishes to be answered.
    ReplyBy {
        /// On the page of the tracking number.
        Online = "online";
        /// By telephone.
        Phone = "phone";
        /// By post.
        Post = "post";
        /// In person.
        Visit = "visit";
    }
}

coded! {
    /// Who asks, as the yearly report counts them.
    Applicant {
        /// 自然人.
        Person = "person";
        /// 商业企业.
        Business = "business";
        /// 科研机构.
        Research = "research";
        /// 社会公益组织.
        Welfare = "welfare";
        /// 法律服务机构.
        Legal = "legal";
        /// 其他.
        Other = "other";
    }
}

coded! {
    /// How content a resident is.
    Level {
        /// 满意.
        Satisfied = "satisfied";
        /// 基本满意.
        Fair = "fair";
        /// 不满意.
        Dissatisfied = "dissatisfied";
    }
}
