//! Rows of programmes.

kernel::statements! {
    ADD = "insert into programme (id, year, title, purpose, target_id, form, kinds, categories, stages, differs, minutes, state, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'draft', $12)";
    CHANGE = "update programme set title = $2, purpose = $3, target_id = $4, form = $5, kinds = $6, categories = $7, stages = $8, \
        differs = $9, minutes = $10 where id = $1 and state = 'draft'";
    FIND = "select p.id, p.year, p.title, p.purpose, p.target_id, p.form, p.kinds, p.categories, p.stages, p.differs, p.minutes, p.state \
        from programme p where p.id = $1";
    OF_YEAR = "select p.id, p.year, p.title, p.purpose, p.target_id, p.form, p.kinds, p.categories, p.stages, p.differs, p.minutes, p.state \
        from programme p where p.year = $1 order by p.created_at, p.id";
    ADOPT_DRAFTS = "update programme set state = 'adopted' where year = $1 and state = 'draft'";
    WITHDRAW = "update programme set state = 'withdrawn' where id = $1 and state <> 'withdrawn'";
}
