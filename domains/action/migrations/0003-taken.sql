-- Taking up elsewhere what a set offers: who tries what first, by when, and what came of it.
create table action_taken (
  id text primary key,
  set_id text not null,         -- the set whose offer it is
  unit_id text not null,        -- the unit that takes it up
  person_id text not null,      -- who holds it
  name text not null,
  first text not null,          -- what is tried first
  by_on text not null,
  state text not null,          -- open, tried, works, unfit, dropped
  came text not null,           -- what came of it, or why it was dropped; empty while open
  told_at text,
  taken_by text not null,       -- name of who entered it
  taken_at text not null
);
create index action_taken_set on action_taken (set_id, taken_at);
create index action_taken_unit on action_taken (unit_id, set_id);
