//! Rows of codes and answers. No statement here joins an answer to a code, or either to a person.

kernel::statements! {
    ADD_GROUP = "insert into diagnosis_group (id, study_id, unit_id, codes) values ($1, $2, $3, $4)";
    GROUPS = "select g.id, g.unit_id, u.name, g.codes from diagnosis_group g left join unit u on u.id = g.unit_id \
        where g.study_id = $1 order by u.sort, g.id";
    MORE_CODES = "update diagnosis_group set codes = codes + $2 where id = $1";
    ADD_CODE = "insert into diagnosis_code (hash, study_id, group_id, kind, used_1, used_2, mask) values ($1, $2, $3, $4, 0, 0, $5)";
    CODE = "select c.study_id, c.kind, c.used_1, c.used_2, c.mask from diagnosis_code c where c.hash = $1";
    USE_1 = "update diagnosis_code set used_1 = 1 where hash = $1 and used_1 = 0";
    USE_2 = "update diagnosis_code set used_2 = 1 where hash = $1 and used_2 = 0";
    DROP_CODES = "delete from diagnosis_code where study_id = $1";
    ADD_PLACE = "insert into diagnosis_answer (study_id, wave, pseudonym, group_id) values ($1, $2, $3, $4)";
    FILL = "update diagnosis_answer set items = $4 where study_id = $1 and wave = $2 and pseudonym = $3 and items is null";
    FILL_SEEN = "update diagnosis_answer set seen = $3 where study_id = $1 and wave = 2 and pseudonym = $2 and seen is null";
    /// Answers of a study, both waves, in the order of pseudonyms.
    OF_STUDY = "select a.wave, a.pseudonym, a.group_id, a.items, a.seen from diagnosis_answer a \
        where a.study_id = $1 and a.items is not null order by a.pseudonym, a.wave";
    /// Answers of closed waves of a set of questions, by nothing but the wave: for the keeper of the bank.
    OF_BANK = "select a.items, a.seen from diagnosis_answer a join diagnosis_study s on s.id = a.study_id \
        join diagnosis_wave w on w.study_id = a.study_id and w.wave = a.wave \
        where s.bank_id = $1 and a.wave = $2 and w.state = 'closed' and a.items is not null \
        and not exists (select 1 from diagnosis_count c join diagnosis_batch b on b.id = c.batch_id \
          where c.study_id = a.study_id and c.wave = a.wave and b.state = 'filling') \
        order by a.pseudonym";
}
