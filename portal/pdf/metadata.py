"""The one metadata packet of a PDF that is PDF/A-3a, PDF/UA-1 and, with an e-invoice in it, Factur-X at once.

WeasyPrint writes one standard a file and would append anything further as a second `rdf:RDF`, of which readers see the
first alone (XMP, ISO 16684-1, 7.4, allows one). Here the descriptions go into WeasyPrint's own.
"""

from weasyprint.pdf.metadata import DocumentMetadata

from portal.errors import RenderFailed

EINVOICE_NAME = "factur-x.xml"
PROFILE = "EN 16931"

_END = b"</rdf:RDF>"
_FACTUR_X = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_UNIVERSAL_ACCESS = "http://www.aiim.org/pdfua/ns/id/"
_NAMESPACES = (
    f' xmlns:fx="{_FACTUR_X}" xmlns:pdfuaid="{_UNIVERSAL_ACCESS}"'
    ' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"'
)


class HybridMetadata(DocumentMetadata):
    """WeasyPrint's metadata with the descriptions of PDF/UA-1 and, when `attachments` holds the e-invoice, Factur-X."""

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        """The whole packet in one `rdf:RDF`; raises `RenderFailed` should WeasyPrint write what cannot be merged."""
        written: bytes = super().generate_rdf_metadata(variant, version, conformance)
        before, end, after = written.rpartition(_END)
        if not end or after.strip() or written.count(_END) != 1:
            raise RenderFailed("the renderer's metadata are not of the form that is known; check its version")
        return before + _descriptions(with_einvoice=bool(self.attachments)).encode() + _END


def _descriptions(*, with_einvoice: bool) -> str:
    claims = "<pdfuaid:part>1</pdfuaid:part>"
    schemas = _schema(
        "PDF/UA identification schema",
        _UNIVERSAL_ACCESS,
        "pdfuaid",
        ("part", "Integer", "internal", "The part of ISO 14289 that the file conforms to"),
    )
    if with_einvoice:
        claims += (
            f"<fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>{EINVOICE_NAME}</fx:DocumentFileName>"
            f"<fx:Version>1.0</fx:Version><fx:ConformanceLevel>{PROFILE}</fx:ConformanceLevel>"
        )
        schemas += _schema(
            "Factur-X extension schema",
            _FACTUR_X,
            "fx",
            ("DocumentFileName", "Text", "external", "The name of the embedded XML document"),
            ("DocumentType", "Text", "external", "What the embedded XML document is"),
            ("Version", "Text", "external", "The version of the standard of the embedded XML document"),
            ("ConformanceLevel", "Text", "external", "The profile of the embedded XML document"),
        )
    extension = f"<pdfaExtension:schemas><rdf:Bag>{schemas}</rdf:Bag></pdfaExtension:schemas>"
    return "".join(
        f'<rdf:Description rdf:about=""{_NAMESPACES}>{content}</rdf:Description>' for content in (claims, extension)
    )


def _schema(title: str, address: str, prefix: str, *properties: tuple[str, str, str, str]) -> str:
    """An extension schema (ISO 19005-3, 6.6.2.3): PDF/A knows neither of the two namespaces by itself."""
    told = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        f"<pdfaProperty:category>{category}</pdfaProperty:category>"
        f"<pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"
        for name, kind, category, description in properties
    )
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{title}</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{address}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{told}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
