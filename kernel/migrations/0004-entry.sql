-- Second factors: the secret of a code generator, locked under the key of its purpose; a used step is never taken again.
create table account_factor (
  id text primary key,
  account_id text not null,
  key_id text not null references seal_key (id),
  secret bytea not null,
  last_step bigint not null,
  made_at text not null,
  confirmed_at text,
  ended_at text
);
create index account_factor_account on account_factor (account_id, made_at);

-- Recovery codes: only their hashes; each works once.
create table recovery_code (
  account_id text not null,
  hash text not null,
  made_at text not null,
  used_at text,
  primary key (account_id, hash)
);

-- Between the right password and the second factor there is an entry, no session.
create table entry (
  token text primary key,
  account_id text not null,
  device text not null,
  next_path text not null,
  opened_at text not null,
  expires_at text not null
);
create index entry_expires on entry (expires_at);

-- What the holder of an account sees of their sessions, and when they last proved who they are.
alter table session add column device text not null default '';
alter table session add column last_used_at text;
alter table session add column proven_at text;
