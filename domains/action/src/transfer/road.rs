//! By which road something learned reached the work, from three guided questions. Pure. Low road: practice that a like
//! situation calls up by itself. High road: a principle drawn out on purpose, forward (where it would serve was sought
//! beforehand) or backward (from a problem at hand one looked back). Not here: attempts as stored.

use law::decision::Text;
use serde::Deserialize;

use crate::coded::coded;

coded! {
    /// Whether and when the learner thought of what had been learned.
    Thought {
        /// It came by itself.
        None = "none", "没多想，自然就这样做了", "I did it without thinking of it";
        /// Where it would serve was thought out beforehand.
        Ahead = "ahead", "事先就想好了要用在这里", "I had decided beforehand to use it here";
        /// The problem made one look back.
        Back = "back", "遇到问题时回想起学过的道理", "a problem made me look back at what I had learned";
    }
}

coded! {
    /// The road.
    Road {
        /// Low road.
        Low = "low", "低路迁移", "low road";
        /// High road, forward-reaching.
        Forward = "forward", "高路迁移（前瞻）", "high road, forward";
        /// High road, backward-reaching.
        Backward = "backward", "高路迁移（回溯）", "high road, backward";
    }
}

/// What the learner answered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Answers {
    /// The situation was like the one practised in.
    pub alike: bool,
    /// Whether and when it was thought of.
    pub thought: Thought,
    /// The principle used could be said in one's own words.
    pub principle: bool,
}

/// The road and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classified {
    /// The road.
    pub road: Road,
    /// Why, in a sentence.
    pub why: Text,
    /// What would take it further, if there is something.
    pub next: Option<Text>,
}

/// The road of an attempt.
#[must_use]
pub fn classify(answers: &Answers) -> Classified {
    let road = match (answers.thought, answers.principle) {
        (Thought::None, _) | (_, false) => Road::Low,
        (Thought::Ahead, true) => Road::Forward,
        (Thought::Back, true) => Road::Backward,
    };
    Classified { road, why: why(answers, road), next: next(answers, road) }
}

fn why(answers: &Answers, road: Road) -> Text {
    match (road, answers.thought, answers.alike) {
        (Road::Forward, ..) => Text::new(
            "事先从所学中提炼出道理，并想好用在哪里。",
            "A principle was drawn from what was learned, and its use was sought beforehand.",
        ),
        (Road::Backward, ..) => Text::new(
            "从眼前的问题回想所学的道理，再用到这里。",
            "From the problem at hand one looked back for a principle and used it here.",
        ),
        (Road::Low, Thought::None, true) => Text::new(
            "情形与练习时相似，做法自然用了出来。",
            "The situation was like the practice, and what was practised came by itself.",
        ),
        (Road::Low, Thought::None, false) => Text::new(
            "情形与练习时不同，但做法已经熟练，自然用了出来。",
            "The situation was another, but the practice is firm enough to come by itself.",
        ),
        (Road::Low, ..) => Text::new(
            "用上了学到的做法，但没有说出其中的道理。",
            "What was practised was used, but no principle behind it was named.",
        ),
    }
}

fn next(answers: &Answers, road: Road) -> Option<Text> {
    match (road, answers.thought, answers.alike) {
        (Road::Low, Thought::None, true) => Some(Text::new(
            "换一个不同的情形再试，看哪些做法仍然有效。",
            "Try it in a situation that differs, and see what still holds.",
        )),
        (Road::Low, Thought::None, false) => Some(Text::new(
            "写一句为什么在这里也管用，下次就能有意识地用。",
            "Write a sentence on why it served here too, so that it can be used on purpose.",
        )),
        (Road::Low, ..) => Some(Text::new(
            "用自己的话写出其中的道理，才便于用到别处。",
            "Say the principle in your own words; only then does it travel.",
        )),
        _ => None,
    }
}
