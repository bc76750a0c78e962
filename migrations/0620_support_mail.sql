-- Replies by e-mail, numbers that are bound to who asked for them, and how often requests return.

-- How an entry came: null by a page, mail, or mail_other from another address than the one of the
-- request. Nobody has checked who sent a letter.
alter table support_ticket_entry add column via text;
-- A letter as it came, where words were cut from it.
alter table support_ticket_entry add column original bytea;
-- Who of the staff asked for the number, and it opens for nobody else. Null: she made it herself.
alter table support_ticket_access add column staff text;
-- How often she wrote again after it was closed.
alter table support_ticket add column reopened int8;

-- Addresses for replies, by the keyed hash of their secret.
create table support_ticket_mailbox (
  hash bytea primary key,
  ticket text not null,
  expires_at int8 not null
);
create index support_ticket_mailbox_expires on support_ticket_mailbox (expires_at);

-- Letters that have come, so that one that comes again is the same.
create table support_ticket_letter (
  ticket text not null,
  hash bytea not null, -- of its Message-ID, or of all of it
  message_id bytea, -- sealed, for the headers of our next letter
  at int8 not null,
  primary key (ticket, hash)
);
create index support_ticket_letter_at on support_ticket_letter (at);
