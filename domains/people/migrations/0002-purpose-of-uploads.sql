-- What a waiting file is to be read as: roster, units.
alter table upload add column purpose text not null default 'roster';
