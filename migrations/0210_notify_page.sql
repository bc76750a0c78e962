-- What the site itself shows of notices, and what open pages are told.

-- A row per notice and person, in the list of notices of the site.
create table notify_page (
  id text primary key,
  key text unique, -- a notice with the same key is shown once
  site text not null,
  subject text not null,
  kind text not null,
  event text not null,
  about text, -- the page that it is about, as a path
  content bytea not null, -- what its words mention
  created_at int8 not null,
  read_at int8
);
create index notify_page_person on notify_page (site, subject, id);
create index notify_page_unread on notify_page (site, subject) where read_at is null;
create index notify_page_created on notify_page (created_at);

-- A row per change that an open page may show at once; they are forgotten within hours.
create table notify_live (
  id text primary key,
  site text not null,
  subject text not null,
  about text, -- the page that has changed, as a path
  notice text, -- the row of notify_page that came with it
  created_at int8 not null
);
create index notify_live_person on notify_live (site, subject, created_at);
create index notify_live_created on notify_live (created_at, id);

-- How a person wants to be told; without a row everything comes at once.
create table notify_manner (
  site text not null,
  subject text not null,
  page_from text not null, -- the least importance that is shown: low, normal, high
  email_from text not null,
  sms_from text not null,
  digest_hour int8, -- letters wait for this hour of the day; null: they do not
  quiet_from int8, -- minutes of the day; both or none
  quiet_to int8,
  zone text not null, -- where these hours are counted
  changed_at int8 not null,
  primary key (site, subject)
);

-- Letters of one digest share this; null: a letter of its own.
alter table notify_message add column digest text;
create index notify_message_digest on notify_message (digest) where digest is not null;
