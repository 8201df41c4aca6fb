-- What offices send down: documents, meetings, inspections, secondments, pilots. One row each.
create table burden_entry (
  id text primary key,
  unit_id text not null,         -- the issuing office
  kind text not null,            -- document, meeting, inspection, data-request, secondment, pilot
  year bigint not null,
  on_day text not null,
  title text not null,
  facts text not null,           -- JSON: the facts of the rule
  advice bigint not null,        -- how many clauses it ran against
  reason text not null,
  decision text not null,
  by_name text not null,
  created_at text not null
);
create index burden_entry_unit on burden_entry (unit_id, year, kind, id);
create index burden_entry_kind on burden_entry (kind, id);
-- Kept counts by office, year and kind.
create table burden_count (
  unit_id text not null,
  year bigint not null,
  kind text not null,
  entries bigint not null,
  with_advice bigint not null,
  amount bigint not null,        -- characters of documents, minutes of meetings, fields of data requests
  primary key (unit_id, year, kind)
);
-- Written explanations upward when a year exceeds the one before.
create table burden_explanation (
  id text primary key,
  unit_id text not null,
  year bigint not null,
  words text not null,
  read_words text not null,
  state text not null,           -- open, given, read
  case_id text not null,
  created_at text not null,
  unique (unit_id, year)
);

-- Data asked of units.
create table data_request (
  id text primary key,
  unit_id text not null,         -- who asks
  title text not null,
  purpose text not null,
  year bigint not null,          -- the year the data are about
  asked_on text not null,
  due_on text not null,
  state text not null,           -- open, closed
  asked bigint not null,         -- units asked
  answered bigint not null,
  reason text not null,          -- why asked again
  decision text not null,
  created_at text not null
);
create index data_request_unit on data_request (unit_id, id);
create table data_field (
  id text primary key,
  request_id text not null references data_request (id),
  sort bigint not null,
  label text not null,
  norm text not null,            -- the label without marks, to find it again
  fact text not null,            -- code of what the program holds; empty: asked of the units
  earlier text                   -- the request it was asked in before
);
create index data_field_request on data_field (request_id, sort);
create index data_field_norm on data_field (norm, id);
create table data_ask (
  id text primary key,
  request_id text not null references data_request (id),
  unit_id text not null,
  state text not null,           -- open, answered
  case_id text,                  -- none where everything was answered from the program
  answered_on text
);
create index data_ask_request on data_ask (request_id, id);
create index data_ask_unit on data_ask (unit_id, id);
create table data_answer (
  ask_id text not null references data_ask (id),
  field_id text not null references data_field (id),
  words text not null,
  held bigint not null,          -- 1: from the program, not typed by anybody
  primary key (ask_id, field_id)
);

-- What this program itself asks of people: sums by role, month and form. No row about a person.
create table own_burden (
  month text not null,
  role text not null,
  form text not null,
  posts bigint not null,
  fields bigint not null,
  timed bigint not null,
  seconds bigint not null,
  primary key (month, role, form)
);
create table own_flag (
  id text primary key,
  form text not null,
  month text not null,
  fields bigint not null,        -- fields asked at a time, on the average
  state text not null,           -- open, shortened, kept
  words text not null,
  case_id text not null,
  unique (form, month)
);
