-- Passports that people send to other state services. What was signed and what the service
-- answered is kept here, also when the service is not configured any more.
create table epk_sending (
  id text primary key, -- the key by which the service knows a repeat
  passport text not null,
  holder text not null,
  service text not null,
  open_for text, -- passport and service while nothing is settled: nobody sends twice at once
  service_name bytea not null, -- in both languages, as it was signed; sealed
  state text not null,
  sha256 bytea not null, -- of the file
  content bytea not null, -- the digest of what was signed
  agreement text not null,
  phone bytea not null, -- sealed
  code int8 not null,
  signed_at int8 not null,
  deadline_at int8 not null,
  mandate bytea, -- sealed; the permission to act after the person has signed out
  mandate_ends_at int8,
  accepted_at int8, -- the service has it and has not answered yet
  waits_for text not null, -- who gave no answer at the latest try; empty when nobody
  tries int8 not null,
  next_try_at int8,
  late_at int8, -- the person was told then that it takes longer
  number bytea, -- the registration number at the service; sealed
  reason bytea, -- why it was refused or not sent; sealed
  settled_at int8
);
create unique index epk_sending_open on epk_sending (open_for);
create index epk_sending_passport on epk_sending (passport, signed_at);
