# Entering the cabinets and the desk: what everybody shares who is let in by the provider.

cabinet-enter-button = Sign in with Gosuslugi
cabinet-enter-title = Sign in
cabinet-enter-lead = Sign in with Gosuslugi to go on. You will come back to this page afterwards.
cabinet-enter-how = You need your phone, e-mail or SNILS and your Gosuslugi password. This site needs no password of its own.
cabinet-enter-again = Sign in again
cabinet-to-start = To the start page

cabinet-fault-declined-title = You did not consent
cabinet-fault-declined-text = This site did not receive your data, so you were not signed in. Nothing else has changed.
cabinet-fault-declined-advice = If you change your mind, sign in again: Gosuslugi will show once more which data is needed and why.
cabinet-fault-again-title = Sign in again
cabinet-fault-again-text = This sign-in is no longer valid: too much time has passed, the page was opened twice, or the sign-in was begun in another browser.
cabinet-fault-again-advice = Press the button to begin a new sign-in. If it fails again, allow cookies for this site in your browser.
cabinet-fault-level-title = You need a higher account level
cabinet-fault-level-text = With your level you cannot enter yet.
cabinet-fault-level-advice = Raise the level at Gosuslugi, then sign in again.
cabinet-fault-level-link = Raise the level
cabinet-fault-down-title = Gosuslugi does not answer
cabinet-fault-down-text = You cannot sign in right now: Gosuslugi did not answer in time.
cabinet-fault-down-advice = Wait a minute and try again. Your data on this site is safe.
cabinet-fault-broken-title = You were not signed in
cabinet-fault-broken-text = The answer of Gosuslugi did not pass our checks, so we did not let you in. This protects your account.
cabinet-fault-broken-advice = Try again. If the error returns, write to support and give its code and time.
cabinet-fault-code = Error code
cabinet-fault-time = Time

cabinet-signed-out-title = You are signed out
cabinet-signed-out-here = You are signed out of this site. If other people use this computer, sign out of Gosuslugi, too.
cabinet-signed-out-everywhere = You are signed out of this site and of Gosuslugi.

cabinet-nameless = Name not given
cabinet-check-again = Check again
cabinet-to-profile = My data

cabinet-level-simple = Simple
cabinet-level-standard = Standard
cabinet-level-confirmed = Confirmed
cabinet-level-title = You need a higher account level
cabinet-level-needs-standard = This section opens with a standard account: it proves that the passport and SNILS are yours.
cabinet-level-needs-confirmed = This section opens with a confirmed account: it proves who you are.
cabinet-level-own = Your account
cabinet-level-needed = Needed
cabinet-level-how = Raise the level at Gosuslugi; you will come back here. If you have raised it already, press “Check again”.
cabinet-level-unknown-title = This section is closed
cabinet-level-unknown = The service you signed in with does not say which level your account has. Without it we cannot open this section.
cabinet-level-unknown-advice = You can see the data it passed on and set your notifications.

cabinet-family-name = Surname
cabinet-given-name = Given name
cabinet-middle-name = Patronymic
cabinet-full-name = Full name
cabinet-birth-date = Date of birth
cabinet-gender = Sex
cabinet-gender-female = Female
cabinet-gender-male = Male
cabinet-snils = SNILS
cabinet-inn = INN
cabinet-email = E-mail
cabinet-phone = Phone
cabinet-level = Account level

cabinet-refresh = Refresh
cabinet-refresh-done = The data is up to date.
cabinet-refresh-unknown = The register answered that it has nothing about you.
cabinet-refresh-failed = The register did not answer. Try again in a minute.
cabinet-refresh-closed = The data could not be refreshed: access to the register is closed.

cabinet-note-fresh = Source: { $register }, as of { $when }
cabinet-note-old = { $register } does not answer right now. This is the data as of { $when }. Try to refresh in a minute.
cabinet-note-unknown = { $register }: nothing about you as of { $when }. If there should be something, check your SNILS.
cabinet-note-silent = { $register } does not answer right now. Try to refresh in a minute; the rest of the page does not depend on it.
cabinet-note-level = This data opens with a standard account. Yours is a simple one.
cabinet-note-no-snils = Registers find people by SNILS, and your profile has none.
cabinet-note-not-offered = The service you signed in with gives no access to state registers, so this data is closed.
cabinet-note-refused = Gosuslugi gave no access to this register. Sign in again. If that does not help, write to support.
cabinet-note-sign-in-over = Your sign-in at Gosuslugi is over. Sign in once more to see this data.

cabinet-way-level = Raise the level
cabinet-way-profile = Add your SNILS
cabinet-way-check = Check your data at Gosuslugi

cabinet-nav-home = Home
cabinet-nav-profile = My data
cabinet-nav-notifications = Notifications
cabinet-profile-title = My data
cabinet-profile-lead = What this cabinet knows about you, and where it comes from. You enter nothing here.
cabinet-profile-provider = From your Gosuslugi profile
cabinet-profile-empty = The sign-in service passed on neither a name nor anything else.
cabinet-profile-entered = Received at sign-in: { $when }
cabinet-profile-change = Change at Gosuslugi
cabinet-profile-registers = In state registers
cabinet-compare-caption = { $register }: comparison with your profile
cabinet-compare-what = Item
cabinet-compare-ours = Profile
cabinet-compare-theirs = Register
cabinet-compare-result = Result
cabinet-compare-same = Same
cabinet-compare-different = Different
cabinet-compare-missing = Nothing to compare
cabinet-compare-differs-title = The data differs
cabinet-compare-differs = If the profile is wrong, correct it at Gosuslugi. If the register is wrong, go to the office that keeps it.

cabinet-education-blank = Form { $blank }, issued { $date }
cabinet-education-none = The register has no education documents of yours
cabinet-work-employer = Employer
cabinet-work-position = Position
cabinet-work-term = Period
cabinet-work-since = since { $from }
cabinet-work-now = Now
cabinet-work-none = The register has nothing about your work
cabinet-work = Work
cabinet-compare-agrees = Everything that can be compared is the same in your profile and in the register.
cabinet-compare-lines = See it line by line
cabinet-note-terms = We ask registers about you only after you have accepted the terms of the cabinet.
cabinet-way-terms = Read the terms

cabinet-fault-over-title = You have signed out already
cabinet-fault-over-text = While you were on your way here, your session at Gosuslugi ended, so we did not let you in.
cabinet-fault-over-advice = If you signed out yourself, there is nothing to do. To come back, sign in again.

cabinet-differing-title = A register and your profile differ
cabinet-differing-what = { $register }: { $line }
cabinet-differing-values = In the profile: { $ours }, in the register: { $theirs }
cabinet-differing-since = Noticed: { $date }
cabinet-differing-way = Compare all data

## Messages

notice-cabinet-session-ended-subject = Session ended because the address changed
notice-cabinet-session-ended-body =
    { $site }: your session was used from another network address, and we ended it.

    When: { $time }
    The other address: { $address }

    This happens when a phone moves from Wi-Fi to the mobile network. Then simply sign in again: { $link }

    If nothing changed on your side, change your password at Gosuslugi and end the other sessions there.
notice-cabinet-session-ended-sms = { $site }: a session ended because it was used from another address. If it was not you, change your password.

notice-data-differ-subject = A register and your profile differ
notice-data-differ-body =
    We compared your profile with a state register and found differences.

    Register: { $register }
    What differs:
    { $lines }

    When: { $time }

    Both values are shown on the page “My data”: { $link }/profile

    What to do: if the profile is wrong, correct it at Gosuslugi. If the register is wrong, go to the office that keeps it.
notice-data-differ-sms = { $site }: a register and your profile differ. The page “My data” says what to do.
