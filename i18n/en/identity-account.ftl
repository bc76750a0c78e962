# Registration, sign-in, recovery, the second step.

## Shared

identity-continue = Continue
identity-back = Back
identity-help = Help
identity-what-to-do = What you can do
identity-reference = Reference number
identity-reference-why = Write it down or take a photo: staff will see by it where you stopped.
identity-password = Password
identity-password-empty = Enter your password

identity-cookies = Your browser does not keep cookies
identity-cookies-why = We use them to remember what you entered and which step you are on. Without them nobody can sign in or register.
identity-cookies-allow = Allow cookies for this site in your browser’s settings.
identity-cookies-private = If this is a private window, try an ordinary one.
identity-cookies-other = If the browser is old, update it or use another one.
identity-cookies-again = Try again

## Sign-in: the password

identity-login = Sign in
identity-login-service = After signing in you will return to { $service }.
identity-login-again = You are signed in as { $name }. To continue, enter your password once more.
identity-login-who = Phone, e-mail or SNILS
identity-login-who-hint = For example, +7 900 123-45-67
identity-login-who-empty = Enter your phone, e-mail or SNILS
identity-login-who-form = This does not look like a phone, an e-mail address or a SNILS: check it for typing errors
identity-login-submit = Sign in
identity-login-forgot = Forgot your password?
identity-login-no-account = No account yet?
identity-login-register-why = You need a phone and an e-mail address. It takes about five minutes.
identity-login-register = Register
identity-login-wrong = The login or the password is wrong. Check the keyboard layout and Caps Lock.
identity-login-wrong-left = The login or the password is wrong. { $left ->
    [one] { $left } attempt is left
   *[other] { $left } attempts are left
  } before sign-in is closed. If you do not remember the password, recover access.
identity-login-wait = Other attempts to sign in with this login are being checked. Wait half a minute and try again.
identity-login-begin-again = Your last sign-in was not finished or took too long. Begin again.
identity-login-other-account = Back to the password
identity-login-anew = Begin the sign-in again

identity-locked = Sign-in is closed
identity-locked-why = Five wrong passwords in a row were entered for this login. So that nobody can guess the password, we do not check any more of them.
identity-locked-sessions = If the account exists, its owner has been told. Sessions that were already open keep working.
identity-locked-recover = Recover access: you need a code from an e-mail and a code from a text message or an app.
identity-locked-desk = If you cannot reach your e-mail or phone, come to a service centre with your passport.

identity-restricted = Access to the account is restricted
identity-restricted-why = Login, password and code are right, but sign-in to this account is closed at the moment.
identity-restricted-reason = Reason: { $why }
identity-restricted-until = The restriction ends on { $time }.
identity-restricted-ask = If you do not understand the reason or disagree, write to support.
identity-restricted-desk = You can also recover access at a service centre: bring your passport.

## The second step: a code

identity-code = Code of six digits
identity-code-secret = Give the code to nobody, not even to staff: they never ask for it.
identity-code-sms = Code from the text message
identity-code-totp = Code from the app
identity-code-email = Code from the e-mail
identity-code-sent-sms = We sent code No. { $number } to { $to }. It works for five minutes.
identity-code-sent-email = We sent code No. { $number } to { $to }. It works for five minutes. If there is no e-mail, look in the spam folder.
identity-code-unsent-sms = We will send a code by text message to { $to }.
identity-code-unsent-email = We will send a code by e-mail to { $to }.
identity-code-totp-lead = Open the app that you connected to your account and enter the six digits that it shows now.
identity-code-form = Enter the six digits of the code
identity-code-dead = This code no longer works: send a new one
identity-code-again = Send again
identity-code-totp-used = This code has been used already. Wait for the next one: the app shows it within half a minute
identity-code-get = Get a code
identity-code-send = Send a code
identity-code-resent = We sent a new code. The one before no longer works.
identity-code-wait = You can send a new code a minute after the last one.
identity-code-sends-spent = Too many codes were sent within the last hour. Try again in an hour or choose another way.
identity-code-not-right = The code is wrong. { $left ->
    [0] No attempts are left: send a new code.
    [one] { $left } attempt is left.
   *[other] { $left } attempts are left.
  }
identity-code-tries-spent = Too many wrong codes were entered within the last hour. Try again after { $time }
identity-code-closed = The code was wrong three times. Prove that it is you in another way.
identity-code-other = Another way
identity-code-by-sms = Get a code by text message
identity-code-by-email = Get a code by e-mail
identity-code-by-totp = Enter a code from the app
identity-code-none-works = Can’t get a code?

identity-login-help = You cannot confirm your sign-in
identity-login-help-why = The password is right, but without a code we cannot be sure that it is you.
identity-login-help-wait = Begin the sign-in again: a new code is sent at once. At most ten codes can be sent within an hour.
identity-login-help-recover = If you no longer have this phone but have the e-mail address and the app, recover access.
identity-login-help-desk = If you have neither, come to a service centre with your passport: staff will help you to recover access with a new number.

## Registration

identity-register-have-account = I have an account
identity-register-lead = Enter your name as it is in your passport: state registers know you by it.
identity-register-name = What is your name?
identity-family = Surname
identity-given = Given name
identity-additional = Patronymic
identity-additional-hint = Leave it empty if you have none
identity-register-family-empty = Enter your surname
identity-register-given-empty = Enter your given name
identity-register-email = E-mail
identity-email = E-mail address
identity-email-hint = We will send a code there
identity-register-email-code = Code from the e-mail
identity-register-phone = Mobile phone
identity-phone = Phone number
identity-phone-hint = We will send a code there by text message
identity-register-phone-code = Code from the text message
identity-register-correct-email = Correct the address
identity-register-correct-phone = Correct the number
identity-register-no-code = Code not arriving?

identity-no-code = The code does not arrive
identity-no-code-why = A message usually takes a minute, and five when many are being sent.
identity-no-code-email = Check the address for typing errors and look in the spam folder.
identity-no-code-phone = Check that the number is right, that the phone has a network and that text messages from organisations are not blocked.
identity-no-code-wait = Send the code again. At most ten codes can be sent within an hour.
identity-no-code-email-taken = It may also be that another account already has this address. Then no code will come, and we will tell the owner of that account about the attempt. We do not show this on the page: otherwise anybody could find out who has an account.
identity-no-code-phone-taken = It may also be that another account already has this number, for example that of its former owner. Then no code will come, and we will tell the owner of that account about the attempt. We do not show this on the page: otherwise anybody could find out who has an account.
identity-no-code-desk = If nothing helps, come to a service centre with your passport and quote the reference number. Staff will check the document and free the phone or e-mail address for you if a former owner still has it.
identity-no-code-back = Enter the code

identity-register-password = Create a password
identity-password-new = New password
identity-password-hint = At least 8 characters. Any letters, digits, symbols and spaces will do
identity-password-how = How to create a strong password
identity-password-how-words = Take three or four words that have nothing to do with each other: such a password is easy to remember and hard to guess. You can also paste one from a password manager.
identity-password-how-not = Your name, phone and e-mail will not do, nor will passwords that are guessed first: “password1”, “qwerty”, a row of the same character.
identity-password-new-empty = Create and enter a password
identity-password-short = The password is too short: it has { $got ->
    [one] { $got } character
   *[other] { $got } characters
  }, and at least 8 are needed
identity-password-long = The password is too long: at most 128 characters
identity-password-common = This password is among the first to be guessed. Create another one
identity-password-own = The password is made of your name, phone or e-mail. Create one that has nothing to do with you
identity-password-guessable = This password is easy to guess. Add another word or two
identity-strength-fair = The password is accepted. Strength: sufficient.
identity-strength-good = The password is accepted. Strength: good.
identity-strength-strong = The password is accepted. Strength: high.

identity-agreement = User agreement
identity-agreement-agree = I have read the agreement and accept its terms
identity-personal-data = Consent to the processing of personal data
identity-personal-data-agree = I consent to the processing of my personal data
identity-agree-empty = To continue, tick that you agree
identity-document-version = Edition of { $version }
identity-document-print = Checksum of the text
identity-document-changed = The text was updated while the page was open. Read it again.

identity-register-done = Your account is ready
identity-register-done-level = Level: simple
identity-register-done-now = What you can do now
identity-register-done-enter = Enter services that need only your name, phone and e-mail.
identity-register-done-help = Write to support and follow the answers.
identity-register-done-later = What opens later
identity-register-done-raise = Enter your passport and SNILS, and the level will become standard. Confirm your identity with a member of staff, and all services and electronic signing will open.
identity-register-done-service = Continue
identity-register-done-level-up = Raise the level
identity-register-done-home = To the home page

identity-register-taken = There is already such an account
identity-register-taken-why = This phone or address is recorded for another account. If that account is yours, sign in. If not, come to a service centre with your passport and quote the reference number.

## Recovery

identity-recovery = Recover access
identity-recovery-start = Recover access
identity-recovery-back = Back to sign-in
identity-recovery-anew = Begin again
identity-recovery-lead = We will send a code to the account’s e-mail address and then ask for a code from a text message or an app. After that you will create a new password.
identity-recovery-no-access = I cannot reach my e-mail or phone
identity-recovery-sent = If there is such an account, we sent code No. { $number } to its e-mail address. It works for five minutes. If there is no e-mail, look in the spam folder.
identity-recovery-unsent = A code could not be sent now: there were too many within the last hour. Try again later.
identity-recovery-begin-again = Your last attempt was not finished or took too long. Begin again.
identity-recovery-password = New password
identity-recovery-done = The password is changed and all sessions have ended. Sign in with the new password.
identity-recovery-help = If you cannot reach your e-mail or phone
identity-recovery-help-why = A member of staff at a service centre will give you access back: they will check by a document that the account is yours.
identity-recovery-help-document = Bring your passport and, if you remember it, your SNILS.
identity-recovery-help-number = Quote the reference number if this page shows one.
identity-recovery-help-after = If you have your e-mail and a second way, the member of staff will send a temporary password to your e-mail address. You will create the new password yourself.
identity-recovery-help-phone = If both the phone and the password are lost, the member of staff will record a new number. Then press “Forgot your password?”: you will need a code from your e-mail and a code that comes to the new number.
identity-recovery-help-both = If the e-mail is lost as well, two members of staff will check the document, and the new e-mail address will start to work after three days. That leaves the owner of the account time to stop it if it was somebody else who showed the document.
identity-recovery-help-none = If there is no passport in the account, there is nothing to compare the document with: register with a new number. The member of staff will help to move the e-mail address that is still in the earlier account.
identity-code-new-phone = Code to the new number
identity-code-by-new-phone = Get a code to the new number
identity-code-by-old-phone = Get a code to the earlier number
identity-stop = Stop the recovery
identity-stop-lead = Somebody showed a member of staff a document in your name and asked to recover access with a new phone number.
identity-stop-about = If it was not you, press the button: the new number, and the new e-mail address if there is one, will stop working. Your password and your addresses stay as they are.
identity-stop-do = It was not me, stop it
identity-stop-done = The recovery is stopped
identity-stop-done-says = Access can no longer be recovered with the new number. Nothing has changed in the account.
identity-stop-over = The link no longer works
identity-stop-over-says = The recovery has been stopped or has ended, the permission has run out or was replaced by another one, or the link was not copied completely. If there is a newer message, open the link in it. If it was not you who recovered access, act at once.
identity-stop-password = Sign in and change the password if somebody may know it.
identity-stop-desk = If you cannot sign in, go to support: a member of staff will close the account while it is looked into.
