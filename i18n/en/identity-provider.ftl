# Entering a service

provider-fault-title = The service sent a wrong request
provider-fault-text = We cannot check where you came from, so we are not sending you anywhere. None of your data has been shared.
provider-fault-again = If you used an old link or a bookmark, start signing in again on the service’s own site.
provider-fault-owner = If it happens again, write to the support of that service.
provider-fault-detail = Details for developers
provider-to-services = Electronic services
provider-lost-title = Start signing in again
provider-lost-text = This sign-in no longer works: it is finished, has run out of time or was begun in another browser. Nothing has changed.
provider-lost-way = Go back to the service’s site and press “Sign in with Gosuslugi” again.
provider-level = A higher account level is needed
provider-level-title = { $service } needs a higher account level
provider-level-has = Your level
provider-level-needed = Level needed
provider-level-simple = simple
provider-level-standard = standard
provider-level-confirmed = confirmed
provider-level-text = { $service } is open only from that level. Raise your level and signing in continues from here.
provider-level-raise = Raise the level
provider-level-leave = Back to { $service }

# Consent

consent = Consent
consent-title = { $service } asks for your data
consent-changed = The service changed its terms while you were reading. Read them again.
consent-purpose = The data is needed to { $purpose }.
consent-receives = What { $service } will receive
consent-absent = not given, will not be shared
consent-registers = What the service will ask registers about you
consent-receivers = Where the service will send your documents if you sign for it
consent-refreshes = Until you sign out, the service can refresh this data, for eight hours at most.
consent-terms = Terms of { $service }
consent-withdraw = You can withdraw your consent at any time under “Settings”, “Linked services”.
consent-allow = Allow
consent-decline = Decline
consent-data-level = Account level
consent-data-name = Full name
consent-data-birthdate = Date of birth
consent-data-gender = Sex
consent-data-email = E-mail
consent-data-phone = Mobile phone
consent-data-snils = SNILS
consent-data-inn = INN
consent-data-passport = Passport
consent-data-sending = Sending your documents to services that you choose
consent-gender-female = female
consent-gender-male = male
consent-passport-value = { $number }, issued on { $on } by { $by }, office code { $code }
consent-register-sfr = Social Fund: employment and contributions
consent-register-fns = Tax service: declarations
consent-register-education = Register of education documents
consent-register-egrn = Register of real estate: applications
consent-register-business = “My Business”: licences and certificates
consent-register-tfoms = Medical insurance fund: medical certificates

# Linked services

linked-title = Linked services
linked-lead = Services that you have entered through Gosuslugi, and the data you let them receive.
linked-empty = No linked services yet
linked-empty-text = A service appears here after you first sign in to it through Gosuslugi.
linked-closed = Service closed
linked-since = Linked since
linked-used = Last entered
linked-data = Receives
linked-registers = Asks registers
linked-receivers = Sends when you sign
linked-mandates = Mandates
linked-mandates-hint = Work that the service does for you while you are away.
linked-mandate-where = Where
linked-mandate-used = Last request
linked-withdraw = Withdraw mandate
linked-unlink = Unlink service
linked-find = Find other services
linked-unlinked = The service is unlinked and your consent withdrawn.
linked-withdrawn = The mandate is withdrawn.
linked-unlink-title = Unlink { $service }?
linked-unlink-sessions = If you are signed in to { $service } now, you will be signed out there.
linked-unlink-data = { $service } will receive no more of your data from Gosuslugi or the registers.
linked-unlink-mandates =
    { $count ->
        [one] { $count } mandate ends, and so does the work under it.
       *[other] { $count } mandates end, and so does the work under them.
    }
linked-unlink-kept = What { $service } has already received stays with it. Ask the service itself to delete it.
linked-unlink-back = You can link the service again at any time: enter it and give your consent.
linked-keep = Keep it
linked-withdraw-title = Withdraw the mandate?
linked-mandate-service = Service
linked-mandate-purpose = Purpose
linked-mandate-place = { $register }, application { $reference }
linked-mandate-sending = { $register }, qualification passport No. { $reference }
linked-mandate-reference = Application
linked-mandate-register = Register
linked-mandate-document = Qualification passport
linked-mandate-receiver = Recipient
linked-mandate-given = Given
linked-mandate-until = Valid until
linked-withdraw-effect = { $service } will no longer be able to make requests under this mandate. Work on the application may stop.
linked-withdraw-sending = { $service } will no longer be able to send the passport under this mandate. What the recipient has already received stays with it.
linked-keep-mandate = Keep the mandate

# Services

service-title = Electronic services
service-search = Name of the service
service-search-hint = For example, SEP or passport
service-find = Find
service-none = Nothing found for “{ $text }”
service-none-text = Check the spelling or choose from the full list.
service-all = All services
service-count =
    { $count ->
        [one] { $count } service found.
       *[other] { $count } services found.
    }
service-linked = Linked
service-go = Go to service
service-needs = What you need to enter
service-level = Account level
service-level-least = { $level } or higher
service-level-any = any
service-data = What the service may ask for
service-data-hint = Before you first enter, you will see this data and decide whether to share it.

# Signing out

logout-ask-title = Sign out of Gosuslugi?
logout-ask-service = { $service } asks to sign you out.
logout-ask-text = You will be signed out of Gosuslugi and of every service that you entered through it in this browser.
logout-all = Sign out everywhere
logout-stay = Stay signed in
logout-done-title = You have signed out
logout-done-text = You are no longer signed in to Gosuslugi.
logout-missing-title = These services have not confirmed yet
logout-missing-text = We will keep telling them. On a shared computer, close the browser.
logout-on = Back to { $service }
logout-again = Sign in again
logout-malformed-title = You are still signed in: the request of the service is wrong
logout-malformed-text = The service wanted to sign you out, but we could not read its request. To sign out, open Gosuslugi and press “Sign out”.
logout-malformed-home = Open Gosuslugi

# Messages

notice-refresh-reused-subject = We ended your sign-in to { $service }
notice-refresh-reused-body =
    Somebody tried to use an old key of your sign-in to { $service } again. That happens when a key is stolen, so we ended this sign-in.

    When: { $time }

    Sign in to the service again. If you notice anything unfamiliar there, change your password and look at the activity journal: { $link }
notice-refresh-reused-sms = Gosuslugi: we ended one of your sign-ins because its key was used twice. See the activity journal for details.
