-- Who acted for an organisation and does not any more: it stays her own to the desk.
create table epk_employer_former (
  account text not null,
  employer text not null,
  left_at int8 not null,
  primary key (account, employer)
);
