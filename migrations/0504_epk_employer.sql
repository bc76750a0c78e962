-- Organisations that look for people with a qualification.
create table epk_employer (
  id text primary key,
  facts bytea not null, -- numbers, name and e-mail address, sealed
  held bytea, -- keyed hash of the registration number, while the organisation is confirmed
  state text not null,
  reason bytea, -- sealed: why it was declined
  changes int8 not null, -- a decision names the count that it was made on
  asked_at int8 not null,
  decided_at int8
);
create unique index epk_employer_held on epk_employer (held);
create index epk_employer_state on epk_employer (state, asked_at);

-- Who acts for an organisation: a person for one at a time.
create table epk_employer_member (
  account text primary key,
  employer text not null,
  name bytea not null, -- sealed
  joined_at int8 not null
);
create index epk_employer_member_employer on epk_employer_member (employer, joined_at);

-- Invitations to act for an organisation, a token counts once and is kept as a keyed hash.
create table epk_employer_invitation (
  token bytea primary key,
  employer text not null,
  invited_by text not null,
  ends_at int8 not null,
  used_by text
);

-- Passports whose holders let themselves be found. Nobody is found without a row here.
create table epk_find (
  id text primary key, -- what employers know instead of the passport
  passport text not null,
  holder text not null,
  since_at int8 not null
);
create unique index epk_find_passport on epk_find (passport);

-- The words of a qualification and its level, folded and cut to their beginnings.
create table epk_find_word (
  word text not null,
  find text not null,
  primary key (word, find)
);
create index epk_find_word_find on epk_find_word (find);

-- An organisation asks to see a passport, the holder decides for how long.
create table epk_request (
  id text primary key,
  employer text not null,
  passport text not null,
  holder text not null,
  asked_by text not null,
  open_for text, -- organisation and passport, so that nobody is asked twice
  free_at int8 not null, -- from then on the organisation may ask again
  purpose text not null,
  words bytea not null, -- sealed
  days int8 not null, -- asked for
  state text not null,
  asked_at int8 not null,
  lapses_at int8 not null,
  decided_at int8,
  ends_at int8, -- the view is open until then
  opens int8 not null -- how often it was opened
);
create unique index epk_request_open on epk_request (open_for);
create index epk_request_holder on epk_request (holder, asked_at);
create index epk_request_employer on epk_request (employer, asked_at);

-- An organisation wants to hear when the state of a passport changes.
create table epk_watch (
  id text primary key,
  employer text not null,
  passport text not null,
  holder text not null,
  begun_by text not null,
  open_for text, -- organisation and passport while it lasts
  by_email bool not null,
  by_hook bool not null,
  begun_at int8 not null,
  ended_at int8,
  ended_by text
);
create unique index epk_watch_open on epk_watch (open_for);
create index epk_watch_passport on epk_watch (passport);
create index epk_watch_holder on epk_watch (holder, begun_at);
create index epk_watch_employer on epk_watch (employer, begun_at);

-- The address of a program of an organisation, and the secret that signs what is sent there.
create table epk_hook (
  employer text primary key,
  url bytea not null, -- sealed
  secret bytea not null, -- sealed
  made_at int8 not null
);

-- What is sent there. The id stays the same however often it is sent.
create table epk_delivery (
  id text primary key,
  employer text not null,
  watch text not null,
  mark text not null, -- which change: each is sent once
  number text not null,
  body text not null,
  state text not null,
  attempts int8 not null,
  error text,
  made_at int8 not null,
  due_at int8 not null,
  ended_at int8
);
create unique index epk_delivery_mark on epk_delivery (watch, mark);
create index epk_delivery_employer on epk_delivery (employer, made_at);
