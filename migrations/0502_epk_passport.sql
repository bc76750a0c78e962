-- Qualification passports. A number and a verification code together open the public check, the
-- number alone opens nothing. What a passport says is sealed as one document, because it never
-- changes after the issue.
create table epk_passport (
  id text primary key,
  number text not null unique,
  code bytea not null,
  application text not null unique,
  holder text not null,
  facts bytea not null,
  state text not null,
  issued_at int8 not null,
  expires_at int8 not null,
  supersedes text,
  superseded_by text,
  changes int8 not null
);
create index epk_passport_holder on epk_passport (holder, issued_at);

-- What became of a passport, in order. The place is part of the key, so that of two decisions
-- made on the same state one stands.
create table epk_passport_change (
  passport text not null,
  place int8 not null,
  state text not null,
  at int8 not null,
  actor text not null,
  reason bytea not null,
  primary key (passport, place)
);

-- The printed form, made once and kept, so that each download has the same bytes and a file can
-- be recognised by its digest.
create table epk_passport_print (
  passport text not null,
  form text not null,
  sha256 bytea not null unique,
  file bytea not null,
  made_at int8 not null,
  primary key (passport, form)
);
