-- Notices: where a person is reached, what the person wants, and one row per message.

-- Confirmed addresses only; site and subject together are the recipient.
create table notify_contact (
  site text not null,
  subject text not null,
  email bytea,
  phone bytea,
  lang text not null,
  changed_at int8 not null,
  primary key (site, subject)
);

-- Only what differs from the usual, or was chosen once.
create table notify_preference (
  site text not null,
  subject text not null,
  kind text not null,
  channel text not null,
  chosen bool not null,
  changed_at int8 not null,
  primary key (site, subject, kind, channel)
);

create table notify_message (
  id text primary key,
  key text unique, -- a notice with the same key is sent once per channel
  notice text not null, -- what the messages of one notice share
  site text not null,
  subject text, -- null: to an address without an account
  kind text not null,
  event text not null,
  channel text not null,
  lane text not null, -- codes never queue behind news, mail never behind SMS
  priority int8 not null,
  state text not null, -- waiting, sending, sent, failed, expired
  address bytea not null,
  content bytea, -- language, arguments, code; blank when a code has ended
  attempts int8 not null,
  due_at int8, -- when to try, or when a claim lapses; null when it has ended
  expires_at int8 not null,
  error text,
  created_at int8 not null,
  ended_at int8
);
create index notify_message_due on notify_message (lane, priority, due_at)
  where due_at is not null;
create index notify_message_subject on notify_message (subject, id);
create index notify_message_notice on notify_message (notice);
create index notify_message_failed on notify_message (id) where state = 'failed';
create index notify_message_ended on notify_message (ended_at) where ended_at is not null;
