//! Rows of timetables, parts, rolls, leave and exercises.

kernel::statements! {
    ADD = "insert into class_session (id, class_id, on_day, starts, minutes, content, title, trainer, place, part_id) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    CHANGE = "update class_session set on_day = $2, starts = $3, minutes = $4, content = $5, title = $6, trainer = $7, place = $8, \
        part_id = $9 where id = $1 and roll_at is null";
    DROP = "delete from class_session where id = $1 and roll_at is null";
    DROP_LEAVE = "delete from class_leave where session_id = $1";
    OF_CLASS = "select s.id, s.class_id, s.on_day, s.starts, s.minutes, s.content, s.title, s.trainer, s.place, s.part_id, s.roll_at, s.roll_by \
        from class_session s join class c on c.id = s.class_id where s.class_id = $1 and $scope(c.unit_id, -) \
        order by s.on_day, s.starts, s.id";
    SPAN = "update class set starts_on = $2, ends_on = $3 where id = $1";
    PART_ADD = "insert into class_part (id, class_id, number, title, task) values ($1, $2, $3, $4, $5)";
    PART_CHANGE = "update class_part set number = $2, title = $3, task = $4 where id = $1";
    PART_DROP = "delete from class_part where id = $1";
    PART_FREE = "update class_session set part_id = null where part_id = $1";
    PARTS = "select a.id, a.class_id, a.number, a.title, a.task from class_part a join class c on c.id = a.class_id \
        where a.class_id = $1 and $scope(c.unit_id, -) order by a.number, a.id";
    ROLL_PUT = "insert into roll_entry (session_id, class_id, person_id, state, minutes) values ($1, $2, $3, $4, $5) \
        on conflict (session_id, person_id) do update set state = excluded.state, minutes = excluded.minutes";
    ROLL_KEPT = "update class_session set roll_at = $2, roll_by = $3 where id = $1";
    ROLL = "select r.session_id, r.person_id, r.state, r.minutes from roll_entry r join class c on c.id = r.class_id \
        where r.class_id = $1 and $scope(c.unit_id, r.person_id) order by r.session_id, r.person_id";
    ROLL_OF_PERSON = "select r.class_id, r.state, r.minutes from roll_entry r join enrolment e on e.class_id = r.class_id \
        and e.person_id = r.person_id where r.person_id = $1 and $scope(e.unit_id, e.person_id) order by r.class_id, r.session_id";
    RUNNING = "update class set state = 'running' where id = $1 and state = 'announced'";
    LEAVE_ASK = "insert into class_leave (id, class_id, person_id, unit_id, session_id, minutes, reason, state, case_id, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, 'asked', $8, $9)";
    LEAVE_ANSWER = "update class_leave set state = $2, decision = $3, answered_at = $4 where case_id = $1 and state = 'asked'";
    LEAVES = "select l.id, l.class_id, l.person_id, e.name, l.unit_id, l.session_id, l.minutes, l.reason, l.state, l.case_id, \
        l.decision, l.answered_at from class_leave l join enrolment e on e.class_id = l.class_id and e.person_id = l.person_id \
        where l.class_id = $1 and $scope(l.unit_id, l.person_id) order by l.created_at, l.id";
    LEAVE_OF_CASE = "select l.class_id, l.person_id from class_leave l where l.case_id = $1 and $scope(l.unit_id, l.person_id) limit 1";
    EXERCISE_ADD = "insert into class_exercise (id, class_id, title, task, minutes, created_at) values ($1, $2, $3, $4, $5, $6)";
    EXERCISES = "select x.id, x.class_id, x.title, x.task, x.minutes from class_exercise x join class c on c.id = x.class_id \
        where x.class_id = $1 and $scope(c.unit_id, -) order by x.created_at, x.id";
    EXERCISE = "select x.id, x.class_id, x.title, x.task, x.minutes from class_exercise x join class c on c.id = x.class_id \
        where x.id = $1 and $scope(c.unit_id, -)";
    DEBRIEF_PUT = "insert into exercise_debrief (exercise_id, team, happened, helped, hindered, principle, at_work, written_by, written_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (exercise_id, team) do update set happened = excluded.happened, \
        helped = excluded.helped, hindered = excluded.hindered, principle = excluded.principle, at_work = excluded.at_work, \
        written_by = excluded.written_by, written_at = excluded.written_at";
    DEBRIEFS = "select b.team, b.happened, b.helped, b.hindered, b.principle, b.at_work, b.written_by, b.written_at \
        from exercise_debrief b join class_exercise x on x.id = b.exercise_id join class c on c.id = x.class_id \
        where b.exercise_id = $1 and $scope(c.unit_id, -) order by b.team";
}
