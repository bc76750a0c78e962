-- What a mailbox needs to answer a letter: where replies go, and the Message-ID.
alter table sandbox_message add column reply_to text;
alter table sandbox_message add column message_id text;
