-- The ledger: append-only, hash-chained, gap-free.
create table ledger (
  seq bigint primary key,
  at text not null,
  account text not null,
  person text,
  actor_name text not null,
  kind text not null,
  subject_kind text not null,
  subject_id text not null,
  unit_id text,
  about_person text,
  facts text not null,
  decision text,
  previous bytea not null,
  hash bytea not null
);
create index ledger_subject on ledger (subject_kind, subject_id, seq);
create index ledger_about on ledger (about_person, seq);
create index ledger_unit on ledger (unit_id, seq);
create table ledger_head (
  one bigint primary key,
  seq bigint not null,
  hash bytea not null
);

-- The tree of units as it stands, with every ancestor of every unit: what scopes are made of.
create table unit_tree (
  unit_id text not null,
  ancestor_id text not null,
  depth bigint not null,
  primary key (unit_id, ancestor_id)
);
create index unit_tree_down on unit_tree (ancestor_id, unit_id);

create table account (
  id text primary key,
  person_id text,
  login text not null unique,
  name text not null,
  password text not null,
  must_change bigint not null,
  failed bigint not null,
  locked_until text,
  closed_at text,
  created_at text not null
);
create index account_person on account (person_id);
create table account_grant (
  id text primary key,
  account_id text not null,
  role text not null,
  unit_id text,
  from_on text not null,
  to_on text,
  reason text not null
);
create index account_grant_account on account_grant (account_id);
create table session (
  token text primary key,
  account_id text not null,
  opened_at text not null,
  expires_at text not null,
  ended_at text
);
create index session_account on session (account_id);

-- Runs of procedures: the open step is somebody's to-do.
create table case_file (
  id text primary key,
  procedure text not null,
  version bigint not null,
  subject_kind text not null,
  subject_id text not null,
  unit_id text,
  person_id text,
  title_zh text not null,
  title_en text not null,
  link text not null,
  opened_at text not null,
  closed_at text,
  outcome text
);
create index case_subject on case_file (subject_kind, subject_id);
create table case_step (
  id text primary key,
  case_id text not null,
  step text not null,
  opened_at text not null,
  due_on text,
  due_provisional bigint not null,
  by_person text,
  by_role text,
  by_unit text,
  done_at text,
  done_by text,
  done_name text,
  outcome text,
  note text
);
create index case_step_case on case_step (case_id, opened_at);
create index case_step_person on case_step (by_person, done_at);
create index case_step_role on case_step (by_role, by_unit, done_at);
create index case_step_open on case_step (done_at, due_on);

create table stored_file (
  hash text primary key,
  size bigint not null,
  kind text not null,
  added_at text not null
);
create table attachment (
  id text primary key,
  subject_kind text not null,
  subject_id text not null,
  hash text not null,
  name text not null,
  unit_id text,
  person_id text,
  added_at text not null,
  added_by text not null
);
create index attachment_subject on attachment (subject_kind, subject_id);

create table setting (
  name text primary key,
  value text not null
);
-- What the county adds to the rulebook: overrides, confirmations, yearly calendar notices.
create table county_rule (
  id text primary key,
  kind text not null,
  body text not null,
  added_at text not null,
  added_by text not null,
  withdrawn_at text
);
