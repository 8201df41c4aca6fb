//! Rows of programmes.

kernel::statements! {
    ADD = "insert into programme (id, year, title, purpose, target_id, form, kinds, categories, stages, differs, minutes, classes, people, \
        month, state, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'draft', $15)";
    CHANGE = "update programme set title = $2, purpose = $3, target_id = $4, form = $5, kinds = $6, categories = $7, stages = $8, \
        differs = $9, minutes = $10, classes = $11, people = $12, month = $13 where id = $1 and state = 'draft'";
    AMEND = "update programme set title = $2, purpose = $3, target_id = $4, form = $5, kinds = $6, categories = $7, stages = $8, \
        differs = $9, minutes = $10, classes = $11, people = $12, month = $13 where id = $1 and state = 'adopted'";
    AMENDMENT_ADD = "insert into programme_amendment (id, programme_id, year, kind, reason, document, was, becomes, amended_at, amended_by) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    AMENDMENTS = "select a.programme_id, a.kind, a.reason, a.document, a.was, a.becomes, a.amended_at, a.amended_by \
        from programme_amendment a where a.year = $1 order by a.amended_at desc, a.id desc";
    AMENDMENTS_OF = "select a.programme_id, a.kind, a.reason, a.document, a.was, a.becomes, a.amended_at, a.amended_by \
        from programme_amendment a where a.programme_id = $1 order by a.amended_at desc, a.id desc";
    FIND = "select p.id, p.year, p.title, p.purpose, p.target_id, p.form, p.kinds, p.categories, p.stages, p.differs, p.minutes, p.state, p.classes, p.people, p.month \
        from programme p where p.id = $1";
    OF_YEAR = "select p.id, p.year, p.title, p.purpose, p.target_id, p.form, p.kinds, p.categories, p.stages, p.differs, p.minutes, p.state, p.classes, p.people, p.month \
        from programme p where p.year = $1 order by p.created_at, p.id";
    ADOPT_DRAFTS = "update programme set state = 'adopted' where year = $1 and state = 'draft'";
    WITHDRAW = "update programme set state = 'withdrawn' where id = $1 and state <> 'withdrawn'";
}
