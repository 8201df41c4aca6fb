//! The record of a review meeting and what is wrong with one. Pure.

use jiff::civil::Date;
use kernel::Refusal;
use law::rules::Grade;

/// The meeting as it was held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meeting {
    /// Day.
    pub held_on: Option<Date>,
    /// Who chaired it.
    pub chaired_by: String,
    /// Due to attend.
    pub entitled: u32,
    /// Attended.
    pub attended: u32,
    /// Votes 优秀、称职、基本称职、不称职.
    pub votes: [u32; 4],
    /// Invalid and blank votes.
    pub invalid: u32,
    /// The result the meeting came to.
    pub proposed: Option<Grade>,
    /// Remarks; asked for where the result is not what most voted.
    pub note: String,
}

impl Meeting {
    /// Valid votes.
    #[must_use]
    pub fn valid(&self) -> u32 {
        self.votes.iter().sum()
    }

    /// The option with the most votes; of equals the better one.
    #[must_use]
    pub fn most_voted(&self) -> Option<Grade> {
        let most = self.votes.iter().copied().max().filter(|most| *most > 0)?;
        let place = self.votes.iter().position(|votes| *votes == most)?;
        crate::appraisal::GRADES.get(place).copied()
    }

    /// What is wrong with the record, bound to fields.
    #[must_use]
    pub fn faults(&self, today: Date, year: i16) -> Vec<Refusal> {
        let mut wrong = Vec::new();
        match self.held_on {
            None => {
                wrong.push(Refusal::new("请填写会议日期。", "Give the day of the meeting.").at("held_on"))
            }
            Some(day) if day > today => wrong.push(
                Refusal::new("会议日期不能晚于今天。", "The meeting cannot be later than today.")
                    .at("held_on"),
            ),
            Some(day) if day.year() != year => wrong.push(
                Refusal::new(
                    format!("会议日期应在 {year} 年内。"),
                    format!("The meeting must be held in {year}."),
                )
                .at("held_on"),
            ),
            Some(_) => {}
        }
        if self.chaired_by.trim().is_empty() {
            wrong.push(Refusal::new("请填写主持人。", "Name who chaired it.").at("chaired_by"));
        }
        if self.attended == 0 || self.attended > self.entitled {
            wrong.push(
                Refusal::new(
                    "到会人数应大于 0，且不超过应到人数。",
                    "Those attending are at least one and not more than those due.",
                )
                .at("attended"),
            );
        }
        let all = self.valid() + self.invalid;
        if all > self.attended || self.valid() == 0 {
            wrong.push(
                Refusal::new(
                    format!("各项票数与无效票合计 {all}，应不超过到会人数 {}，且有有效票。", self.attended),
                    format!("The votes sum to {all}; they cannot exceed the {} attending, and some must be valid.", self.attended),
                )
                .at("votes"),
            );
        }
        match self.proposed {
            None => wrong.push(Refusal::new("请选择评议结果。", "Choose the result.").at("proposed")),
            Some(result) if Some(result) != self.most_voted() && self.note.trim().is_empty() => wrong.push(
                Refusal::new(
                    "结果与得票最多的一项不同，请在备注写明依据。",
                    "The result is not what most voted; say in the remarks what it rests on.",
                )
                .at("note"),
            ),
            Some(_) => {}
        }
        wrong
    }
}
