# EPK: scans of documents with an application.

epk-task-scans = Scans of documents
epk-task-scans-hint = You do not have to attach any
epk-task-optional = Optional
epk-task-files = { $count ->
    [one] { $count } file, saved at { $when }
   *[other] { $count } files, saved at { $when }
  }
epk-scans-lead = If a document is not in the registers, or they have it wrong, attach a scan: an examiner will look at it. You do not have to attach any.
epk-scans-none = Nothing is attached yet
epk-scans-more = Attach files
epk-scans-attach = Attach
epk-scans-remove = Remove
epk-scans-full = 10 files are attached; no more can be added. To attach another one, remove one you do not need.
epk-scans-rest = The other files are attached.
epk-scans-kept = We keep photos without the place and time they were taken. Files are stored encrypted; apart from you only an examiner sees them.
epk-scans-file = File
epk-scans-source = Attached by you
epk-desk-return-scans = What to attach or replace
epk-desk-scans = Scans of documents
