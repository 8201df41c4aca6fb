//! Rows of studies, their waves and who was asked.

kernel::statements! {
    ADD = "insert into diagnosis_study (id, kind, subject_id, title, unit_id, trainer_id, bank_id, form, secret, least, year, state, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'running', $12)";
    ONE = "select s.id, s.kind, s.subject_id, s.title, s.unit_id, u.name, s.trainer_id, s.bank_id, s.form, s.least, s.year, s.state \
        from diagnosis_study s join unit u on u.id = s.unit_id where s.id = $1";
    OF_SUBJECT = "select s.id from diagnosis_study s where s.kind = $1 and s.subject_id = $2";
    LIST = "select s.id, s.kind, s.subject_id, s.title, s.unit_id, u.name, s.trainer_id, s.bank_id, s.form, s.least, s.year, s.state \
        from diagnosis_study s join unit u on u.id = s.unit_id where $scope(s.unit_id, s.trainer_id) \
        order by s.year desc, s.created_at desc, s.id limit $1";
    /// Classes somebody took part in: their report is theirs to read.
    ASKED_OF = "select distinct s.id from diagnosis_study s join diagnosis_asked a on a.study_id = s.id where a.person_id = $1";
    SECRET = "select s.secret from diagnosis_study s where s.id = $1";
    FINISH = "update diagnosis_study set state = $2, secret = null where id = $1 and state = 'running'";
    ADD_WAVE = "insert into diagnosis_wave (study_id, wave, opens_on, closes_on, provisional, state, reminders, answered) \
        values ($1, $2, $3, $4, $5, 'planned', 0, 0)";
    WAVES = "select w.wave, w.opens_on, w.closes_on, w.provisional, w.state, w.reminders, w.answered from diagnosis_wave w \
        where w.study_id = $1 order by w.wave";
    MOVE_WAVE = "update diagnosis_wave set state = $3 where study_id = $1 and wave = $2 and state = $4";
    /// One more answer; counts are kept, not recounted.
    ONE_ANSWERED = "update diagnosis_wave set answered = answered + 1 where study_id = $1 and wave = $2";
    SET_ANSWERED = "update diagnosis_wave set answered = $3 where study_id = $1 and wave = $2";
    SET_REMINDED = "update diagnosis_wave set reminders = $3 where study_id = $1 and wave = $2";
    SET_DAYS = "update diagnosis_wave set opens_on = $3, closes_on = $4, provisional = $5 where study_id = $1 and wave = $2";
    /// Waves that have not closed and whose day may have come.
    UNDER_WAY = "select w.study_id, w.wave, w.opens_on, w.closes_on, w.state, w.reminders from diagnosis_wave w \
        where w.state in ('planned', 'open') and w.opens_on <= $1 order by w.opens_on, w.study_id, w.wave";
    ADD_ASKED = "insert into diagnosis_asked (study_id, wave, person_id, case_id) values ($1, $2, $3, $4)";
    ASKED = "select a.case_id, a.person_id from diagnosis_asked a where a.study_id = $1 and a.wave = $2 order by a.person_id";
    ASKED_HIM = "select a.case_id, s.title, a.wave, w.closes_on from diagnosis_asked a join diagnosis_study s on s.id = a.study_id \
        join diagnosis_wave w on w.study_id = a.study_id and w.wave = a.wave \
        where a.person_id = $1 and w.state = 'open' order by w.closes_on, a.study_id";
    CLASS = "select c.title, c.unit_id, c.trainer_id, c.ends_on from class c where c.id = $1 and c.state <> 'cancelled'";
    CLASS_PEOPLE = "select e.person_id, e.unit_id from enrolment e where e.class_id = $1 and e.state in ('nominated', 'enrolled', 'finished', 'not-finished') order by e.person_id";
    SET = "select c.title, c.unit_id, c.ends_on from action_set c where c.id = $1";
    SET_PEOPLE = "select m.person_id, m.unit_id from action_member m where m.set_id = $1 and m.role = 'member' order by m.person_id";
    /// Classes with learners and without a study, in scope, ended since a day or ending soon.
    CLASSES_WITHOUT = "select c.id, c.title, c.ends_on, c.unit_id, c.trainer_id from class c where c.state <> 'cancelled' and c.ends_on >= $1 and c.ends_on <= $2 \
        and not exists (select 1 from diagnosis_study s where s.kind = 'class' and s.subject_id = c.id) \
        and exists (select 1 from enrolment e where e.class_id = c.id and e.state in ('nominated', 'enrolled', 'finished', 'not-finished')) \
        and $scope(c.unit_id, c.trainer_id) order by c.ends_on, c.id";
    SETS_WITHOUT = "select c.id, c.title, c.ends_on from action_set c where c.state in ('running', 'closed') and c.ends_on >= $1 \
        and not exists (select 1 from diagnosis_study s where s.kind = 'set' and s.subject_id = c.id) \
        and $scope(c.unit_id, -) order by c.ends_on, c.id";
    UNIT_NAME = "select u.name from unit u where u.id = $1";
    UNITS = "select u.id, u.name from unit u where u.closed_on is null and $scope(u.id, -) order by u.sort, u.id";
    PEOPLE_OF = "select distinct p.id, p.name from tenure t join person p on p.id = t.person_id join unit_tree x on x.unit_id = t.unit_id \
        where x.ancestor_id = $1 and t.to_on is null and $scope(t.unit_id, -) order by p.name, p.id limit 300";
}
