# Gosuslugi: home, personal data, account level, security; pages of staff.

## Shared

identity-nav-home = Home
identity-nav-services = Electronic services
identity-nav-profile = Personal data
identity-nav-linked = Linked services
identity-nav-settings = Settings
identity-not-now = Not now
identity-to-home = Home
identity-back-to = Back to “{ $service }”

## Home

identity-welcome-title = One sign-in for every cabinet
identity-welcome-lead = Register once and enter linked services without separate passwords. You decide which data each of them receives.
identity-welcome-enter = Sign in
identity-welcome-register = Register
identity-welcome-one-title = Nothing is entered twice
identity-welcome-one = Passport, SNILS and INN are compared with the registers once and then filled in by themselves in services.
identity-welcome-two-title = Two steps to sign in
identity-welcome-two = Besides the password you need a code from a text message or an app. After five wrong passwords sign-in is closed.
identity-welcome-three-title = You can see everything
identity-welcome-three = The journal shows who signed in and when, which service received your data, and which member of staff opened it.
identity-welcome-services = Which services there are
identity-welcome-recovery = I cannot sign in

identity-home-title = Home
identity-home-attention = Needs your attention
identity-home-ways = Where to go
identity-home-services = Find a cabinet and enter it without a second password
identity-home-profile = What we know about you, and from where
identity-home-linked = Which services receive your data; withdraw a consent
identity-home-settings = Security
identity-home-security = Password, two-step verification, sessions and journal

identity-attention-urgent = Important
identity-attention-advice = Advice
identity-attention-locked = Sign-in is closed after wrong passwords
identity-attention-locked-hint = This session works, but a new one cannot be opened. Recover access or go to support before you sign out.
identity-attention-phone = Confirm your phone
identity-attention-phone-hint = Codes for signing in are sent to it.
identity-attention-email = Confirm your e-mail
identity-attention-email-hint = You need it to recover access.
identity-attention-check-refused = The check of your data did not pass
identity-attention-check-refused-hint = See what differs and how to put it right.
identity-attention-check-waiting = Your data is being checked
identity-attention-check-waiting-hint = The register takes its time. We will write when the check is over.
identity-attention-check-begun = You began to raise your level
identity-attention-check-begun-hint = Everything you entered is kept. Go on from where you stopped.
identity-attention-standard = Raise your level to standard
identity-attention-standard-hint = You will need your passport, SNILS and INN. It usually takes five minutes.
identity-attention-confirmed = Raise your level to confirmed
identity-attention-confirmed-hint = Show your passport once to a member of staff at a service centre.
identity-attention-inn = Add your INN
identity-attention-inn-hint = Some services are closed without it.

## Personal data

identity-profile-title = Personal data
identity-profile-person = About you
identity-profile-numbers = Numbers and documents
identity-profile-contacts = Contacts
identity-profile-missing = not given
identity-profile-change = Change
identity-profile-add = Add
identity-profile-show = Show in full
identity-profile-raise = Raise the level
identity-profile-level = What the level opens
identity-profile-agreed = What you agreed to
identity-profile-agreed-at = you agreed on { $when }
identity-profile-read = Read
identity-profile-who-sees = A service receives only what you allowed.
identity-passport-hint = Your journal says that you opened this page.

identity-source-typed = entered by you, not confirmed
identity-source-code = confirmed by a code on { $when }
identity-source-register = confirmed: { $register }, { $when }

identity-field-name = Full name
identity-field-family = Surname
identity-field-given = Given name
identity-field-additional = Patronymic
identity-field-additional-hint = Leave it empty if you have none
identity-field-birth-date = Date of birth
identity-field-gender = Sex
identity-field-passport = Passport
identity-field-series = Series
identity-field-series-hint = Four digits, for example 45 08
identity-field-number = Number
identity-field-number-hint = Six digits
identity-field-issued-on = Date of issue
identity-field-issued-by = Issued by
identity-field-issued-by-hint = As written in the passport
identity-field-issuer-code = Code of the office
identity-field-issuer-code-hint = Six digits, for example 770-001
identity-field-snils = SNILS
identity-field-snils-hint = Eleven digits, for example 112-233-445 95
identity-field-inn = INN
identity-field-inn-hint = Twelve digits
identity-field-phone = Phone
identity-field-email = E-mail
identity-gender-female = Female
identity-gender-male = Male

## Account level

identity-level-title = Account level
identity-level-name-simple = Simple
identity-level-name-standard = Standard
identity-level-name-confirmed = Confirmed
identity-level-simple-allows = You can enter services that need no more than your name and contacts. Sections with data of registers are closed.
identity-level-standard-allows = Sections with data of registers are open. You cannot sign documents yet.
identity-level-confirmed-allows = All services and the signing of documents are open.
identity-level-to-standard = Raise it to standard
identity-level-standard-how = Enter the data of your documents, and we will compare it with the Social Fund and the tax service. You can stop at any moment: what you entered is kept and opens on any of your devices.
identity-level-refused = The check found a difference
identity-level-waiting = Your data is being checked
identity-level-see-result = See the check
identity-level-begin = Begin
identity-level-continue = Continue
identity-level-step-name = Name as in the passport
identity-level-step-passport = Passport
identity-level-step-snils = SNILS
identity-level-step-inn = INN
identity-level-step-filled = Filled in
identity-level-step-wrong = Check it
identity-level-step-empty = Not filled in
identity-level-name-lead = The name in your account will change when the registers have confirmed it.
identity-level-passport-lead = Copy it from the page with the photograph.
identity-level-gender-empty = Choose the sex as in the passport
identity-level-inn-later-hint = You can add the INN later, but some services are closed without it.
identity-level-inn-left = You will add it later
identity-level-inn-check = Check and save
identity-level-kept = What you enter is kept when you press “Continue”.
identity-level-check-title = Check what you entered
identity-level-check-who = We will ask the Social Fund and the tax service whether this agrees with their data. They do not hand their data to us.
identity-level-check-send = Send for checking
identity-level-spent = No checks are left today: there are ten within a day. The next one is possible on { $when }. Everything you entered is kept.
identity-level-to-confirmed = Raise it to confirmed
identity-level-confirmed-1 = Get a number on this page.
identity-level-confirmed-2 = Come to a service centre with your passport and give the number.
identity-level-confirmed-3 = A member of staff will check the passport, and the level will change at once.
identity-level-number = Number for the service centre
identity-level-number-until = Valid until { $date }
identity-level-number-hint = The number works once. Staff will find your account by it. Without the passport it confirms nothing.
identity-level-number-get = Get a number
identity-level-highest = This is the highest level, there is nothing more to do.
identity-level-which = Which levels there are

## How the check ended

identity-result-title = Check of your data
identity-result-what = What you can do
identity-result-next = What comes next
identity-result-see-typed = See what you entered
identity-result-again = Check once more
identity-result-refresh = Refresh the page
identity-result-desk = Go to support
identity-result-reference = Reference number: { $number }. Give it to support.
identity-result-done-title = Your account is standard
identity-result-done = The registers have confirmed your data. Sections with data of registers are open now.
identity-result-confirmed = To sign documents, show your passport once at a service centre
identity-result-inn-title = INN added
identity-result-inn = The tax service has confirmed that this is your number.
identity-result-waiting-title = We will check a little later
identity-result-waiting = The register has not answered yet. Everything you entered is kept, and we go on asking by ourselves.
identity-result-waiting-told = You can close this page: we will write when the check is over.
identity-result-unconfirmed-title = Your data could not be confirmed
identity-result-unconfirmed = We compared what you entered with the registers and could not confirm that this data is yours. We do not show details: the data may belong to somebody else.
identity-result-unconfirmed-1 = Check the numbers and the date of birth: one wrong digit is enough.
identity-result-unconfirmed-2 = If the document is new, the register learns of it within a few days. Try again later: what you entered is kept.
identity-result-unconfirmed-3 = If you have another account, sign in to it or recover access to it.
identity-result-unconfirmed-4 = If everything is right, come to a service centre with your passport and give the reference number: staff will sort it out with you.
identity-result-differs-title = The data differs from the register
identity-result-differs = This is what differs. We do not show what the register holds until it is confirmed that this data is yours.
identity-result-differs-here = If the mistake is here, correct the field and send it again.
identity-result-differs-there = If everything here is as in the document, the mistake is in the register. Go with the document to the office that keeps the register. Once it is corrected, send the same data again: it is kept.
identity-result-silence-title = The register did not answer
identity-result-silence = { $register }: no answer for more than a week.
identity-result-silence-kept = Everything you entered is kept. Send it for checking once more.

identity-differs-letter = { $register }: differs by one letter
identity-differs-other = { $register }: does not agree
identity-differs-not-held = { $register }: has no such information
identity-part-family-name = Surname
identity-part-given-name = Given name
identity-part-additional-name = Patronymic
identity-part-birth-date = Date of birth
identity-part-gender = Sex
identity-part-snils = SNILS
identity-part-inn = INN
identity-part-passport = Passport

## Security

identity-security-title = Security
identity-security-enter = Signing in
identity-security-password = Password
identity-security-password-since = changed on { $date }
identity-security-contacts = Contacts for codes and messages
identity-security-more = Who uses the account, and how
identity-security-sessions = { $count ->
    [one] { $count } session is open
   *[other] { $count } sessions are open
  }
identity-security-journal = Sign-ins, changes, and staff who opened your data
identity-security-notifications = Notifications
identity-security-notifications-hint = What you are told about, and how

identity-prove-title = Enter your password again
identity-prove-lead = This is how we make sure that it is you who changes the security settings, not somebody who took your device.
identity-prove-forgot = I forgot my password
identity-prove-empty = Enter your password
identity-prove-wrong = { $left ->
    [one] The password is wrong. { $left } attempt is left before sign-in closes.
   *[other] The password is wrong. { $left } attempts are left before sign-in closes.
  }
identity-prove-locked = The password was wrong five times, sign-in is closed. This session works, but a new one cannot be opened. Recover access or go to support.
identity-prove-later = Too many attempts at once. Wait a minute and try again.

identity-newpassword-title = Change the password
identity-newpassword-lead = Your other sessions will end, and we will tell you of the change by e-mail and text message.
identity-newpassword-current = Current password
identity-newpassword-new = New password
identity-newpassword-hint = At least 8 characters. A few words that only you know are best
identity-newpassword-change = Change the password
identity-newpassword-changed = The password is changed, your other sessions have ended.
identity-newpassword-same = The new password is the same as the current one. Create another one.

identity-two-step-title = Two-step verification
identity-two-step-lead = Besides the password you need a code to sign in. This cannot be switched off; you choose where the code comes from.
identity-two-step-which = Where the code comes from
identity-two-step-sms = Code from a text message
identity-two-step-sms-hint = Sent to { $phone }
identity-two-step-totp = Code from an app
identity-two-step-totp-since = App connected on { $date }
identity-two-step-totp-none = Works without a network. Any app for one-time codes will do
identity-two-step-empty = Choose where the code comes from
identity-two-step-no-phone = Confirm a phone number first.
identity-two-step-saved = Two-step verification is changed.
identity-two-step-app = App
identity-two-step-app-new = Connect another app
identity-two-step-app-new-hint = For example, if you have a new phone. The earlier app will stop working once you confirm the new one.
identity-two-step-app-remove = Disconnect the app
identity-two-step-app-remove-hint = Codes will be sent by text message again.
identity-two-step-email = If a code does not arrive or the app is lost, you can ask for a code by e-mail when you sign in.

identity-app-title = Connect an app
identity-app-1 = Open an app for one-time codes on your phone.
identity-app-2 = Add an account in it: scan the picture or enter the key.
identity-app-3 = Enter the code that it shows.
identity-app-picture = Picture with the key for the app. The same key is below as text.
identity-app-secret = If you cannot scan it, enter the key by hand:
identity-app-code = Code from the app
identity-app-confirm = Connect
identity-app-done = The app is connected. You will need its code to sign in.
identity-app-removed = The app is disconnected. Codes are sent by text message again.
identity-app-wrong = The code is wrong. Wait for the next one, and check that the time on your phone is right.

identity-code-label = Code
identity-code-number = Code No. { $number }
security-code-form = Enter the six digits of the code
security-code-wrong = { $left ->
    [one] The code is wrong. { $left } attempt is left.
   *[other] The code is wrong. { $left } attempts are left.
  }
security-code-dead = This code no longer works. Send a new one.
security-code-spent = Too many wrong codes. The next attempt is possible at { $when }.
identity-code-sent-spent = Too many codes were sent. The next one is possible at { $when }.
security-code-again = Send again

identity-contact-phone = Change the phone number
identity-contact-email = Change the e-mail address
identity-contact-now = Now: { $value }
identity-contact-new-phone = New phone number
identity-contact-new-phone-hint = We will send a code to it
identity-contact-new-email = New e-mail address
identity-contact-new-email-hint = We will send an e-mail with a code to it
identity-contact-same = This number or address is already in your account. Enter a new one.
identity-contact-no-means = There is no second way to get a code and prove that it is you. Come to a service centre with your passport.
identity-contact-changed = The contact is changed. We have written about it to the earlier address, too.
identity-contact-not-changed = The contact could not be changed. Come to a service centre with your passport.
identity-change-second = Prove that it is you
identity-change-new = Confirm the new contact
identity-change-app = Enter the code from your app.
identity-change-sent = We sent a code to { $to }.
identity-change-sent-new = Enter the code sent to { $to }. If it does not arrive, check for typing errors.

identity-sessions-title = Sessions
identity-sessions-lead = Where your account is open now. End a session that you do not recognise, and change your password.
identity-sessions-current = This session
identity-sessions-address = Network address
identity-sessions-since = Opened
identity-sessions-seen = Last used
identity-sessions-end = End
identity-sessions-end-others = End all except this one
identity-sessions-ended = The session has ended, and the services that take such messages have been told.
identity-sessions-all-ended = Your other sessions have ended, and the services that take such messages have been told.
identity-sessions-unheard = Ended here, but not all services have confirmed it yet. We go on telling them.
identity-device-unknown = Unknown device

## Journal

identity-journal-title = Activity journal
identity-journal-lead = Everything that happened to your account. Entries cannot be changed or deleted. Times are Moscow time.
identity-journal-empty = Nothing yet.
identity-journal-by-staff = member of staff
identity-journal-service = service “{ $service }”
identity-journal-reason = reason: { $reason }

## Desk: people

identity-staff-title = People
identity-staff-person = Account
identity-staff-who = Whom to find
identity-staff-who-hint = Phone, e-mail, SNILS, number for the service centre, reference number or account number
identity-staff-who-empty = Enter whom to find
identity-staff-find = Find
identity-staff-exact = Enter the whole number or address: data is kept encrypted and cannot be found by a part. The search is recorded, and the person will see it in the journal.
identity-staff-nobody = Nobody was found. Check for typing errors: the whole number or address is needed.
identity-staff-spent = Too many searches within an hour. The next is possible at { $when }.
identity-staff-created = Registered
identity-staff-number = Account number
identity-staff-open = Open the data
identity-staff-open-lead = The data is hidden. Enter the number that the person gave you, or a reason. The person will see it in the journal.
identity-staff-open-do = Open
identity-staff-open-until = The data is open until { $when }. The passport is not shown here.
identity-staff-brought = Number that the person gave
identity-staff-brought-hint = Eight digits from the person’s page “Account level”
identity-staff-number-wrong = This is another person’s number, or it has expired.
identity-staff-or-reason = Or a reason
identity-staff-reason = Reason
identity-staff-reason-hint = In your own words, at least 10 characters. The person will read it in the journal
identity-staff-reason-shown = The person will see it when trying to sign in
identity-staff-reason-short = Write a reason: at least two words and 10 characters
identity-staff-not-open = The data is not open. Enter the number or a reason first.
identity-staff-confirm = Confirm the identity
identity-staff-confirm-lead = Compare the person with the photograph and copy the series and number from the passport in front of you.
identity-staff-confirm-do = Confirm
identity-staff-confirmed = The identity is confirmed, a message was sent to the person.
identity-staff-already = The account is confirmed already.
identity-staff-too-early = The person must reach the standard level first: there is no passport to compare with.
identity-staff-closed = The account is closed or restricted.
identity-staff-passport-wrong = { $left ->
    [one] This is not the passport that the registers confirmed. { $left } attempt is left today.
   *[other] This is not the passport that the registers confirmed. { $left } attempts are left today.
  }
identity-staff-passport-spent = No attempts are left today. The next is possible on { $when }.
identity-staff-unlock = Open sign-in
identity-staff-unlock-do = Open sign-in
identity-staff-unlocked = Sign-in is open, a message was sent to the person.
identity-staff-restrict = Restrict the account
identity-staff-restrict-lead = All sessions will end, and nobody will be able to sign in. The person will see the reason and how to have the restriction lifted.
identity-staff-restrict-do = Restrict
identity-staff-restricted = The account is restricted, a message was sent to the person.
identity-staff-term = For how long
identity-staff-term-empty = Choose for how long
identity-staff-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
  }
identity-staff-until = until { $when }
identity-staff-until-lifted = until staff lift it
identity-staff-lift = Lift the restriction
identity-staff-lift-do = Lift the restriction
identity-staff-lifted = The restriction is lifted, a message was sent to the person.
identity-staff-needless = Nothing has changed: it was done already.
identity-staff-locked-since = Sign-in closed after wrong passwords on { $when }.
identity-staff-restriction-over = The restriction has expired.
identity-staff-back = Back to the account
identity-staff-more = What else can be done
identity-staff-own-title = This is your own account
identity-staff-own = Staff do not change their own account. Ask another operator: they will find you by phone or e-mail and do what is needed, as for anybody else. If there is no other operator, an administrator invites one.
identity-staff-elsewhere = The SNILS, INN or passport that the person entered for the check belongs to another account. If it is an earlier account of the same person, give them access to it, for example with a temporary password.
identity-staff-elsewhere-title = Another account has this data
identity-staff-elsewhere-open = Open the other account
identity-staff-document = Which document is in front of you
identity-staff-document-kind-empty = Choose the document
identity-staff-document-passport = Passport of a citizen of Russia
identity-staff-document-other = Another document with a photograph
identity-staff-document-number = Number of the document
identity-staff-document-hint = Series and number of the passport, ten digits. For another document, its name and number
identity-staff-document-digits = Copy the series and number of the passport: ten digits in all
identity-staff-document-short = Write the name and number of the document: 5 to 120 characters
identity-staff-document-wanted = This account has a passport, so the passport is needed. Choose “Passport of a citizen of Russia”.
identity-staff-password = Send a temporary password
identity-staff-password-about = If the person forgot the password and cannot recover access alone
identity-staff-password-lead = The password goes by e-mail to the confirmed address { $to }. Make sure by the document that the owner of the account is in front of you.
identity-staff-password-once = The password is valid for a day and can be entered once. An earlier temporary password will stop working.
identity-staff-password-second = With it the person will enter a code from a text message or the app and create a new password at once. It opens nothing else.
identity-staff-password-hidden = It is not shown here. We will write to all addresses of the person that it was sent.
identity-staff-password-do = Send
identity-staff-password-sent = The temporary password was sent to the person’s e-mail address.
identity-staff-password-spent = Three temporary passwords were sent today. The next is possible on { $when }.
identity-staff-password-not = A temporary password cannot be sent
identity-staff-password-no-email = The account has no confirmed e-mail address. The person adds one in the security settings.
identity-staff-password-no-second = The account has neither a phone nor an app for codes. Access to the e-mail alone is not enough: a second way is needed.
identity-staff-password-locked = Sign-in is closed after wrong passwords, so no password will work. Open sign-in first, then send the password.
identity-staff-password-closed = The account is closed or restricted.
identity-staff-regain = New phone to recover access
identity-staff-regain-about = If both the phone and the password are lost
identity-staff-regain-lead = Make sure by the passport that the owner of the account is in front of you, and record the new number. The number alone opens nothing: the person recovers access on the sign-in page.
identity-staff-regain-mailbox = There they will need a code from an e-mail to the earlier address and a code that comes to the new number. The permission is valid for a day.
identity-staff-regain-told = We will write to the owner at once on every address of the account, with a link that stops everything. An ordinary sign-in stops it, too.
identity-staff-regain-both = If the e-mail is lost as well, enter the new address. Then another member of staff will look at the passport, too, and the new address will start to work after three days.
identity-staff-regain-phone = New phone
identity-staff-regain-phone-hint = The number that the person has now
identity-staff-regain-email = New e-mail
identity-staff-regain-email-hint = Only if the earlier e-mail is lost, too
identity-staff-regain-from = Valid from
identity-staff-regain-until = Valid until
identity-staff-regain-approve-until = To be confirmed by
identity-staff-regain-do = Allow
identity-staff-regain-done = Done. Ask the person to press “Forgot your password?” on the sign-in page.
identity-staff-regain-waits = Recorded. Now another member of staff must look at the passport, too.
identity-staff-regain-granted = A new phone is already allowed for this account.
identity-staff-regain-how = Ask the person to press “Forgot your password?” on the sign-in page, enter the code from the e-mail and choose the code to the new number.
identity-staff-regain-how-both = When the time has come, the person presses “Forgot your password?” on the sign-in page. The codes come to the new e-mail address and the new number.
identity-staff-regain-wrong = If something is wrong
identity-staff-regain-withdraw-about = If the document is somebody else’s, the number is wrong or the owner objects, take the permission back. A message is sent to the owner.
identity-staff-regain-colleague-title = Another member of staff is needed
identity-staff-regain-colleague = Ask a colleague to find this account and look at the passport, too. Three days after that the new e-mail address will start to work.
identity-staff-regain-approve = Second check of the passport
identity-staff-regain-approve-lead = A colleague has seen the passport. Look at it yourself: the new e-mail address will start to work three days after you confirm.
identity-staff-regain-approve-do = Confirm
identity-staff-regain-approved = Confirmed. The person will be able to recover access in three days, and we will write to them about it.
identity-staff-regain-same = Another member of staff has to confirm.
identity-staff-regain-changed = While you were checking, a colleague took the permission back or replaced it. Nothing is confirmed. Look at the number, the e-mail and the passport again.
identity-staff-regain-withdraw = Take the permission back
identity-staff-regain-withdrawn = The new phone is taken back.
identity-staff-regain-not = A new phone cannot be allowed
identity-staff-regain-closed = The account is closed or restricted.
identity-staff-regain-no-passport = There is no passport in the account to compare the document with. Let the person register with a new number. The e-mail address of the earlier account can be handed over to the new one.
identity-staff-regain-no-email = The account has no confirmed e-mail address. Enter the new one.
identity-staff-regain-taken = Another account has it already.
identity-staff-regain-lives = A new phone is already allowed. To record another one, take this one back first.
identity-staff-regain-spent = The limit has been reached. Next time: { $when }.
identity-staff-handover = Hand a phone or e-mail address to somebody else
identity-staff-handover-about = If the number or address no longer belongs to the owner of this account
identity-staff-handover-none = The account has neither a phone nor an e-mail address.
identity-staff-handover-lead = The phone and e-mail address are now recorded for { $name }.
identity-staff-handover-old = Until the new owner enters the code, nothing changes for the former one. Then the number or address is removed from the account, and sessions that rest on it end. We write to the former owner both times.
identity-staff-handover-new = The new owner gets the number or address only after entering the code that is sent to it, within three days. If the former owner signs in with a code that came there, the hand-over is cancelled.
identity-staff-handover-both = Both will read the reason. The former owner does not see the number of the document.
identity-staff-handover-what = What to hand over
identity-staff-handover-what-empty = Choose what to hand over
identity-staff-handover-to = To whom
identity-staff-handover-to-hint = The reference number on the page of the registration. If the person has an account: phone, e-mail, SNILS or account number
identity-staff-handover-to-empty = Enter to whom it goes
identity-staff-handover-same = This is the same person: the number or address is theirs already.
identity-staff-handover-other = Another number or address was entered in this registration. Check the reference number.
identity-staff-handover-do = Hand over
identity-staff-handover-done = Recorded. Ask the person to press “Send again” on their page and enter the code. If the page is closed, they begin the registration again and give the new reference number.
identity-staff-handover-done-account = Recorded. Ask the person to add the number or address in the security settings and enter the code.
identity-staff-handover-begun = A hand-over of a phone or e-mail address to somebody else is recorded.
identity-staff-handover-pending = The new owner has not entered the code yet, so nothing has changed for the former one. If it was recorded by mistake, or the owner objects, cancel it: we will write to both.
identity-staff-handover-to-account = Open the account of the new owner
identity-staff-handover-to-registration = Open their registration
identity-staff-handover-withdraw = Cancel the hand-over
identity-staff-handover-withdrawn = The hand-over is cancelled, a message was sent to the owner. The phone and e-mail address stay theirs.
identity-staff-handover-new-one = Record another hand-over
identity-staff-handover-replaces = A new hand-over of the same phone or address takes the place of the earlier one.
identity-staff-begun = Look at it or cancel it
identity-staff-newcomer = Unfinished registration
identity-staff-newcomer-lead = Compare the name with the document of the person who gave you the number.
identity-staff-newcomer-name = Name
identity-staff-newcomer-begun = Begun
identity-staff-newcomer-done = This registration is finished.
identity-staff-newcomer-account = Open the account
identity-staff-newcomer-taken = { $what }: belongs to somebody else
identity-staff-newcomer-waits = { $what }: the hand-over is recorded
identity-staff-newcomer-how = No codes are sent there. If the person has shown that it is theirs now, open the account of the former owner, give a reason and hand it over.
identity-staff-newcomer-owner = Account of the former owner
identity-staff-newcomer-free = Phone and e-mail address are free: the person can go on alone by pressing “Send again”.
identity-status-active = Active
identity-status-locked = Sign-in closed
identity-status-restricted = Restricted
identity-status-closed = Closed

## Events of the journal

identity-event-other = Another event
identity-event-ticket-sent = You wrote to support
identity-event-ticket-replied = You wrote more to support
identity-event-ticket-answered = Support answered your request
identity-event-ticket-closed = Your request to support was closed
identity-event-ticket-handed = Your request was handed to other staff
identity-event-ticket-access-sent = Staff sent you an access number for your request
identity-event-ticket-overdue = Support did not answer in time
identity-event-account-closed = Account closed
identity-event-account-restricted = Account restricted
identity-event-account-restriction-lifted = Restriction lifted
identity-event-account-unlocked = Sign-in opened after a lock
identity-event-account-contact-kept = You entered a code, and the hand-over of your phone or e-mail address was cancelled
identity-event-account-phone-dropped = Phone number detached: it belongs to somebody else now
identity-event-account-email-dropped = E-mail address detached: it belongs to somebody else now
identity-event-account-contact-received = A phone or e-mail address became yours after a check of your document
identity-event-consent-declined = You declined to give data to a service
identity-event-consent-given = You allowed a service to receive data
identity-event-consent-withdrawn = Consent withdrawn
identity-event-factor-default-changed = Two-step verification changed
identity-event-factor-totp-confirmed = App for codes connected
identity-event-factor-totp-removed = App for codes disconnected
identity-event-login-code-wrong = Wrong code while signing in
identity-event-login-locked = Sign-in closed: five wrong passwords
identity-event-login-ok = Signed in
identity-event-login-out-of-means = Sign-in stopped: wrong codes
identity-event-login-password = Password right, code asked for
identity-event-login-password-wrong = Wrong password
identity-event-login-refused = Sign-in refused: the account is closed or restricted
identity-event-mandate-ended-all = All mandates ended
identity-event-mandate-ended-with-entry = The mandates of a service ended: its key was shown twice
identity-event-mandate-given = A service was given a mandate for a register
identity-event-mandate-revoked = A service gave its mandate back
identity-event-mandate-withdrawn = Mandate withdrawn
identity-event-profile-passport-shown = Passport shown
identity-event-proofing-confirmed = Identity confirmed by passport
identity-event-proofing-inn-added = INN added
identity-event-proofing-number-claimed = Somebody gave your number or document as theirs
identity-event-proofing-number-made = Number for the service centre received
identity-event-proofing-raised = Account level raised
identity-event-proofing-refused = Check of your data not passed
identity-event-proofing-sent = Data sent for checking
identity-event-proofing-spent = No checks left for the day
identity-event-recovery-begun = Recovery of access begun
identity-event-recovery-done = Access recovered, password is new
identity-event-recovery-email-proved = Recovery: e-mail confirmed
identity-event-recovery-given-up = Recovery stopped
identity-event-recovery-password-used = Recovery: the temporary password was entered
identity-event-recovery-second-proved = Recovery: the second way confirmed
identity-event-regain-entered = You signed in, and the new phone for recovery was cancelled
identity-event-regain-recovered = You recovered access, and the new phone that a member of staff recorded was cancelled
identity-event-regain-stopped = Recovery with a new phone was stopped by the link
identity-event-regain-used = Access recovered with a new phone that a member of staff recorded
identity-event-registration-address-taken = Somebody gave your phone or e-mail while registering
identity-event-registration-done = Account created
identity-event-security-code-wrong = Wrong code in the settings
identity-event-security-contact-claimed = Somebody gave your phone or e-mail as theirs
identity-event-security-email-changed = E-mail address changed
identity-event-security-phone-changed = Phone number changed
identity-event-security-other-sessions-ended = Other sessions ended
identity-event-security-password-changed = Password changed
identity-event-security-proved = Password confirmed in the settings
identity-event-security-session-ended = Session ended
identity-event-service-entered = Service entered
identity-event-session-address-changed = Session used from another address
identity-event-session-ended-all = Sessions and access of services ended
identity-event-session-signed-out = Signed out
identity-event-staff-acted = Staff gave the reason of an action
identity-event-staff-found = Staff found your account
identity-event-staff-handed-over = Staff recorded that your phone or e-mail address goes to somebody else
identity-event-staff-contact-freed = Staff recorded that a phone or e-mail address goes to you
identity-event-staff-handover-withdrawn = A member of staff cancelled the hand-over of your phone or e-mail address
identity-event-staff-contact-not-freed = A member of staff cancelled the hand-over of a phone or e-mail address to you
identity-event-staff-own-refused = You tried to change your own account as a member of staff: refused
identity-event-staff-registration-read = Staff looked at your registration
identity-event-staff-password-sent = Staff sent you a temporary password
identity-event-staff-regain-granted = A member of staff allowed a new phone to recover access
identity-event-staff-regain-approved = A second member of staff confirmed the new phone and e-mail
identity-event-staff-regain-withdrawn = A member of staff took the new phone back
identity-event-staff-passport-wrong = Staff entered a passport that did not match
identity-event-staff-read = Staff opened your data
identity-event-token-code-burnt = A service was refused: its request was wrong
identity-event-token-code-reused = Access of a service ended: a code came twice
identity-event-token-exchanged = A service asked a register on your behalf
identity-event-token-issued = A service was given access
identity-event-token-refresh-reused = Access of a service ended: a key came twice
identity-event-token-refreshed = A service renewed its access
identity-event-token-revoked = A service gave its access back
identity-event-userinfo-read = A service received the data you allowed

## Notices

notice-contact-claimed-subject = Somebody gave your phone or e-mail
notice-contact-claimed-body =
    The owner of another account tried to give your phone or e-mail address as theirs. We sent them no code and did not say whose data it is.

    When: { $time }

    If it was you, change the contact of this account first: { $link }/settings/security. If it was not you, there is nothing to do.
notice-contact-claimed-sms = { $site }: somebody gave your phone or e-mail as theirs, we refused. There is nothing to do.

notice-handover-withdrawn-subject = Hand-over of your phone or e-mail address cancelled
notice-handover-withdrawn-body =
    A member of support staff cancelled the hand-over of your account’s phone or e-mail address to somebody else. Nothing has changed: they stay yours.

    When: { $time }

    Phone and e-mail address of your account: { $link }/settings/security
notice-handover-withdrawn-sms = { $site }: the hand-over of your phone or e-mail address is cancelled. It stays yours.

notice-contact-not-freed-subject = The phone or e-mail address will not become yours
notice-contact-not-freed-body =
    A member of support staff cancelled the hand-over of a phone or e-mail address that we wrote to you about. Nothing has changed in your account.

    When: { $time }

    If the number or address belongs to you now, come to a service centre with a document again.
notice-contact-not-freed-sms = { $site }: the hand-over of a phone or e-mail address to you is cancelled. If it is yours now, come to a service centre with a document.

notice-restriction-lifted-subject = Restriction lifted
notice-restriction-lifted-body =
    A member of staff lifted the restriction on your account. You can sign in again.

    When: { $time }

    Sign in: { $link }/login
notice-restriction-lifted-sms = { $site }: the restriction on your account is lifted, you can sign in again.
