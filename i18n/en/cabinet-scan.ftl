# Scans of documents: what we take, why not, and what to do then.

cabinet-scan-choose = Files
cabinet-scan-hint = PDF, JPEG or PNG, each up to 10 MB. You can choose several at once.
cabinet-scan-nameless = A file without a name
cabinet-scan-refused = { $name }: { $why }
cabinet-scan-nothing-chosen = Choose at least one file
cabinet-scan-size-bytes = { $size ->
    [one] { $size } byte
   *[other] { $size } bytes
  }
cabinet-scan-size-kb = { $size } KB
cabinet-scan-size-mb = { $size } MB
cabinet-scan-about = { $kind }, { $size }

cabinet-scan-empty = the file is empty. Check that it opens on your device and attach it again.
cabinet-scan-too-large = the file is larger than 10 MB. Scan the document at 300 dots per inch or split the file.
cabinet-scan-too-many = 10 files are attached already. Remove one you do not need or put the pages into one PDF.
cabinet-scan-same = this file is attached already; there is no need to add it twice.
cabinet-scan-other-kind = by its content this is not a PDF, JPEG or PNG, whatever its name says. Save the scan in one of these formats.
cabinet-scan-damaged-picture = the picture is damaged and does not open completely. Scan or photograph the document again.
cabinet-scan-too-many-pixels = the picture is too large: { $width } × { $height } pixels, and we take up to 50 million. Scan at 300 dots per inch.
cabinet-scan-encrypted = the PDF is protected by a password or restrictions. Open it, choose Print, then Save as PDF, and attach the new file.
cabinet-scan-active = the PDF contains a script or a command that starts something. Open it, choose Print, then Save as PDF, and attach the new file.
cabinet-scan-attachments = other files are hidden inside the PDF. Open it, choose Print, then Save as PDF, and attach the new file.
cabinet-scan-xfa = this is an electronic form, not a document. Open it, choose Print, then Save as PDF, and attach the new file.
cabinet-scan-unreadable = the PDF has mistakes in its structure, and we cannot check it to the end. Open it, choose Print, then Save as PDF, and attach the new file.
