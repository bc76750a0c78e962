-- What simulated services have received: one row for each document, by the key of its sender.
create table sandbox_document (
  service text not null,
  sender_key text not null,
  content text not null, -- digest of the request, so that another document under the key is noticed
  person text not null, -- JSON: whose it is, as token and document say
  data text not null, -- JSON
  file bytea not null,
  sha256 text not null,
  number text not null, -- told from answered_at on
  reason text, -- told instead of the number when the document is refused
  received_at int8 not null,
  answered_at int8 not null,
  calls int8 not null, -- how often it was sent
  primary key (service, sender_key)
);
create index sandbox_document_received on sandbox_document (service, received_at);
