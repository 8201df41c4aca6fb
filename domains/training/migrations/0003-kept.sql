-- The roll knows more than present and absent: roll_entry.state is one of present, late, early, leave, absent; minutes
-- are those attended. No column changes.

-- The last number given in a year. It only goes up: a number is never given twice.
create table certificate_series (
  year bigint primary key,
  last bigint not null
);
insert into certificate_series (year, last)
  select k.year, max(cast(substr(k.number, 6) as bigint)) from certificate k group by k.year;

-- What a plan says of a programme besides its content.
alter table programme add column classes bigint not null default 1;  -- planned classes
alter table programme add column people bigint not null default 0;   -- planned people; 0 where it was not said
alter table programme add column month bigint;                       -- planned month; none: through the year
-- Why programmes are added to a plan that was adopted before; empty while there is nothing to add.
alter table training_year add column added_why text not null default '';

-- Amendments of an adopted plan, with what it was before.
create table programme_amendment (
  id text primary key,
  programme_id text not null,
  year bigint not null,
  kind text not null,           -- changed, added, withdrawn
  reason text not null,
  document text not null,       -- the document that approved it
  was text not null,            -- JSON of what the programme said before; empty for an addition
  becomes text not null,        -- JSON of what it says from then on; empty for a withdrawal
  amended_at text not null,
  amended_by text not null      -- name of who entered it
);
create index programme_amendment_year on programme_amendment (year, amended_at);
create index programme_amendment_programme on programme_amendment (programme_id, amended_at);

-- Whom a platform means by an account or address of its own: decided once, for all its statements.
create table xapi_actor (
  source_id text not null,
  actor text not null,
  state text not null,          -- assigned, aside
  person_id text,               -- whose it is, once assigned
  reason text not null,         -- why it was set aside
  settled_at text not null,
  settled_by text not null,     -- name
  primary key (source_id, actor)
);
create index xapi_statement_actor on xapi_statement (source_id, actor, stored_at);
