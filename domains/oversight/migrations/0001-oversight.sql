-- An item 事项 of the catalogue: something an office must or may do. What it says stands in its versions.
create table power_item (
  id text primary key,
  unit_id text not null,        -- the office that answers for it
  code text not null,           -- of the county's catalogue
  name text not null,           -- as in force; as drafted while nothing was published
  kind text not null,           -- permit, confirmation, service, relief, enforcement, decision, internal
  state text not null,          -- draft, published, withdrawn
  version bigint not null,      -- the version in force, 0: none yet
  created_at text not null
);
create unique index power_item_code on power_item (code);
create index power_item_unit on power_item (unit_id, state, code);
create index power_item_state on power_item (state, code);
create table power_version (
  item_id text not null,
  version bigint not null,      -- from 1
  state text not null,          -- draft, review, approved, in-force, replaced, withdrawn
  body text not null,           -- JSON of what the item says
  from_on text,                 -- first day in force
  to_on text,                   -- last day in force
  drafted_by text not null,     -- account
  drafted_at text not null,
  reviewed_at text,
  primary key (item_id, version)
);
create index power_version_due on power_version (state, from_on);
create table power_basis (      -- the registered documents a version rests on
  item_id text not null,
  version bigint not null,
  sort bigint not null,
  document_id text not null,
  primary key (item_id, version, sort)
);
create index power_basis_document on power_basis (document_id, item_id);

-- Normative documents 规范性文件 of the county, with the days the rules give them.
create table normative_document (
  id text primary key,
  unit_id text not null,        -- the office that answers for it
  title text not null,
  number text not null,         -- 文号
  issuer text not null,         -- department, government
  kind text not null,           -- normal, notice, trial
  issued_on text not null,      -- or to be issued, while a draft
  effective_on text not null,
  valid_until text,             -- as it says itself; null: silent
  market bigint not null,       -- touches the business of market entities
  published_at text not null,   -- where it was published; empty: nowhere
  state text not null,          -- draft, issued, repealed, replaced
  lapses_on text,               -- last day of validity by the rule
  evaluate_on text,             -- evaluation is due
  report_on text,
  submit_on text,
  ended_on text,                -- repealed or replaced on
  ended_document text,
  created_at text not null
);
create unique index normative_document_number on normative_document (number);
create index normative_document_unit on normative_document (unit_id, state, lapses_on);
create index normative_document_state on normative_document (state, lapses_on);
create table document_review (  -- what has to be done before a document is issued, as recorded
  id text primary key,
  document_id text not null,
  kind text not null,           -- comment, fair-competition, legality, collective
  outcome text not null,        -- passed, exception, failed
  from_on text,                 -- comment: first day
  done_on text not null,
  regulator bigint not null,    -- fair competition: the market regulator took part
  heard bigint not null,        -- those concerned were heard
  ends_on text,                 -- exception: last day of the measure
  said text not null,
  by_name text not null,
  at text not null
);
create index document_review_document on document_review (document_id, done_on);
create table document_evaluation (
  id text primary key,
  document_id text not null,
  unit_id text not null,
  began_on text not null,
  state text not null,          -- drafting, review, decision, closed, dropped
  proposal text not null,       -- keep, revise, repeal; empty: not yet
  why text not null,
  until_on text,                -- keep: new last day proposed
  opinion text not null,        -- of the legality review
  result text not null,         -- keep, revise, repeal; empty: not yet
  result_document text not null,
  decided_on text
);
create index document_evaluation_document on document_evaluation (document_id, began_on);
create index document_evaluation_state on document_evaluation (state, began_on);

-- Township duty lists 履职事项清单: one row a duty, with the days it stood on the list.
create table town_duty (
  id text primary key,
  town_id text not null,
  list text not null,           -- basic, cooperating, taken-back
  class text not null,
  sort bigint not null,         -- number on the list
  name text not null,
  lead text not null,           -- cooperating: the office above; taken back: who took it over
  lead_id text,                 -- the same as a unit, where it is one
  lead_part text not null,      -- cooperating: what the office above does; taken back: how it is done now
  town_part text not null,      -- cooperating: what the town does
  document text not null,
  from_on text not null,
  to_on text,                   -- last day on the list
  change_id text                -- the admission or adjustment it comes from
);
create index town_duty_town on town_duty (town_id, list, sort);

-- Tasks sent down from an office of the county to a town.
create table town_task (
  id text primary key,
  office_id text not null,
  town_id text not null,
  title text not null,
  what text not null,
  due_on text not null,
  duty_id text,                 -- the duty cited; null: none
  list text not null,           -- basic, cooperating, taken-back, none
  state text not null,          -- sent, refused, accepted, objected, withdrawn, done
  decision text not null,       -- the decision as JSON
  sent_by text not null,        -- account
  sent_at text not null,
  answer text not null,         -- of the town
  answered_at text
);
create index town_task_office on town_task (office_id, sent_at, id);
create index town_task_town on town_task (town_id, sent_at, id);
create index town_task_state on town_task (state, sent_at, id);

-- Changes of the lists: admission 职责准入 (an office wants to add) and adjustment 动态调整 (a town asks).
create table town_change (
  id text primary key,
  kind text not null,           -- admission, adjustment
  town_id text not null,
  office_id text not null,      -- admission: who applies; adjustment: the office concerned
  task_id text,                 -- the refused task it grew from
  duty_id text,                 -- adjustment: the duty concerned
  name text not null,
  class text not null,
  wanted text not null,         -- basic, cooperating, taken-back, off
  basis text not null,
  resources text not null,      -- people, money and powers that come with it
  reason text not null,
  town_opinion text not null,
  office_opinion text not null,
  legality text not null,
  result text not null,         -- agreed, refused; empty: not yet
  result_document text not null,
  result_note text not null,
  state text not null,          -- open, decided, reported, withdrawn
  begun_on text not null,
  decided_on text,
  reported_on text
);
create index town_change_town on town_change (town_id, begun_on);
create index town_change_office on town_change (office_id, begun_on);
create index town_change_state on town_change (state, begun_on);

-- A file that waits between its trial reading and being carried out; one an account.
create table power_upload (
  id text primary key,
  account text not null,
  purpose text not null,        -- items, duties
  of_id text not null,          -- duties: the town
  name text not null,
  hash text not null,
  bytes bytea not null,
  kept_at text not null
);
create index power_upload_account on power_upload (account);
