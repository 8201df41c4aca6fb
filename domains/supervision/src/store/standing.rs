//! Open steps of power by office, and what was sent because of them. Which procedures are power is declared here, in
//! `power!`, and nowhere else: learning, appraisal and what this room sends itself are not. Steps that wait for a role of the
//! whole county lie with the county itself. Sealed complaints, `request-complaint`, are not among them: they are seen by their
//! handlers alone. Nor are the declarations of a person, which no list of offices may tell of.

/// The procedures whose steps count as power standing still: items of the catalogue and lists of duties, documents, requests,
/// notices and decisions, and withdrawing because of what was declared.
macro_rules! power {
    () => {
        "('power-item', 'power-item-withdrawal', 'duty-admission', 'duty-adjustment', 'town-task', \
        'normative-document', 'document-evaluation', \
        'request-sorting', 'request-service', 'request-information', 'request-petition', 'request-review', \
        'openness-notice', 'openness-objection', 'openness-decision', 'openness-evaluation', 'openness-review', 'recusal')"
    };
}

/// How many steps of an office are late, and how many stand without a limit: counted along the index of open steps alone, whose
/// last column is the procedure. The places of today and of the moment before which a step is idle are given.
macro_rules! counts {
    ($today:literal, $before:literal) => {
        concat!(
            counts!(@both "s.due_on < ", $today), ", ",
            counts!(@both "s.due_on is null and s.opened_at < ", $before)
        )
    };
    (@both $which:literal, $day:literal) => {
        concat!(
            counts!(@of "s.office = u.id", $which, $day), " + case when u.parent_id is null then ",
            counts!(@of "s.office is null", $which, $day), " else 0 end"
        )
    };
    (@of $office:literal, $which:literal, $day:literal) => {
        concat!(
            "(select count(*) from case_step s where ", $office, " and s.done_at is null and ", $which, $day,
            " and s.procedure in ", power!(), ")"
        )
    };
}

/// Steps with their case and what was sent because of them, of an office told by the statement.
macro_rules! steps {
    ($office:literal, $where:literal, $order:literal) => {
        concat!(
            "select s.id, s.procedure, s.step, s.opened_at, s.due_on, s.due_provisional, s.by_role, ", $office,
            ", m.id, m.state, m.reminded_on, m.asked_on, s.done_at, m.answer_by, c.title_zh, c.title_en, c.link \
            from case_step s join case_file c on c.id = s.case_id left join standing_matter m on m.step_id = s.id \
            where ", $where, " and s.procedure in ", power!(), $order, " limit $3 offset $4"
        )
    };
}

kernel::statements! {
    /// Offices in the order of the directory, with how many steps are overdue and how many stand without a limit.
    OFFICES = concat!("select u.id, u.name, ", counts!("$1", "$2"),
        " from unit u where u.closed_on is null and $scope(u.id, -) order by u.sort, u.id");
    COUNTS = concat!("select ", counts!("$2", "$3"), " from unit u where u.id = $1 and $scope(u.id, -)");
    OVERDUE = steps!("s.office", "s.office = $1 and s.done_at is null and s.due_on < $2 and $scope(s.office, -)",
        " order by s.due_on, s.opened_at, s.id");
    IDLE = steps!("s.office",
        "s.office = $1 and s.done_at is null and s.due_on is null and s.opened_at < $2 and $scope(s.office, -)",
        " order by s.opened_at, s.id");
    /// Of the county itself.
    COUNTY_OVERDUE = steps!("$1",
        "(s.office = $1 or s.office is null) and s.done_at is null and s.due_on < $2 and $scope($1, -)",
        " order by s.due_on, s.opened_at, s.id");
    COUNTY_IDLE = steps!("$1",
        "(s.office = $1 or s.office is null) and s.done_at is null and s.due_on is null and s.opened_at < $2 and $scope($1, -)",
        " order by s.opened_at, s.id");
    /// By its case, whose procedure is told also by steps taken before steps carried theirs.
    STEP = concat!("select s.id, c.procedure, s.step, s.opened_at, s.due_on, s.due_provisional, s.by_role, \
        coalesce(s.office, (select r.id from unit r where r.parent_id is null order by r.sort limit 1)), m.id, m.state, \
        m.reminded_on, m.asked_on, s.done_at, m.answer_by, c.title_zh, c.title_en, c.link from case_step s \
        join case_file c on c.id = s.case_id left join standing_matter m on m.step_id = s.id where s.id = $1 \
        and (m.id is not null or c.procedure in ", power!(), ") and c.procedure <> 'request-complaint' and $scope(s.office, -)");
    OFFICE = "select u.id, u.name, u.parent_id, p.name from unit u left join unit p on p.id = u.parent_id \
        where u.id = $1 and $scope(u.id, -)";
    ADD = "insert into standing_matter (id, step_id, office, procedure, step, by_role, since_on, due_on, state, reminded_on, \
        reminded_by, words, answer_by) values ($1, $2, $3, $4, $5, $6, $7, $8, 'reminded', $9, $10, $11, $12)";
    FIND = "select m.id, m.step_id, m.office, u.name, m.procedure, m.step, m.by_role, m.since_on, m.due_on, m.state, m.reminded_on, \
        m.reminded_by, m.words, m.answer, m.promised_on, m.answered_by, m.answered_at, m.asked_on, m.asked_by, m.asked_name, \
        m.question, m.explanation, m.explained_by, m.explained_at, m.read_by, m.read_at, m.conclusion, m.conclusion_note, \
        m.concluded_by, m.concluded_at, m.noted_on, m.noted_to, m.noted_by, m.note_words, m.note_answer, m.note_answered_by, \
        m.note_answered_at, m.moved_on, m.answer_by from standing_matter m join unit u on u.id = m.office \
        where m.id = $1 and $scope(m.office, -)";
    OF_OFFICE = "select m.id, m.procedure, m.step, m.state, m.reminded_on, m.conclusion from standing_matter m \
        where m.office = $1 and $scope(m.office, -) order by m.reminded_on desc, m.id desc limit $2 offset $3";
    MATTERS = "select count(*) from standing_matter m where m.office = $1 and $scope(m.office, -)";
    ANSWER = "update standing_matter set state = case when state = 'reminded' then 'answered' else state end, answer = $2, \
        promised_on = $3, answered_by = $4, answered_at = $5 where id = $1";
    ASK = "update standing_matter set state = 'asked', asked_on = $2, asked_by = $3, asked_name = $4, question = $5 where id = $1";
    EXPLAIN = "update standing_matter set state = 'explained', explanation = $2, explained_by = $3, explained_at = $4 where id = $1";
    READ = "update standing_matter set state = 'read', read_by = $2, read_at = $3 where id = $1";
    CONCLUDE = "update standing_matter set state = 'concluded', conclusion = $2, conclusion_note = $3, concluded_by = $4, \
        concluded_at = $5 where id = $1";
    NOTE = "update standing_matter set state = 'noted', noted_on = $2, noted_to = $3, noted_by = $4, note_words = $5 where id = $1";
    TAKE_UP = "update standing_matter set state = case when state = 'noted' then 'taken-up' else state end, note_answer = $2, \
        note_answered_by = $3, note_answered_at = $4 where id = $1";
    MOVED = "update standing_matter set moved_on = $2, state = case when state in ('reminded', 'answered') then 'moved' else state end \
        where id = $1";
    /// Matters whose step has been taken since.
    DONE_SINCE = "select m.id, s.done_at from standing_matter m join case_step s on s.id = m.step_id \
        where m.moved_on is null and s.done_at is not null order by m.id limit $1";
}
