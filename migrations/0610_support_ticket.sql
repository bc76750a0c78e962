-- Requests for help. The number is told on the phone and opens nothing by itself. What people
-- wrote and where they are reached lies encrypted.
create table support_ticket (
  id text primary key,
  number text not null unique,
  site text not null,
  subject text, -- her id on that site, when she was signed in
  topic text not null,
  lang text not null,
  email bytea not null,
  email_confirmed_at int8, -- when a link that went there was opened
  snils bytea,
  inn bytea,
  incident bytea, -- number or time of an error, as it was typed
  state text not null, -- waiting, answered, closed
  places int8 not null, -- entries of the thread
  said int8 not null, -- how many of them are words of either side
  holder text, -- the member of staff who has it
  created_at int8 not null,
  due_at int8, -- until when the desk owes an answer
  answered_at int8, -- the first answer
  escalated_at int8, -- when the present deadline had passed
  closed_at int8
);
create index support_ticket_due on support_ticket (due_at) where due_at is not null;
create index support_ticket_subject on support_ticket (site, subject) where subject is not null;
create index support_ticket_created on support_ticket (created_at);

-- The thread, in order.
create table support_ticket_entry (
  ticket text not null,
  place int8 not null,
  kind text not null,
  staff text,
  words bytea,
  file text, -- a picture that was sent along
  at int8 not null,
  primary key (ticket, place)
);

-- Links in letters, by the keyed hash of their secret.
create table support_ticket_link (
  hash bytea primary key,
  ticket text not null,
  expires_at int8 not null
);
create index support_ticket_link_expires on support_ticket_link (expires_at);

-- The number that opens her data to whoever she tells it, by its keyed hash. One at a time.
create table support_ticket_access (
  ticket text primary key,
  hash bytea not null,
  expires_at int8 not null,
  used_at int8
);

-- To whom her data are open, and until when.
create table support_ticket_view (
  ticket text not null,
  staff text not null,
  until_at int8 not null,
  primary key (ticket, staff)
);
