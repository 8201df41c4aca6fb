-- Keys of purposes, wrapped by the county's master key; a key without its bytes is destroyed and opens nothing.
create table seal_key (
  id text primary key,
  purpose text not null,
  suite text not null,
  wrapped bytea,
  made_at text not null,
  retired_at text,
  destroyed_at text
);
create index seal_key_purpose on seal_key (purpose, made_at);

-- Sealed values: each under a key of its own, wrapped by the key of its purpose.
create table sealed_value (
  id text primary key,
  purpose text not null,
  key_id text not null,
  subject_kind text not null,
  subject_id text not null,
  owner_person text,
  wrapped bytea,
  body bytea,
  sealed_at text not null,
  opens_until text,
  destroyed_at text
);
create index sealed_value_subject on sealed_value (subject_kind, subject_id);
create index sealed_value_owner on sealed_value (owner_person, sealed_at);
create index sealed_value_key on sealed_value (key_id);

-- Who asked to open which value, why, who agreed, and when it was opened.
create table seal_opening (
  id text primary key,
  sealed_id text not null,
  reason text not null,
  asked_by text not null,
  asked_name text not null,
  asked_at text not null,
  agreed_by text,
  agreed_name text,
  agreed_at text,
  declined_at text,
  opened_at text
);
create index seal_opening_value on seal_opening (sealed_id, asked_at);
