#!/bin/sh
# Makes the signed lists of this folder with xmlsec1 and OpenSSL. The key is thrown away.
set -e
cd "$(dirname "$0")"
openssl req -x509 -newkey rsa:2048 -nodes -sha256 -keyout signer.key -out signer.pem \
  -days 3650 \
  -subj '/C=RU/O=Test/CN=Signer of the list' \
  -addext 'keyUsage=critical,digitalSignature' 2>/dev/null
made() { # file, canonicalisation of the list, canonicalisation of SignedInfo, text of the transform
  sed -e "s|@LIST@|$2|" -e "s|@INFO@|$3|" -e "s|@PREFIXES@|$4|" template.xml > draft.xml
  xmlsec1 --sign --privkey-pem signer.key,signer.pem --output "$1" draft.xml
}
INC=http://www.w3.org/TR/2001/REC-xml-c14n-20010315
EXC=http://www.w3.org/2001/10/xml-exc-c14n#
made inclusive.xml $INC $INC ''
made exclusive.xml $EXC $EXC ''
made comments.xml "$EXC"WithComments "$INC#WithComments" ''
made prefixes.xml $EXC $EXC "<ec:InclusiveNamespaces xmlns:ec=\"$EXC\" PrefixList=\"b #default\"/>"
rm -f signer.key draft.xml
