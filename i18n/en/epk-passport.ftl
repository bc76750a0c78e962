# The qualification passport after the issue: pages of its holder, the examiner's desk, the file.

epk-passport-title = Qualification passport
epk-passport-lead = A document about your education and experience, compared with the state registers.
epk-passport-none-title = There is no qualification passport yet
epk-passport-none-text = Apply: if the data agrees with the registers, the passport appears here by itself.
epk-passport-apply = Apply
epk-passport-other-title = Your other passports
epk-passport-one = Passport No. { $number }

epk-passport-number = Number
epk-passport-code = Verification code
epk-passport-issued = Issued on
epk-passport-until = Valid until
epk-passport-holder = Holder
epk-passport-name = Full name
epk-passport-born = Date of birth
epk-passport-education = Education
epk-passport-work = Work experience
epk-passport-institution = Institution
epk-passport-diploma = Series and number of the diploma
epk-passport-employer = Employer
epk-passport-time = Time
epk-passport-now = present

epk-passport-state-valid = in force
epk-passport-state-suspended = suspended
epk-passport-state-revoked = revoked
epk-passport-state-expired = expired
epk-passport-state-superseded = replaced by a new one

epk-passport-about-suspended = An examiner has suspended the passport. While it is suspended, whoever verifies it sees that it is not in force.
epk-passport-about-revoked = An examiner has revoked the passport. It is not in force any more; you can apply anew.
epk-passport-about-expired = The passport has expired. Apply anew: the new passport takes the place of this one.
epk-passport-about-superseded = A new passport was issued to you in place of this one.
epk-passport-reason = Reason: { $reason }
epk-passport-newer = Open the new passport
epk-passport-older = Open the previous passport
epk-passport-soon = The passport is in force until { $until }, that day included. Apply in time: the new passport takes the place of this one.

epk-passport-show-title = How to show the passport
epk-passport-show = Give an employer the file, or the number with the code. They see little: a shortened name, the qualification, the level of education, the term and the state of the passport. Who verified it and when is listed below.
epk-passport-download = Download PDF
epk-passport-download-plain = Download PDF/A-1b for old archives
epk-passport-file-note = The file holds a QR code for verification and the same data for programs. The file is always the same: if anything in it is changed, verification finds that out.
epk-passport-link = Link for verification
epk-passport-qr = QR code with the link that verifies the passport

epk-passport-rests = Compared { $when }: { $source }
epk-passport-rests-name = Name compared { $when }: { $source }
epk-passport-rests-birth-date = Date of birth compared { $when }: { $source }
epk-passport-rests-diploma = Diplomas compared { $when }: { $source }
epk-passport-rests-work = Places of work compared { $when }: { $source }
epk-passport-rests-signature = The signature on the application was checked { $when }
epk-passport-rests-completeness = Checked for completeness { $when }
epk-passport-rests-duplicates = Checked for repetitions { $when }
epk-passport-source-registers = records in the state registers
epk-passport-source-education = register of documents on education
epk-passport-source-sfr = Social Fund
epk-passport-source-application = your application
epk-passport-source-examiner = decision of an examiner

epk-passport-history = History
epk-passport-event-issued = Passport issued
epk-passport-event-suspended = Passport suspended
epk-passport-event-valid = Passport resumed
epk-passport-event-revoked = Passport revoked
epk-passport-event-superseded = A new passport was issued in its place
epk-passport-event-expired = Expired

epk-passport-print-title = Qualification passport
epk-passport-print-subtitle = Qualification passport · electronic document
epk-passport-print-issuer = EPK — the cabinet of professionals
epk-passport-print-footer = Qualification passport No. { $number }
epk-passport-print-page = Page {"{"}page{"}"} of {"{"}pages{"}"}
epk-passport-print-qr = QR code with the link that verifies the passport
epk-passport-print-qr-caption = Point the camera of a phone: it shows whether it is in force
epk-passport-print-check = How to verify
epk-passport-print-where = Page of verification
epk-passport-print-check-note = This paper says what was issued, but not whether the passport is in force today: it may have been suspended, revoked or replaced. Verify it by the QR code, by number and code, or give the file itself to the page of verification.
epk-passport-print-data = The data of the passport for programs

epk-passport-staff-title = Qualification passports
epk-passport-staff-lead = Find a passport by its number to suspend, resume or revoke it.
epk-passport-staff-number = Number of the passport
epk-passport-staff-number-hint = Twelve digits, for example 2648 3719 0527
epk-passport-staff-number-wrong = There is a mistake in the number: check the digits
epk-passport-staff-nobody = There is no passport with this number.
epk-passport-staff-find = Find
epk-passport-staff-spent = Too many searches. Try again in an hour.
epk-passport-staff-decide = Decision
epk-passport-staff-decide-lead = The holder is told at once and reads the reason.
epk-passport-staff-act = What to do
epk-passport-staff-act-missing = Choose what to do
epk-passport-staff-act-suspend = Suspend
epk-passport-staff-act-suspend-hint = The passport is not in force until it is resumed.
epk-passport-staff-act-resume = Resume
epk-passport-staff-act-resume-hint = The passport is in force again.
epk-passport-staff-act-revoke = Revoke
epk-passport-staff-act-revoke-hint = For good: the passport cannot be brought back, a new one can only be issued on a new application.
epk-passport-staff-reason = Reason
epk-passport-staff-reason-hint = The holder reads it. 10 to 500 characters.
epk-passport-staff-reason-short = Write the reason in words: 10 to 500 characters
epk-passport-staff-do = Decide
epk-passport-staff-done = Decided; a message was sent to the holder.
epk-passport-staff-overtaken = While the page was open, somebody else changed the passport. Your decision was not recorded. Look at what has changed.
epk-passport-staff-impossible = That cannot be done to this passport: look at its state.
epk-passport-staff-nothing = Nothing can be done with this passport.
