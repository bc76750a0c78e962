# What all pages share.

web-skip = Skip to the content
web-nav = Sections
web-sign-out = Sign out
web-ribbon = Demonstration: everything here is invented
web-help = Help
web-status = Service status
web-footer = A training system. It is not connected with any state portal.
web-language-ru = Русский
web-language-en = English

# Sites
web-site-start = Kabinet
web-site-identity = Gosuslugi
web-site-sep = SEP
web-site-epk = EPK
web-site-desk = Staff desk
web-site-registries = Registers
web-site-bank = Bank
web-site-phone = Phone and mail

# Forms
web-errors-title = Check what you entered
web-error = Error
web-show = Show
web-hide = Hide
web-password-word = password
web-date-hint = For example, 07.03.1985
web-step = Step { $current } of { $total }
web-resend-wait = Send again in
web-resend-later =
    { $seconds ->
        [one] You can ask for a new code in { $seconds } second.
       *[other] You can ask for a new code in { $seconds } seconds.
    }
web-copy = Copy
web-copied = Copied
web-pages = Pages of the list
web-newer = Newer
web-older = Older

# Why a sign-in ended
web-ended-signed-out = You have signed out.
web-ended-address = You were signed out: the request came from another network address. This happens when you change networks or turn on a VPN. If it was not you, change your password.
web-ended-expired = You were signed out because too much time had passed. Sign in again.
web-ended-by-owner = You were signed out from another of your devices.
web-ended-credentials = You were signed out because the password or the confirmation method changed. Sign in again.
web-ended-provider = You were signed out: you left Gosuslugi or the other cabinet.
web-ended-by-staff = You were signed out by a member of support staff.
web-ended-restored = You were signed out: the system was restored from a copy. Sign in again.

# A form under which a sign-in ended
web-kept-title = What you entered has been kept
web-kept-lead = Your sign-in ended before you sent the form, so we held it for you.
web-kept-advice = Send it now, or open the page again if something has changed.
web-kept-send = Send what was kept
web-kept-drop = Open the page again

# When there is no answer
web-failure-home = To the home page
web-failure-open-again = Open the page again
web-failure-send-again = Send again
web-failure-incident = Incident number
web-failure-at = Time

web-failure-not-found = Page not found
web-failure-not-found-lead = There is nothing at this address, or only its owner can see it.
web-failure-not-found-advice = Check the address or start from the home page.
web-failure-forbidden = Access is closed
web-failure-forbidden-lead = You are not allowed to do this.
web-failure-forbidden-advice = If you should have access, write to support.
web-failure-stale = The form is out of date
web-failure-stale-lead = The page was opened long ago or before you signed in, so we did not accept the form. Nothing has changed.
web-failure-stale-advice = Open the page again and try once more. If that does not help, allow cookies for this site in your browser.
web-failure-stale-kept = What you entered has been kept: send the form again.
web-failure-sign-in = You need to sign in
web-failure-sign-in-lead = This page opens after you sign in.
web-failure-sign-in-advice = Sign in and try again.
web-failure-conflict = The data has changed
web-failure-conflict-lead = While the page was open, this data was changed elsewhere. Your action was not carried out.
web-failure-conflict-advice = Open the page again, see what has changed, and try once more.
web-failure-invalid = We could not read the request
web-failure-invalid-lead = Your browser sent something that we could not understand. Nothing has changed.
web-failure-invalid-advice = Go back, check the fields and send the form again.
web-failure-gone = This link no longer works
web-failure-gone-lead = It has been used already, or its time is over.
web-failure-gone-advice = Start again from the home page.
web-failure-too-large = The request is too large
web-failure-too-large-lead = What you sent is larger than this page accepts. Nothing was saved.
web-failure-too-large-advice = Shorten the text or choose a smaller file.
web-failure-method = This page cannot be opened that way
web-failure-method-lead = You cannot go to this address: forms are sent to it.
web-failure-method-advice = Start from the home page.
web-failure-too-many = Too many attempts
web-failure-too-many-lead = To protect the account we have paused attempts for a while.
web-failure-too-many-advice =
    { $minutes ->
        [one] Try again in { $minutes } minute.
       *[other] Try again in { $minutes } minutes.
    }
web-failure-busy = Too many requests right now
web-failure-busy-lead = We cannot answer everybody at once. Nothing has changed.
web-failure-busy-advice = Wait a few seconds and try again.
web-failure-unknown = We do not know yet
web-failure-unknown-lead = We could not make sure that your action was saved.
web-failure-unknown-advice = Reload the page and confirm sending the form again: the action will not be carried out twice.
web-failure-slow = The answer took too long
web-failure-slow-lead = We stopped the request. The action may have been carried out.
web-failure-slow-advice = Try again: the action will not be carried out twice.
web-failure-internal = Something went wrong on our side
web-failure-internal-lead = It is not your fault: something broke here. We have recorded what happened.
web-failure-internal-advice = Try again in a few minutes. If it still fails, give support the incident number.
web-failure-ask = Write to support

# Help
web-help-title = Help
web-help-lead = Short answers to what people ask most often.
web-help-code-title = The code does not arrive
web-help-code = A code usually arrives within seconds. Ask for a new one when the countdown ends. Only the latest code works; its number stands at the beginning of the message. If your phone is not at hand, choose the code by e-mail.
web-help-locked-title = Sign-in is closed after wrong passwords
web-help-locked = After five wrong passwords sign-in is closed. Open it again yourself: press “Forgot your password?” on the sign-in page. If that does not work, come to a service centre with your passport.
web-help-phone-title = The phone number has changed
web-help-phone = Sign in with a code by e-mail: the page where the code is entered offers it. If you have neither the phone nor the e-mail, come to a service centre with your passport: staff will help you recover access.
web-help-ended-title = I was signed out
web-help-ended = A sign-in is bound to a network address. It ends when the address changes or when you do nothing for a long time. Sign in again: the form that you sent last is kept.
web-help-incident-title = The page says “Something went wrong on our side”
web-help-incident = Give support the incident number from that page: it shows what happened.
web-help-safety-title = Somebody asks for a code or a password
web-help-safety = Never tell them to anybody: support staff never ask for codes or passwords.
web-help-ask-title = No answer here?
web-help-ask = Write to us; you need not sign in. We answer within a day, and you see the number of your request at once.
web-help-ask-do = Write to support
web-help-mine = My requests

# Notices in the head and in the open page
web-notices-unread =
    { $count ->
        [0] Notifications, nothing new
       *[other] Notifications, unread: { $count }
    }
web-live-close = Close
web-live-changed = The page has been updated.
web-live-reload = Something on this page has changed. Reload
web-live-over = You are signed out: reload the page to sign in again.
