"""Seals and judges PDF files by pyHanko; for the tests beside it."""

import sys

from asn1crypto import pem, x509
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore


def verify(path, root):
    context = ValidationContext(
        trust_roots=[load_cert_from_pemder(root)], allow_fetching=False
    )
    with open(path, "rb") as file:
        reader = PdfFileReader(file)
        for signature in reader.embedded_signatures:
            status = validate_pdf_signature(signature, context, context)
            print(signature.field_name, status.bottom_line, status.summary())


def sign(path, out, key, certificate, root, field, clock=None, clock_key=None):
    store = SimpleCertificateStore()
    store.register(load_cert_from_pemder(root))
    signer = SimpleSigner(
        signing_cert=load_cert_from_pemder(certificate),
        signing_key=load_private_key_from_pemder(key, passphrase=None),
        cert_registry=store,
    )
    stamper = None
    if clock:
        stamper = timestamps.DummyTimeStamper(
            load_cert_from_pemder(clock),
            load_private_key_from_pemder(clock_key, passphrase=None),
            certs_to_embed=store,
        )
    about = signers.PdfSignatureMetadata(
        field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    with open(path, "rb") as file:
        writer = IncrementalPdfFileWriter(file)
        sealed = signers.sign_pdf(writer, about, signer=signer, timestamper=stamper)
    with open(out, "wb") as file:
        file.write(sealed.getbuffer())


if __name__ == "__main__":
    {"verify": verify, "sign": sign}[sys.argv[1]](*sys.argv[2:])
