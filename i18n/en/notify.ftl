# Letters, SMS and notification settings.
#
# Every text may name { $site }, { $link }, { $time }. An SMS holds no personal data and is no
# longer than two parts. The code appears once in a message.

notice-site-identity = Gosuslugi
notice-site-sep = SEP
notice-site-epk = EPK
notice-site-desk = Staff desk

notice-minutes = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
  }

notice-moment = { $moment }, Moscow time

notice-footer-locked =
    { $site }, { $link }
    This e-mail was sent automatically; there is no need to reply. E-mails about security cannot be switched off: they protect your account.
notice-footer-chosen =
    { $site }, { $link }
    This e-mail was sent automatically; there is no need to reply. You choose which e-mails you get: { $link }/settings/notifications
notice-footer-thread =
    { $site }, { $link }
    This e-mail was sent automatically. You can simply reply to it: your reply joins the conversation and reaches the support staff.
notice-footer-asked =
    { $site }, { $link }
    This e-mail was sent automatically: its address was given in a request to support. Nobody reads replies to it: write by the link in it.

## Codes

notice-code-registration-email-subject = Code No. { $number } to register
notice-code-registration-email-body =
    To confirm this e-mail address, enter the code on the registration page.

    Code No. { $number }: { $code }

    It works for { notice-minutes }. Give it to nobody: our staff never ask for codes.

    If you did not register, just delete this e-mail.

notice-code-registration-sms-sms =
    { $site }. Code No. { $number } to register follows the # sign. Give it to nobody, not even to staff.
    @{ $host } #{ $code }

notice-code-login-subject = Code No. { $number } to sign in
notice-code-login-body =
    To sign in, enter the code on the sign-in page.

    Code No. { $number }: { $code }

    It works for { notice-minutes }. Give it to nobody: our staff never ask for codes.

    If you were not signing in, somebody knows your password. Change it: { $link }/settings/security
notice-code-login-sms =
    { $site }. Code No. { $number } to sign in follows the # sign. Give it to nobody, not even to staff.
    @{ $host } #{ $code }

notice-code-login-email-subject = Code No. { $number } to sign in
notice-code-login-email-body =
    To sign in, enter the code on the sign-in page. You asked for it by e-mail instead of a text message.

    Code No. { $number }: { $code }

    It works for { notice-minutes }. Give it to nobody: our staff never ask for codes.

    If you were not signing in, somebody knows your password. Change it: { $link }/settings/security

notice-code-recovery-subject = Code No. { $number } to recover access
notice-code-recovery-body =
    To recover access to your account, enter the code on the recovery page.

    Code No. { $number }: { $code }

    It works for { notice-minutes }. Give it to nobody: our staff never ask for codes.

    If you were not recovering access, just delete this e-mail: without the code the password cannot be changed.
notice-code-recovery-sms =
    { $site }. Code No. { $number } to recover access follows the # sign. Give it to nobody, not even to staff.
    @{ $host } #{ $code }

notice-code-sign-subject = Code No. { $number } to sign
notice-code-sign-body =
    To sign the document, enter the code on the signing page. The code stands for your signature: enter it only if you have read the document and agree with it.

    Code No. { $number }: { $code }

    It works for { notice-minutes }. Give it to nobody: our staff never ask for codes.

    If you are not signing anything, change your password: { $link }/settings/security
notice-code-sign-sms =
    { $site }. Code No. { $number } to sign follows the # sign. It stands for your signature; give it to nobody.
    @{ $host } #{ $code }

notice-code-two-step-subject = Code No. { $number } to set up two-step verification
notice-code-two-step-body =
    To change two-step verification, enter the code on the settings page.

    Code No. { $number }: { $code }

    It works for { notice-minutes }. Give it to nobody: our staff never ask for codes.

    If you were not changing settings, change your password: { $link }/settings/security
notice-code-two-step-sms =
    { $site }. Code No. { $number } to set up two-step verification follows the # sign. Give it to nobody.
    @{ $host } #{ $code }

notice-code-contact-subject = Code No. { $number } to confirm an address
notice-code-contact-body =
    To confirm this e-mail address, enter the code in the settings of your account.

    Code No. { $number }: { $code }

    It works for { notice-minutes }. Give it to nobody: our staff never ask for codes.

    If you were not changing your address, just delete this e-mail.
notice-code-contact-sms =
    { $site }. Code No. { $number } to confirm your number follows the # sign. Give it to nobody, not even to staff.
    @{ $host } #{ $code }

## Security

notice-sign-in-new-subject = Sign-in from a new device
notice-sign-in-new-body =
    Somebody signed in to your account from a new device.

    When: { $time }
    Device: { $device }
    Network address: { $address }

    If it was you, there is nothing to do.

    If it was not you, end that session and change your password: { $link }/settings/security
notice-sign-in-new-sms = { $site }: sign-in from a new device. If it was not you, end the session and change your password under Security.

notice-wrong-passwords-locked-subject = Sign-in closed after wrong passwords
notice-wrong-passwords-locked-body =
    The password of your account was entered wrongly five times in a row, and we closed sign-in. Sessions that were open already keep working.

    When: { $time }

    If it was you, recover access ({ $link }/recovery) or come to a service centre with your passport: staff will open sign-in.

    If it was not you, nobody has learned your password, but it is better to change it once sign-in is open again.
notice-wrong-passwords-locked-sms = { $site }: sign-in is closed after five wrong passwords. Open it again through recovery or support.

notice-unlocked-by-support-subject = Sign-in is open again
notice-unlocked-by-support-body =
    A member of our support staff opened sign-in to your account again. The password is the same.

    When: { $time }

    If you did not ask for that, change your password: { $link }/settings/security
notice-unlocked-by-support-sms = { $site }: support staff opened sign-in to your account again. If you did not ask for that, change your password.

notice-password-changed-subject = Password changed
notice-password-changed-body =
    The password of your account was changed. All other sessions have ended.

    When: { $time }

    If it was not you, recover access at once: { $link }/recovery
notice-password-changed-sms = { $site }: password changed, all other sessions have ended. If it was not you, recover access at once.

notice-two-step-changed-subject = Two-step verification changed
notice-two-step-changed-body =
    Two-step verification of your account was changed.

    When: { $time }

    If it was not you, change your password and check the settings: { $link }/settings/security/two-step
notice-two-step-changed-sms = { $site }: two-step verification was changed. If it was not you, change your password and check the settings.

notice-phone-changed-subject = Phone number changed
notice-phone-changed-body =
    The phone number of your account was changed. Codes now go to the new number.

    When: { $time }

    If it was not you, recover access at once: { $link }/recovery
notice-phone-changed-sms = { $site }: the phone number of your account was changed. If it was not you, recover access at once.

notice-email-changed-subject = E-mail address changed
notice-email-changed-body =
    The e-mail address of your account was changed. E-mails now go to the new address.

    When: { $time }

    If it was not you, recover access at once: { $link }/recovery
notice-email-changed-sms = { $site }: the e-mail address of your account was changed. If it was not you, recover access at once.

notice-phone-handover-asked-subject = Somebody asks for your phone number
notice-phone-handover-asked-body =
    Somebody showed support staff a document and said that the phone number of your account belongs to somebody else now. Nothing has changed yet. The number goes to its new owner if they enter the code from a text message within three days.

    When: { $time }

    If the number is yours, sign in with a code from a text message: that cancels the hand-over. { $link }/login

    If it is not yours any more, add a new one: { $link }/settings/security
notice-phone-handover-asked-sms = { $site }: somebody asks to move this number to another account. If it is yours, sign in with a code from a text message: that cancels it.

notice-email-handover-asked-subject = Somebody asks for your e-mail address
notice-email-handover-asked-body =
    Somebody showed support staff a document and said that the e-mail address of your account belongs to somebody else now. Nothing has changed yet. The address goes to its new owner if they enter the code from an e-mail within three days.

    When: { $time }

    If the address is yours, sign in with a code from an e-mail: that cancels the hand-over. { $link }/login

    If it is not yours any more, add a new one: { $link }/settings/security
notice-email-handover-asked-sms = { $site }: somebody asks for the e-mail address of your account. If it is yours, sign in with a code from an e-mail: that cancels it.

notice-phone-handed-over-subject = Phone number removed from your account
notice-phone-handed-over-body =
    The phone number no longer belongs to your account. Its new owner has shown support staff a document. We will send you no more codes to this number, and sessions that began with such a code have ended.

    When: { $time }

    How to sign in: your password is the same, and the code now comes by e-mail, or is shown by your app if you have set one up. Then add a new number: { $link }/settings/security

    If the number is still yours, come to a service centre with your passport: staff will check it and give it back.
notice-phone-handed-over-sms = { $site }: the phone number was removed from your account, it has a new owner. If it is yours, come to a service centre with your passport.

notice-email-handed-over-subject = E-mail address removed from your account
notice-email-handed-over-body =
    The e-mail address no longer belongs to your account. Its new owner has shown support staff a document.

    When: { $time }

    Sign in with the same password and a code from a text message or the app, and add a new address: { $link }/settings/security

    If the address is still yours, come to a service centre with your passport: staff will check it and give it back.
notice-email-handed-over-sms = { $site }: the e-mail address was removed from your account, it has a new owner. Sign in and add a new one. Is it still yours? Come to a service centre with your passport.

notice-temporary-password-subject = Temporary password
notice-temporary-password-body =
    Support staff have checked your document and send you a temporary password:

    { $code }

    Enter it on the sign-in page in place of the usual one: { $link }/login. Then you will need a code from a text message or the app, and you will create a new password at once. The temporary password is valid for a day and can be entered once.

    Give it to nobody: staff do not see it and do not ask for it. If you did not go to support, do not enter it and write to us: { $link }/help/ask
notice-temporary-password-sms = { $site }: a temporary password was sent to your e-mail address.

notice-temporary-password-sent-subject = A temporary password was sent to you
notice-temporary-password-sent-body =
    Support staff sent a temporary password to the e-mail address of your account: somebody showed them a document in your name. Your present password still works.

    When: { $time }

    If it was you, open the e-mail with the password and sign in: { $link }/login

    If it was not you, change the password ({ $link }/settings/security) and tell support.
notice-temporary-password-sent-sms = { $site }: at your request a temporary password was sent to your e-mail address. If you did not ask, change the password and tell support.

notice-regain-granted-subject = New phone to recover access
notice-regain-granted-body =
    Somebody showed support staff a passport in your name and said that the phone and the password are lost. A member of staff allowed access to be recovered with a new number. A code from an e-mail to you is needed as well. The permission is valid for a day.

    When: { $time }

    If it was you, press “Forgot your password?” on the sign-in page: { $link }/recovery

    If it was not you, stop the recovery: { $link }/stop/{ $token }
    An ordinary sign-in stops it, too: { $link }/login
notice-regain-granted-sms = { $site }: somebody showed a passport in your name and may recover access with a new number. If it was not you, stop it: { $link }/stop/{ $token }

notice-regain-begun-subject = New phone and e-mail to recover access
notice-regain-begun-body =
    Somebody showed support staff a passport in your name and said that the phone, the password and the e-mail address are lost. Nothing changes now: a second member of staff has to see the passport, and then three more days pass.

    When: { $time }

    If it was not you, stop the recovery: { $link }/stop/{ $token }
    An ordinary sign-in stops it, too: { $link }/login
notice-regain-begun-sms = { $site }: somebody showed a passport in your name and asks to recover access with a new number and e-mail. If it was not you, stop it: { $link }/stop/{ $token }

notice-regain-approved-subject = New e-mail to recover access confirmed
notice-regain-approved-body =
    A second member of staff has seen the passport in your name, too. From { $from } on, access to the account can be recovered with the new number and the new e-mail address.

    If it was not you, stop the recovery: { $link }/stop/{ $token }
    An ordinary sign-in stops it, too: { $link }/login
notice-regain-approved-sms = { $site }: your phone number and e-mail address will soon be replaced. If it was not you, stop it: { $link }/stop/{ $token }

notice-regain-next-subject = How to recover access
notice-regain-next-body =
    A member of staff recorded this address so that you can recover access to your account.

    From { $from } until { $until } open { $link }/recovery, enter your SNILS, your earlier phone or your earlier e-mail address and follow the steps. The codes will come to the new addresses.

    If you did not ask for this, do nothing.
notice-regain-next-sms = { $site }: to recover access, open { $link }/recovery. A code will come to this number, too. If you did not ask, do nothing.

notice-regain-stopped-subject = Recovery stopped
notice-regain-stopped-body =
    The new phone that was recorded to recover access to your account no longer works. Your password and your addresses are as they were.

    When: { $time }

    If it was you who asked for it, come to a service centre with your passport again.
notice-regain-stopped-sms = { $site }: the recovery with a new number is stopped. Password and addresses are as they were.

notice-session-ended-address-subject = Session ended because the address changed
notice-session-ended-address-body =
    Your session was used from another network address, and we ended it.

    When: { $time }
    The other address: { $address }

    This happens when a phone moves from Wi-Fi to the mobile network. Then simply sign in again: { $link }/login

    If nothing changed on your side, change your password: { $link }/settings/security
notice-session-ended-address-sms = { $site }: a session ended because it was used from another address. If it was not you, change your password.

notice-recovery-done-subject = Access recovered
notice-recovery-done-body =
    Access to your account was recovered: the password is new and all sessions have ended. We are telling all your addresses.

    When: { $time }

    If it was not you, go to support at once: staff will close the account while it is looked into.
notice-recovery-done-sms = { $site }: access recovered, the password is new, all sessions have ended. If it was not you, go to support at once.

notice-registration-address-taken-subject = Somebody tried to register with your address
notice-registration-address-taken-body =
    Somebody began to register and gave your data. There is an account with it already, so we did not create another one. We did not tell the person who was registering.

    When: { $time }

    If it was you, sign in ({ $link }/login) or recover access ({ $link }/recovery).

    If it was not you, there is nothing to do.
notice-registration-address-taken-sms = { $site }: somebody gave your number when registering. If it was you, sign in or recover access.

notice-login-codes-wrong-subject = Sign-in stopped: the codes were wrong
notice-login-codes-wrong-body =
    Somebody tried to sign in to your account: the password was right, the codes were not. We stopped that sign-in.

    When: { $time }

    If it was you, sign in again ({ $link }/login) or contact support.

    If it was not you, somebody knows your password. Change it: { $link }/settings/security
notice-login-codes-wrong-sms = { $site }: sign-in stopped, the codes were wrong. If it was not you, somebody knows your password: change it.

notice-number-claimed-subject = Your documents were given in another account
notice-number-claimed-body =
    Somebody gave your SNILS or INN in another account. We refused: the number stays yours.

    When: { $time }

    If it was you and you have two accounts, come to a service centre with your passport.

    If it was not you, there is nothing to do.
notice-number-claimed-sms = { $site }: your SNILS or INN was given in another account. We refused; the number stays yours.

notice-account-restricted-subject = Account restricted
notice-account-restricted-body =
    A member of our support staff restricted your account; all sessions have ended.

    When: { $time }
    Reason: { $why }

    If you disagree, write to support. You can also recover access at a service centre: bring your passport.
notice-account-restricted-sms = { $site }: your account is restricted. The reason is in the e-mail. If there is none, go to support.

## Account and consents

notice-account-created-subject = Your account has been created
notice-account-created-body =
    You created an account. Its level is simple.

    When: { $time }

    What you can do already: enter services without separate passwords, open the SEP cabinet, decide who receives your data and what we tell you about.

    What comes next: with the standard level, what the state registers hold about you and the EPK cabinet; with the confirmed level, signing documents. You will need your passport and SNILS: { $link }/level

    If it was not you who created the account, write to support.
notice-account-created-sms = { $site }: your account has been created; its level is simple. The standard level opens more: you need your passport and SNILS.

notice-level-raised-subject = The level of your account was raised
notice-level-raised-body =
    The level of your account was raised. { $level ->
        [standard] It is now standard: more services are open, and the data from your documents is filled in by itself.
        [confirmed] It is now confirmed: all services are open, and you can sign documents.
       *[other] More services are open.
    }

    When: { $time }

    What has changed: { $link }/level
notice-level-raised-sms = { $site }: the level of your account was raised; more services are open.
notice-phone-freed-subject = You can add the phone number
notice-phone-freed-body =
    Support staff have checked your document: the phone number that is recorded for somebody else will become yours. Within three days add it in the settings and enter the code from the text message: { $link }/settings/security

    When: { $time }
notice-phone-freed-sms = { $site }: the phone number will become yours. Add it under “Security” within three days and enter the code.

notice-email-freed-subject = You can add the e-mail address
notice-email-freed-body =
    Support staff have checked your document: the e-mail address that is recorded for somebody else will become yours. Within three days add it in the settings and enter the code from the e-mail: { $link }/settings/security

    When: { $time }
notice-email-freed-sms = { $site }: the e-mail address will become yours. Add it under “Security” within three days and enter the code.

notice-level-check-refused-subject = The level of your account was not raised
notice-level-check-refused-body =
    We compared your data with the registers, and it differs. The level of your account is as it was.

    When: { $time }

    What differs and what to do: { $link }/level
notice-level-check-refused-sms = { $site }: your data differs from the registers; the level was not raised. Details are in your account.

notice-consent-given-subject = You allowed access to your data
notice-consent-given-body =
    You gave your consent. The service “{ $service }” receives:

    { $data }

    When: { $time }

    You can withdraw the consent at any time: { $link }/settings/services

    If it was not you, withdraw the consent and change your password: { $link }/settings/security
notice-consent-given-sms = { $site }: you allowed a service to receive your data. You can withdraw the consent under Linked services.

notice-consent-withdrawn-subject = Consent withdrawn
notice-consent-withdrawn-body =
    You withdrew a consent. The service “{ $service }” no longer receives your data; what it has received already it handles by law and by its own rules.

    When: { $time }

    Services that still have access: { $link }/settings/services
notice-consent-withdrawn-sms = { $site }: consent withdrawn, the service no longer receives your data.

notice-service-linked-subject = A service was linked to your account
notice-service-linked-body =
    The service “{ $service }” was linked to your account. You can now enter it without a separate password.

    When: { $time }

    Linked services: { $link }/settings/services
notice-service-linked-sms = { $site }: a new service was linked to your account. If it was not you, unlink it in the settings.

## Qualification passport

notice-passport-issued-subject = Qualification passport issued: No. { $number }
notice-passport-issued-body =
    Your qualification passport is ready.

    Number: { $number }
    Issued: { $time }

    See it, download it as PDF and show it to an employer: { $link }/passport
notice-passport-issued-sms = { $site }: your qualification passport was issued. It is in the section Qualification passport.

notice-passport-suspended-subject = Qualification passport No. { $number } is suspended
notice-passport-suspended-body =
    An examiner has suspended your qualification passport. While it is suspended, whoever verifies it sees that it is not in force.

    Number: { $number }
    When: { $time }
    Reason: { $reason }

    The full reason and the history of the passport: { $link }/passport

    If you disagree or can prove the data, write to support.
notice-passport-suspended-sms = { $site }: your qualification passport is suspended. The reason is in the cabinet.

notice-passport-resumed-subject = Qualification passport No. { $number } is in force again
notice-passport-resumed-body =
    An examiner has resumed your qualification passport: it is in force again.

    Number: { $number }
    When: { $time }
    Reason: { $reason }

    The history of the passport: { $link }/passport
notice-passport-resumed-sms = { $site }: your qualification passport is in force again.

notice-passport-revoked-subject = Qualification passport No. { $number } is revoked
notice-passport-revoked-body =
    An examiner has revoked your qualification passport. It is not in force any more and cannot be brought back; you can apply anew.

    Number: { $number }
    When: { $time }
    Reason: { $reason }

    The full reason and the history of the passport: { $link }/passport

    If you disagree, write to support.
notice-passport-revoked-sms = { $site }: your qualification passport is revoked. The reason is in the cabinet.

notice-passport-expires-subject = { $days ->
    [d7] Your qualification passport expires in a week
    [d30] Your qualification passport expires in a month
   *[other] Your qualification passport expires in two months
  }
notice-passport-expires-body =
    Qualification passport No. { $number } is in force until { $until }, that day included.

    Apply in time so as not to be left without one: the new passport takes the place of this one. { $link }/passport
notice-passport-expires-sms = { $site }: your qualification passport expires soon. The date is in the cabinet.

## Notification settings

notify-settings-title = Notification settings
notify-settings-lead = Choose what we tell you about, and how.
notify-settings-caption = What to tell about, and how
notify-settings-kind = About
notify-settings-save = Save
notify-settings-saved = Notification settings saved.
notify-settings-locked = Codes and security messages cannot be switched off. The settings are as they were.

notify-channel-email = E-mail
notify-channel-sms = SMS
notify-missing-email = No confirmed address: e-mails do not arrive
notify-missing-sms = No confirmed phone: text messages do not arrive

notify-kind-code = Codes
notify-about-code = Cannot be switched off: without a code you cannot sign in or sign. A code goes where you asked for it.
notify-kind-security = Security
notify-about-security = Cannot be switched off: whoever got into your account would switch the warnings off first.
notify-kind-sign-in = Sign-in from a new device
notify-about-sign-in = When and from where somebody signed in to your account.
notify-kind-account = Account
notify-about-account = The level of your account and your personal data.
notify-kind-consent = Consents
notify-about-consent = Which service got access to your data and when access ended.
notify-kind-application = Applications
notify-about-application = What happens with your applications.
notify-kind-document = Documents
notify-about-document = A document is ready or has changed.
notify-kind-reminder = Dates
notify-about-reminder = Reminders of what expires soon and what is due.
notify-kind-service = Services
notify-about-service = Which services are linked to your account, and changed rules of access.
notify-kind-support = Support
notify-about-support = Answers to your requests.

notify-sent-title = What we sent you
notify-sent-lead = The latest messages, without codes.
notify-sent-empty = Nothing yet. The messages that we send you will appear here; codes are not listed.
notify-state-waiting = waiting
notify-state-sending = being sent
notify-state-sent = sent
notify-state-failed = not delivered
notify-state-expired = not sent in time

notify-channel-page = On the site

notify-from-title = How important the messages must be
notify-from-lead = Important messages need you to act or concern your rights: an application was returned, a passport was suspended. Less important ones confirm what you did yourself. This does not apply to codes and security: they always come.
notify-from-low = Everything
notify-from-normal = All but confirmations
notify-from-high = Important only
notify-how-choose = Choose one of these

notify-when-title = When to send it
notify-digest-title = E-mails
notify-digest-hint = Important messages, codes and security come at once in any case.
notify-digest-no = Each at once
notify-digest-daily = Once a day in one e-mail
notify-digest-hour = When to send that e-mail
notify-quiet-title = Do not disturb in quiet hours
notify-quiet-hint = E-mails and text messages wait until the quiet hours are over, nothing is lost. Codes, security and sign-ins from new devices do not wait.
notify-quiet-from = Quiet hours begin
notify-quiet-to = Quiet hours end
notify-quiet-wrong = Enter the time like this: 22:00
notify-quiet-same = They begin and end at the same time: choose different times or switch quiet hours off
notify-zone-title = Time zone
notify-zone-hint = Quiet hours and the hour of the e-mail are in this time zone.
notify-zone-kaliningrad = Kaliningrad (Moscow −1)
notify-zone-moscow = Moscow
notify-zone-samara = Samara (Moscow +1)
notify-zone-yekaterinburg = Yekaterinburg (Moscow +2)
notify-zone-omsk = Omsk (Moscow +3)
notify-zone-krasnoyarsk = Krasnoyarsk (Moscow +4)
notify-zone-irkutsk = Irkutsk (Moscow +5)
notify-zone-yakutsk = Yakutsk (Moscow +6)
notify-zone-vladivostok = Vladivostok (Moscow +7)
notify-zone-magadan = Magadan (Moscow +8)
notify-zone-kamchatka = Kamchatka (Moscow +9)
notify-state-later = will be sent { $when }

notify-digest-subject = { $site }: { $count ->
    [one] { $count } notification of the day
   *[other] { $count } notifications of the day
  }
notify-digest-lead = You asked to get notifications once a day in one e-mail. This is what happened.

## The list of notices

notify-page-title = Notifications
notify-page-empty = Nothing yet
notify-page-empty-text = Everything that we tell you will be here.
notify-page-fresh = New
notify-page-high = Important
notify-page-read-all = Mark all as read
notify-page-read = Everything is marked as read.
notify-page-kept = Notifications are kept for 180 days. Codes do not come here.
notify-page-open = Open
notify-page-new = New notification: { $title }
