-- The simulated world outside: invented people, and what was sent to their phones and mailboxes.

create table sandbox_person (
  id text primary key,
  snils text unique,
  inn text unique,
  name text not null,
  citizen text not null, -- JSON
  created_at int8 not null
);
create index sandbox_person_created on sandbox_person (created_at);

create table sandbox_message (
  id text primary key,
  sender_key text unique, -- the id that the sender gave, so that a repeat is one message
  at int8 not null,
  channel text not null, -- sms, email, push
  recipient text not null, -- E.164, or an address in lower case
  subject text,
  body text not null,
  code text
);
create index sandbox_message_recipient on sandbox_message (recipient, at);
