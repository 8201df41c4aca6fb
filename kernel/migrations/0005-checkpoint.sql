-- What the ledger was, signed: one row for each checkpoint.
create table checkpoint (
  size bigint primary key,
  head bytea not null,
  note text not null,
  made_at text not null
);
