# The staff desk.

support-nav-home = Home
support-nav-people = People
support-nav-tickets = Requests
support-nav-employers = Organisations
support-nav-applications = Applications
support-nav-failures = Failures
support-nav-passports = Passports
support-nav-journal = My actions
support-nav-staff = Staff

support-enter = Sign in with Gosuslugi
support-look = take a look

support-home-title = Staff desk
support-home-people = Find a person
support-home-people-about = By the whole phone number, e-mail address, SNILS or account number. Every look is recorded, and the person sees it.
support-home-failures = Failures
support-home-messages = { $count ->
    [0] All messages were delivered.
    [one] { $count } message was not delivered.
   *[other] { $count } messages were not delivered.
  }
support-home-jobs = { $count ->
    [0] All background jobs are done.
    [one] { $count } background job was given up.
   *[other] { $count } background jobs were given up.
  }
support-home-tickets = { $count ->
    [0] All requests have an answer.
    [one] { $count } request waits for an answer.
   *[other] { $count } requests wait for an answer.
  }
support-home-late = overdue: { $count }
support-home-applications-about = Applications that did not pass the automatic check: issue the passport, return them with remarks, or refuse.
support-home-passports-about = Find a passport by its number; suspend, resume or revoke it.
support-home-lately = What you did
support-home-journal = All my actions

support-failures-title = Failures
support-failures-lead = What the program tried many times and could not do. Addresses are masked.
support-failures-messages = Messages that were not delivered
support-failures-no-messages = There are no such messages.
support-failures-jobs = Jobs that were not done
support-failures-no-jobs = There are no such jobs.
support-when = When
support-what = What
support-where-to = Where to
support-why = Why
support-number = Number

support-why-mail-status = The mail server refused: answer { $more }
support-why-mail-silent = The mail server did not answer in time
support-why-mail-away = The mail server cannot be reached
support-why-sms-status = The SMS gateway refused: answer { $more }
support-why-sms-silent = The SMS gateway did not answer in time
support-why-sms-away = The SMS gateway cannot be reached
support-why-no-address = The address was removed while the message waited for its time
support-why-bad-address = The address is written wrongly
support-why-bad-letter = The e-mail could not be put together
support-why-no-words = There are no words for this message: { $more }
support-why-late = Nobody took the message within three days

support-journal-title = My actions
support-journal-lead = Everything that you did and looked at. These entries cannot be changed or removed.
support-journal-empty = There are no entries.

support-invitation-title = You are invited to the staff desk
support-invitation-lead = Sign in with Gosuslugi, and the invitation is tied to your account.
support-invitation-how = The invitation works once. After that you sign in with the same account, always with a password and a code: from a text message or an app.

support-no-entry-unknown = This is the staff desk
support-no-entry-unknown-about = Your account is not known here. If you are a member of staff, ask an administrator for an invitation and open its link.
support-no-entry-one-factor = A second step is needed
support-no-entry-one-factor-about = The desk needs a password and a code from a text message or an app; a code from an e-mail will not do. Set up two-step verification at Gosuslugi: “Settings”, “Security”, “Two-step verification”. Then sign in again.
support-no-entry-suspended = Access is suspended
support-no-entry-suspended-about = An administrator suspended your access to the desk. Ask them for the reason.
support-no-entry-invitation-over = The invitation no longer works
support-no-entry-invitation-over-about = It was used, replaced by a new one, or is older than seven days. Ask an administrator for a new link.
support-no-entry-other-account = If you signed in with the wrong account, sign out of it at Gosuslugi and sign in with the other.

support-staff-title = Staff
support-staff-lead = Who works here, and what they may do.
support-staff-entered = Last signed in: { $at }
support-staff-never = Has not signed in yet
support-staff-invite-again = New invitation
support-staff-suspend = Suspend access
support-staff-reinstate = Give access back
support-staff-suspended = Access suspended; open sessions have ended.
support-staff-reinstated = Access given back.
support-staff-unchanged = Nothing has changed: it was done already.
support-staff-yourself = You cannot suspend your own access.

support-state-invited = invited
support-state-overdue = invitation ran out
support-state-active = works here
support-state-suspended = access suspended

support-invite-title = Invite a member of staff
support-invite-lead = You get a link that works once within seven days. Hand it over in person.
support-invite-name = Full name
support-invite-name-hint = For example, Тестов Олег Примерович
support-invite-name-missing = Enter the full name of the member of staff
support-invite-roles = What they will be able to do
support-invite-role-missing = Choose at least one role
support-invite-make = Make the invitation

support-role-operator = operator
support-role-operator-about = Answers requests, finds people, opens sign-in again, confirms the level by a document
support-role-examiner = examiner
support-role-examiner-about = Decides applications, suspends and revokes passports, confirms organisations
support-role-auditor = auditor
support-role-auditor-about = Reads the journal and changes nothing
support-role-administrator = administrator
support-role-administrator-about = Invites staff, suspends access, watches how quickly requests are answered

support-invited-title = The invitation is ready
support-invited-lead = The link is shown once: copy it now.
support-invited-next = The member of staff opens it and signs in with Gosuslugi, with password and code. If the link is lost, make a new one in the list of staff.

support-site-identity = Gosuslugi
support-site-sep = SEP
support-site-epk = EPK
support-site-desk = the desk

support-event-application-decided = Application decided
support-event-staff-invited = Invitation to a member of staff
support-event-staff-bound = Invitation used
support-event-staff-signed-in = Signed in to the desk
support-event-staff-suspended = Access of a member of staff suspended
support-event-staff-reinstated = Access of a member of staff given back
support-event-staff-read = Looked at a person’s data
support-event-account-unlocked = Sign-in to an account opened
support-event-account-restricted = Account restricted
support-event-account-restriction-lifted = Restriction lifted
support-event-account-closed = Account closed
support-event-account-phone-dropped = Phone removed from an account
support-event-account-email-dropped = E-mail address removed from an account
support-event-account-contact-kept = Hand-over cancelled: the owner entered a code
support-event-account-contact-received = The new owner confirmed a phone or e-mail address
support-event-staff-found = Account found
support-event-staff-acted = Reason of an action
support-event-staff-own-refused = Refused: own account
support-event-staff-handed-over = Hand-over of a phone or e-mail address recorded
support-event-staff-contact-freed = Hand-over of a phone or e-mail address to a new owner recorded
support-event-staff-password-sent = Temporary password sent
support-event-regain-entered = New phone cancelled: the owner signed in
support-event-regain-recovered = New phone cancelled: the owner recovered without it
support-event-regain-stopped = New phone cancelled by the link
support-event-regain-used = Access recovered with a new phone
support-event-staff-regain-granted = New phone allowed to recover access
support-event-staff-regain-approved = New phone confirmed by a second member of staff
support-event-staff-regain-withdrawn = New phone taken back
support-event-staff-registration-read = Looked at an unfinished registration
support-event-proofing-confirmed = Identity confirmed
support-event-staff-passport-wrong = The passport did not match
support-event-passport-suspended = Passport suspended
support-event-passport-resumed = Passport resumed
support-event-passport-revoked = Passport revoked
support-event-passport-decision-overtaken = Decision about a passport not recorded: a colleague was first
support-event-passport-staff-read = Looked at a passport
support-event-employer-confirmed = Organisation confirmed
support-event-employer-declined = Organisation declined
support-event-ticket-answered = Answered a request
support-event-ticket-closed = Closed a request
support-event-ticket-handed = Handed a request over
support-event-ticket-access-sent = Sent a person an access number

support-job-cabinet-sweep = Removing old records of the cabinets
support-job-identity-logout = Telling services of a sign-out
support-job-identity-provider-upkeep = Changing the provider’s keys
support-job-identity-proofing = Checking data at the registers
support-job-identity-tidy = Removing old records of Gosuslugi
support-job-store-file-sweep = Removing files that nobody needs
support-job-support-ticket-overdue = Reminder of the deadline of a request
support-job-support-ticket-sweep = Removing old links to requests
support-job-epk-check = Checking an application
support-job-epk-watch = Checking whether the mandate of an application was withdrawn
support-job-epk-due = Reminder of the deadline of an application
support-job-epk-give-back = Giving back the mandate of an application
support-job-epk-sending-send = Sending a passport to a service
support-job-epk-sending-due = Waiting for the answer of a service
support-job-epk-sending-give-back = Giving back the mandate to send a passport
support-job-epk-watch-send = Telling an organisation of a change of a passport
support-job-epk-watch-end = Ending the watching of a passport
support-job-epk-passport-print = Printed form of a passport
support-job-epk-passport-remind = Reminder of the end of a passport
