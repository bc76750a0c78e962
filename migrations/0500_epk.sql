-- Who accepted which text of the terms: the language and digest of the very text that was shown.
create table epk_acceptance (
  account text not null,
  version text not null,
  lang text not null,
  sha256 bytea not null,
  accepted_at int8 not null,
  primary key (account, version)
);
