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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2025, 12, 20);

    fn sound() -> Meeting {
        Meeting {
            held_on: Some(TODAY),
            chaired_by: "支书示例".into(),
            entitled: 10,
            attended: 8,
            votes: [4, 2, 1, 0],
            invalid: 1,
            proposed: Some(Grade::Excellent),
            note: String::new(),
        }
    }

    /// The fields at fault after a change to a sound record.
    fn faults(change: impl FnOnce(&mut Meeting)) -> Vec<String> {
        let mut meeting = sound();
        change(&mut meeting);
        meeting.faults(TODAY, 2025).into_iter().filter_map(|refusal| refusal.field).collect()
    }

    #[test]
    fn a_meeting_is_held_in_its_year_and_not_later_than_today() {
        assert_eq!(faults(|_| ()), Vec::<String>::new());
        assert_eq!(faults(|meeting| meeting.held_on = Some(date(2025, 1, 1))), Vec::<String>::new());
        for day in [None, Some(date(2025, 12, 21)), Some(date(2024, 12, 31))] {
            assert_eq!(faults(|meeting| meeting.held_on = day), ["held_on"]);
        }
        assert_eq!(faults(|meeting| meeting.chaired_by = " ".into()), ["chaired_by"]);
    }

    #[test]
    fn no_more_attend_than_are_due_and_no_more_vote_than_attend() {
        assert_eq!(faults(|meeting| meeting.entitled = 8), Vec::<String>::new());
        assert_eq!(faults(|meeting| meeting.entitled = 7), ["attended"]);
        assert_eq!(faults(|meeting| meeting.attended = 9), Vec::<String>::new(), "one abstained");
        assert_eq!(faults(|meeting| meeting.attended = 7), ["votes"]);
        assert_eq!(faults(|meeting| meeting.invalid = 2), ["votes"]);
        let empty = |meeting: &mut Meeting| {
            (meeting.attended, meeting.votes, meeting.invalid) = (0, [0; 4], 0);
            meeting.note = "无人到会".into();
        };
        assert_eq!(faults(empty), ["attended", "votes"]);
        let all_invalid = |meeting: &mut Meeting| {
            (meeting.votes, meeting.invalid) = ([0; 4], 8);
            meeting.note = "全部无效".into();
        };
        assert_eq!(faults(all_invalid), ["votes"]);
    }

    #[test]
    fn a_result_other_than_most_voted_says_what_it_rests_on() {
        assert_eq!(faults(|meeting| meeting.proposed = None), ["proposed"]);
        assert_eq!(faults(|meeting| meeting.proposed = Some(Grade::Competent)), ["note"]);
        let reasoned = |meeting: &mut Meeting| {
            meeting.proposed = Some(Grade::Competent);
            meeting.note = "当年受过处分".into();
        };
        assert_eq!(faults(reasoned), Vec::<String>::new());
    }

    #[test]
    fn of_options_with_equally_many_votes_the_better_counts() {
        let most = |votes| Meeting { votes, ..sound() }.most_voted();
        assert_eq!(most([3, 3, 1, 0]), Some(Grade::Excellent));
        assert_eq!(most([1, 3, 3, 0]), Some(Grade::Competent));
        assert_eq!(most([0, 0, 1, 2]), Some(Grade::Incompetent));
        assert_eq!(most([0, 0, 0, 0]), None);
        assert_eq!(sound().valid(), 7);
    }
}
