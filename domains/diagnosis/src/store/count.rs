//! Rows of counts, and of small classes told together.

kernel::statements! {
    ADD = "insert into diagnosis_count (id, study_id, wave, unit_id, rows_in, paired, batch_id, body) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    DROP = "delete from diagnosis_count where study_id = $1 and wave = $2";
    OF_STUDY = "select c.id, c.wave, c.unit_id, c.rows_in, c.paired, c.batch_id, c.body from diagnosis_count c where c.study_id = $1 \
        order by c.wave, c.id";
    SET_PAIRED = "update diagnosis_count set paired = $2 where id = $1";
    ADD_PAIR = "insert into diagnosis_pair (study_id, rows_in, body) values ($1, $2, $3)";
    DROP_PAIR = "delete from diagnosis_pair where study_id = $1";
    PAIR = "select p.body from diagnosis_pair p where p.study_id = $1";
    ADD_BATCH = "insert into diagnosis_batch (id, bank_id, year, wave, state, created_at) values ($1, $2, $3, $4, 'filling', $5)";
    FILLING = "select b.id from diagnosis_batch b where b.bank_id = $1 and b.year = $2 and b.wave = $3 and b.state = 'filling' order by b.id";
    IN_BATCH = "select cast(sum(c.rows_in) as bigint), count(*) from diagnosis_count c where c.batch_id = $1";
    TELL = "update diagnosis_batch set state = 'told' where id = $1";
    /// What may be told of the whole county in a year.
    COUNTY = "select c.wave, c.unit_id, c.body from diagnosis_count c join diagnosis_study s on s.id = c.study_id \
        left join diagnosis_batch b on b.id = c.batch_id \
        where s.bank_id = $1 and s.year = $2 and (c.batch_id is null or b.state = 'told')";
    COUNTY_PAIRS = "select p.body from diagnosis_pair p join diagnosis_study s on s.id = p.study_id where s.bank_id = $1 and s.year = $2";
    /// What may be told of a unit with all beneath it.
    UNIT = "select c.wave, c.unit_id, c.body from diagnosis_count c join diagnosis_study s on s.id = c.study_id \
        join unit_tree t on t.unit_id = c.unit_id \
        where s.bank_id = $1 and s.year = $2 and t.ancestor_id = $3 and c.batch_id is null";
    /// Cells of all closed waves told by themselves, for putting together what a larger least group asks for.
    SMALL = "select distinct c.study_id, c.wave from diagnosis_count c where c.batch_id is null and c.rows_in < $1";
    /// Waves opened after a day: of a bank in the county, beneath a unit, of classes a unit holds. Cells told by
    /// themselves only: a batch has classes from before and after.
    COUNTY_SINCE = "select c.wave, c.body from diagnosis_count c join diagnosis_study s on s.id = c.study_id \
        join diagnosis_wave w on w.study_id = c.study_id and w.wave = c.wave \
        where s.bank_id = $1 and w.opens_on > $2 and c.batch_id is null";
    UNIT_SINCE = "select c.wave, c.body from diagnosis_count c join diagnosis_study s on s.id = c.study_id \
        join diagnosis_wave w on w.study_id = c.study_id and w.wave = c.wave join unit_tree t on t.unit_id = c.unit_id \
        where s.bank_id = $1 and w.opens_on > $2 and t.ancestor_id = $3 and c.batch_id is null";
    HOLDER_SINCE = "select c.wave, c.body from diagnosis_count c join diagnosis_study s on s.id = c.study_id \
        join diagnosis_wave w on w.study_id = c.study_id and w.wave = c.wave \
        where s.bank_id = $1 and w.opens_on > $2 and s.unit_id = $3 and c.batch_id is null";
    YEARS = "select s.bank_id, s.year, count(*) from diagnosis_study s where exists (select 1 from diagnosis_count c where c.study_id = s.id) \
        group by s.bank_id, s.year order by s.year desc, s.bank_id";
    /// Units with counts in a year, in scope.
    UNITS = "select u.id, u.name, cast(sum(c.rows_in) as bigint) from diagnosis_count c join diagnosis_study s on s.id = c.study_id join unit u on u.id = c.unit_id \
        where s.bank_id = $1 and s.year = $2 and c.wave = $3 and c.batch_id is null and $scope(u.id, -) \
        group by u.id, u.name, u.sort order by u.sort, u.id";
    UNIT_IN_SCOPE = "select u.name from unit u where u.id = $1 and $scope(u.id, -)";
}
