-- Where the answers of many people lie, kept for comparing: one for each set of questions and wave.
create table diagnosis_norm (
  bank_id text not null,
  wave bigint not null,
  name text not null,           -- whose answers, in words
  brought bigint not null,      -- counts added up elsewhere and brought in; otherwise the county's own
  set_on text not null,
  body text not null,           -- people, mean and spread for each construct
  primary key (bank_id, wave)
);

-- How far people lay apart in the report a plan was made from, so that the next one can be compared with it.
alter table diagnosis_plan add column before_sd double precision;
