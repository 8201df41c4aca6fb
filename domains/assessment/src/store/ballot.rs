//! Rows of review rounds, codes and answers. No statement here joins an answer to a code.

kernel::statements! {
    ADD_ROUND = "insert into review_round (id, cycle_id, unit_id, state, closes_on, codes, used, case_id, opened_at, closed_at) \
        values ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9)";
    ROUND = "select r.id, r.cycle_id, r.unit_id, u.name, r.state, r.closes_on, r.codes, \
        case when r.state = 'open' then (select count(*) from ballot_code c where c.round_id = r.id and c.used = 1) else r.used end, \
        r.case_id from review_round r join unit u on u.id = r.unit_id where r.id = $1";
    ROUNDS = "select r.id, r.cycle_id, r.unit_id, u.name, r.state, r.closes_on, r.codes, \
        case when r.state = 'open' then (select count(*) from ballot_code c where c.round_id = r.id and c.used = 1) else r.used end, \
        r.case_id from review_round r join unit u on u.id = r.unit_id where r.cycle_id = $1 and $scope(r.unit_id, -) \
        order by u.sort, r.unit_id, r.id";
    OF_UNIT = "select r.state, count(*) from review_round r where r.cycle_id = $1 and r.unit_id = $2 group by r.state";
    CLOSE_ROUND = "update review_round set state = 'closed', used = $2, closed_at = $3 where id = $1 and state = 'open'";
    SET_CODES = "update review_round set codes = $2 where id = $1";
    /// Everybody of an organ who is assessed, by unit.
    PEOPLE = "select a.id, a.unit_id, u.name, a.leads from appraisal a join unit u on u.id = a.unit_id \
        where a.cycle_id = $1 and a.organ_id = $2 order by u.sort, u.id, a.id";
    /// Heads of the units right beneath a unit.
    HEADS_BENEATH = "select a.id from appraisal a join unit u on u.id = a.unit_id \
        where a.cycle_id = $1 and u.parent_id = $2 and a.leads = 1 order by a.id";
    ADD_GROUP = "insert into ballot_group (id, round_id, unit_id, kind, codes) values ($1, $2, $3, $4, $5)";
    GROUPS = "select g.id, g.unit_id, u.name, g.kind, g.codes, \
        (select count(*) from ballot_code c where c.group_id = g.id and c.used = 1) \
        from ballot_group g join unit u on u.id = g.unit_id where g.round_id = $1 order by u.sort, g.unit_id, g.kind";
    ADD_SUBJECT = "insert into ballot_subject (group_id, appraisal_id, source) values ($1, $2, $3)";
    SUBJECTS = "select s.appraisal_id, p.name, u.name, s.source, l.post_title from ballot_subject s join appraisal a on a.id = s.appraisal_id \
        join person p on p.id = a.person_id join unit u on u.id = a.unit_id \
        left join letter l on l.id = a.letter_id where s.group_id = $1 order by u.sort, a.leads desc, p.name, s.appraisal_id";
    ADD_CODE = "insert into ballot_code (hash, round_id, group_id, used) values ($1, $2, $3, 0)";
    CODE = "select c.round_id, c.group_id, c.used, r.state, r.closes_on, u.name, g.kind from ballot_code c \
        join review_round r on r.id = c.round_id join ballot_group g on g.id = c.group_id join unit u on u.id = g.unit_id \
        where c.hash = $1";
    USE_CODE = "update ballot_code set used = 1 where hash = $1 and used = 0";
    DROP_CODES = "delete from ballot_code where round_id = $1";
    UNUSED = "select c.hash from ballot_code c where c.group_id = $1 and c.used = 0 order by c.hash";
    DROP_CODE = "delete from ballot_code where hash = $1 and used = 0";
    ADD_PLACE = "insert into ballot_answer (id, round_id, appraisal_id, source) values ($1, $2, $3, $4)";
    EMPTY_PLACES = "select x.id from ballot_answer x where x.round_id = $1 and x.appraisal_id = $2 and x.source = $3 \
        and x.marks is null order by x.id";
    FILL = "update ballot_answer set marks = $2 where id = $1 and marks is null";
    /// Answers of closed rounds about somebody.
    ANSWERS = "select x.source, x.marks from ballot_answer x join review_round r on r.id = x.round_id \
        where x.appraisal_id = $1 and x.marks is not null and r.state = 'closed'";
    WAITING = "select a.id from appraisal a where a.cycle_id = $1 and a.organ_id = $2 and a.state = 'survey' order by a.id";
}
