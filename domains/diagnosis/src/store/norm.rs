//! Rows of norms, and the counts a county's own is made of. Not here: what a norm says (`norm`).

kernel::statements! {
    KEPT = "select n.name, n.brought, n.set_on, n.body from diagnosis_norm n where n.bank_id = $1 and n.wave = $2";
    DROP = "delete from diagnosis_norm where bank_id = $1 and wave = $2";
    ADD = "insert into diagnosis_norm (bank_id, wave, name, brought, set_on, body) values ($1, $2, $3, $4, $5, $6)";
    /// What may be told of the whole county in all years, of the full form.
    OWN = "select c.body from diagnosis_count c join diagnosis_study s on s.id = c.study_id \
        left join diagnosis_batch b on b.id = c.batch_id \
        where s.bank_id = $1 and c.wave = $2 and s.form = 'full' and (c.batch_id is null or b.state = 'told')";
}
