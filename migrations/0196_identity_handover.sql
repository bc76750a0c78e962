-- What waits about the contacts of an account is looked up at each sign-in of its owner.
create index identity_handover_from on identity_handover (from_account, kind);
