//! Statements on imports: runs carried out, and files waiting between trial reading and carrying out.

kernel::statements! {
    RUN_ADD = "insert into import_run (id, file_name, file_hash, rows_read, persons_added, persons_changed, \
        tenures_begun, at, by_account) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    RUN_SAME = "select m.at from import_run m where m.file_hash = $1 order by m.at desc";
    RUNS = "select m.id, m.file_name, m.rows_read, m.persons_added, m.persons_changed, m.tenures_begun, m.at \
        from import_run m where m.by_account = $1 order by m.at desc limit $2";
    UPLOAD_ADD = "insert into upload (id, account, name, hash, body, kind, at, purpose) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    UPLOAD_FORGET_ALL = "delete from upload where account = $1 and purpose = $2";
    UPLOAD_FORGET = "delete from upload where id = $1";
    UPLOAD_FIND = "select u.name, u.hash, u.body, u.kind, u.at from upload u where u.id = $1 and u.account = $2 \
        and u.purpose = $3";
    UPLOAD_OWN = "select 1 from upload u where u.id = $1 and u.account = $2";
}
