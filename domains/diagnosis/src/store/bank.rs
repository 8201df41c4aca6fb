//! Rows of licensed sets of questions.

kernel::statements! {
    ADD = "insert into diagnosis_bank (id, name, licence, state, added_at) values ($1, $2, $3, 'open', $4)";
    ADD_ITEM = "insert into diagnosis_bank_item (bank_id, sort, code, construct, words, keyed) values ($1, $2, $3, $4, $5, $6)";
    LIST = "select b.id, b.name, b.licence, b.state from diagnosis_bank b order by b.added_at, b.id";
    NAME = "select b.name from diagnosis_bank b where b.id = $1";
    ITEMS = "select i.code, i.construct, i.words, i.keyed from diagnosis_bank_item i where i.bank_id = $1 order by i.sort";
    WITHDRAW = "update diagnosis_bank set state = 'withdrawn' where id = $1 and state = 'open'";
}
