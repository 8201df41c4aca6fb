-- The text of a document, and the day on which it was published, where that is known: both may be entered later.
alter table normative_document add column body text not null default '';
alter table normative_document add column published_on text;
