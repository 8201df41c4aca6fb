-- A password given by an administrator has a last moment; whoever's password or second factor was reset is told of it.
alter table account add column password_until text;
create table account_notice (
  id text primary key,
  account_id text not null,
  kind text not null,
  by_name text not null,
  made_at text not null,
  read_at text
);
create index account_notice_account on account_notice (account_id, made_at);
