-- Units, with the versions of their name and place, both code systems, and establishment 编制.
create table unit (
  id text primary key,
  parent_id text,
  name text not null,
  short_name text not null,
  kind text not null,           -- county, office 县级部门, township 乡镇街道, village 村, community 社区, institution 事业单位, section 内设机构
  sort bigint not null,
  posts_admin bigint not null,  -- establishment, administrative
  posts_institution bigint not null,
  search text not null,         -- name, pinyin, initials
  opened_on text not null,
  closed_on text
);
create index unit_parent on unit (parent_id, sort);
create table unit_version (
  unit_id text not null,
  valid_from text not null,
  valid_to text,
  parent_id text,
  name text not null,
  document text not null,
  primary key (unit_id, valid_from)
);
create table unit_code (
  unit_id text not null,
  system text not null,         -- MCA, NBS, USCC
  as_of text not null,
  code text not null,
  primary key (unit_id, system, as_of)
);
create index unit_code_code on unit_code (code);

-- Posts, with the four parts of a post description (岗位说明书).
create table post (
  id text primary key,
  unit_id text not null,
  title text not null,
  category text not null,       -- general 综合管理, enforcement 行政执法, technical 专业技术, village 村社区, institution 事业单位管理
  level text,                   -- 乡科级正职 …, or null
  is_head bigint not null,      -- the head of the unit: holds role Head while in post
  seats bigint not null,
  duties text not null,
  powers text not null,
  qualifications text not null,
  way_up text not null,
  opened_on text not null,
  closed_on text
);
create index post_unit on post (unit_id, opened_on);
create table post_description ( -- every wording a post description had
  post_id text not null,
  described_at text not null,
  described_by text not null,
  duties text not null,
  powers text not null,
  qualifications text not null,
  way_up text not null,
  primary key (post_id, described_at)
);

-- Persons. Nothing here belongs to a tenure.
create table person (
  id text primary key,
  name text not null,
  sex text not null,            -- 男, 女
  born text,                    -- YYYY-MM or YYYY-MM-DD
  id_number text,
  nation text,
  native_place text,
  birthplace text,
  politics text,                -- 政治面貌
  joined_party text,            -- YYYY-MM
  started_work text,            -- YYYY-MM
  education text,
  degree text,
  school text,
  phone text,
  kind text not null,           -- civil-servant, institution-staff, village-cadre, community-worker
  hired_on text,                -- entered this kind of service
  probation_ends text,
  rank text,                    -- 职级, as text
  search text not null,         -- pinyin, other readings, initials, name: sorts by pinyin
  left_on text,
  left_how text,                -- retired 退休, transferred 调出, resigned 辞职, dismissed 辞退开除, died 去世, term-ended 届满离任
  created_at text not null
);
create unique index person_id_number on person (id_number);
create index person_name on person (name);
create index person_search on person (search, id);
create table person_form (      -- the appointment form 任免审批表 as last imported, with what we do not know
  person_id text primary key,
  body text not null,           -- JSON of the formats module
  photo_hash text,
  imported_at text not null
);

-- Tenures: a person in a post or with a unit, from, to.
create table tenure (
  id text primary key,
  person_id text not null,
  unit_id text not null,
  post_id text,
  kind text not null,           -- holds 任职, acts 主持/代理, attached 挂职, seconded 借调, oversees 分管
  from_on text not null,
  to_on text,
  document text not null,
  ended_document text,
  grant_id text                 -- the grant the tenure brought its holder, if it brought one
);
create index tenure_person on tenure (person_id, from_on);
create index tenure_unit on tenure (unit_id, to_on, person_id);
create index tenure_post on tenure (post_id, to_on);

-- Facts that assessment rules ask for.
create table leave_record (
  id text primary key,
  person_id text not null,
  year bigint not null,
  kind text not null,           -- sick, personal, maternity, other
  from_on text not null,
  half_days bigint not null,    -- 2 = one day
  note text not null,
  recorded_at text not null,
  withdrawn_at text
);
create index leave_person on leave_record (person_id, year);
create table sanction (
  id text primary key,
  person_id text not null,
  kind text not null,           -- id of crate law
  decided_on text not null,
  document text not null,
  lifted_on text,
  recorded_at text not null,
  withdrawn_at text
);
create index sanction_person on sanction (person_id, decided_on);
create table investigation (
  id text primary key,
  person_id text not null,
  opened_on text not null,
  document text not null,
  closed_on text,
  outcome text,                 -- none 不予处分, warning 警告, sanctioned 已作其他处分
  recorded_at text not null
);
create index investigation_person on investigation (person_id, opened_on);

create table import_run (
  id text primary key,
  file_name text not null,
  file_hash text not null,
  rows_read bigint not null,
  persons_added bigint not null,
  persons_changed bigint not null,
  tenures_begun bigint not null,
  at text not null,
  by_account text not null
);

-- A file uploaded for import, kept until it is carried out, withdrawn or replaced by the next of the same account.
create table upload (
  id text primary key,
  account text not null,
  name text not null,
  hash text not null,
  body bytea not null,
  kind text,                    -- kind of people the file does not give one for
  at text not null
);
create index upload_account on upload (account);
