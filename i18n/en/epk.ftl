# EPK

epk-start-title = Everything to prove your qualification
epk-start-lead = EPK gathers what state registers know about your education and work, and checks that it agrees with your profile.
epk-start-person-title = Personal data
epk-start-person = Your Gosuslugi profile beside what the Social Fund and the tax service hold.
epk-start-work-title = Work
epk-start-work = Employers and positions from the Social Fund.
epk-start-education-title = Education
epk-start-education = Diplomas from the register of education documents.
epk-start-need-title = What you need
epk-start-need-level = A standard or confirmed account at Gosuslugi.
epk-start-need-numbers = SNILS and INN in your profile: registers find you by them.
epk-start-need-terms = When you enter for the first time, your consent to the terms of the cabinet.

epk-numbers-title = The cabinet is still closed
epk-numbers-both = Your Gosuslugi profile has neither SNILS nor INN.
epk-numbers-snils = Your Gosuslugi profile has no SNILS.
epk-numbers-inn = Your Gosuslugi profile has no INN.
epk-numbers-why = The Social Fund finds you by SNILS, the tax service by INN. Without both numbers nothing about your work and qualification can be gathered.
epk-numbers-how = Add the missing number to your profile and come back. If you have added it already, press “Check again”.
epk-numbers-way = Add it at Gosuslugi

epk-terms-title = Terms of the cabinet
epk-terms-lead = You are here for the first time, or the terms have changed. Read them: it takes a minute.
epk-terms-accept = Accept
epk-terms-later = Not now
epk-terms-accepted = You accepted these terms (version { $version }) { $when }
epk-terms-changed = The terms changed while the page was open. Read the new text.
epk-terms-print = Version and checksum of the text
epk-terms-version = Version { $version }

epk-later-title = The cabinet stays closed until the terms are accepted
epk-later-lead = You are signed in, but we do not ask the registers about you.
epk-later-text = You can come back to the terms at any time. If you do not need the cabinet, press “Sign out”.
epk-later-back = Read the terms

epk-home-title = Data for your qualification
epk-home-lead = You will need this data to prove your qualification. Check that it is right.
epk-home-person = Personal data
epk-home-entered = Source: Gosuslugi profile, as of { $when }
epk-home-compare = Comparison: { $register }
epk-home-work = Work
epk-home-education = Education
epk-home-parts = Other sections
epk-part-sep-title = SEP
epk-part-sep-text = The first cabinet: education documents and insurance contributions. No password needed.
epk-part-services-title = Electronic services
epk-part-services-text = Everything you can enter with Gosuslugi.
epk-part-notices-title = Notifications
epk-part-notices-text = What we tell you about, and how.
epk-part-terms-title = Terms of the cabinet
epk-part-terms-text = The text you accepted, and when.
