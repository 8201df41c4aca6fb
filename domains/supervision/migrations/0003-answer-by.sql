-- The day by which the office is asked to answer a reminder; null: reminded before such a day was written.
alter table standing_matter add column answer_by text;
