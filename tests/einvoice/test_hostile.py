"""Files made to harm: entities, external references, depth, size; and a great many damaged ones."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.einvoice import findings, read_einvoice, recompute, same_document_key, to_json
from portal.errors import EInvoiceRefused
from tests.einvoice.corpus import data_of, manifest
from tests.einvoice.samples import cii_invoice, ubl_credit_note, ubl_invoice

SAMPLES = (
    ubl_invoice(allowance="10", attachment=b"abc", tax_currency="SEK", tax_in_tax_currency="1"),
    ubl_credit_note(charge="5"),
    cii_invoice(allowance="10", attachment=b"abc", tax_currency="SEK", tax_in_tax_currency="1"),
)

BILLION_LAUGHS = "<!DOCTYPE Invoice [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def refused(data: bytes) -> str:
    started = time.process_time()
    with pytest.raises(EInvoiceRefused) as caught:
        read_einvoice(data)
    assert time.process_time() - started < 5
    return str(caught.value)


def with_doctype(doctype: str) -> bytes:
    return ubl_invoice(number="NUMBER").replace(b"\n<Invoice", f"\n{doctype}\n<Invoice".encode(), 1)


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE Invoice>",
        f"{BILLION_LAUGHS}]>",
        '<!DOCTYPE Invoice SYSTEM "http://127.0.0.1:9/evil.dtd">',
        '<!DOCTYPE Invoice [<!ENTITY % x SYSTEM "http://127.0.0.1:9/evil.dtd"> %x;]>',
        "<!DOCTYPE Invoice [<!ATTLIST cbc:ID schemeID CDATA 'forced'>]>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_whatever_it_declares(doctype: str, encoding: str) -> None:
    text = with_doctype(doctype).decode().replace("NUMBER", "&j;" if "ENTITY a" in doctype else "1")
    data = text.replace('"UTF-8"', f'"{encoding}"').encode(encoding)
    assert refused(data) == "the file declares a document type (DOCTYPE), which no e-invoice may"


def test_no_local_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    data = with_doctype(f'<!DOCTYPE Invoice [<!ENTITY j SYSTEM "{secret.as_uri()}">]>').replace(b"NUMBER", b"&j;")
    assert "secret" not in refused(data)


def test_a_doctype_behind_a_long_comment_is_still_found() -> None:
    assert "DOCTYPE" in refused(with_doctype(f"<!--{'x' * 200_000}-->\n<!DOCTYPE Invoice>"))


def test_a_doctype_that_only_a_comment_or_a_note_mentions_harms_nothing() -> None:
    data = ubl_invoice(extra="<cbc:Note><![CDATA[<!DOCTYPE a>]]></cbc:Note><!-- <!DOCTYPE a> -->")
    assert read_einvoice(data).notes[0].text == "<!DOCTYPE a>"


def test_undeclared_entity() -> None:
    assert "not well-formed" in refused(ubl_invoice(number="NUMBER").replace(b"NUMBER", b"&j;"))


def test_an_include_is_text_like_any_other(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    invoice = read_einvoice(ubl_invoice(extra=f"<cbc:Note>a{include}</cbc:Note>"))
    assert invoice.notes[0].text == "a"


@pytest.mark.parametrize("depth", [5_000, 500_000])
def test_deep_nesting(depth: int) -> None:
    data = ubl_invoice(extra="<cbc:Note>" * depth + "</cbc:Note>" * depth)
    message = refused(data)
    assert "not well-formed" in message or "more than" in message


def test_50_megabytes() -> None:
    assert "more than the 10000000 allowed" in refused(b" " * 50_000_000)


def test_one_text_of_the_allowed_size_ends_soon() -> None:
    refused(ubl_invoice(number="9" * 9_999_000))


def test_many_attributes_end_soon() -> None:
    attributes = " ".join(f'a{number}=""' for number in range(300_000))
    refused(f"<Invoice {attributes}/>".encode())


def answers_or_refuses(data: bytes) -> None:
    """Reading and everything done with what was read: no exception but the one that is promised."""
    try:
        invoice = read_einvoice(data)
    except EInvoiceRefused:
        return
    findings(invoice)
    recompute(invoice)
    to_json(invoice)
    same_document_key(invoice)


@given(st.binary(max_size=400))
@example(b"\xfe\xff\x00<")
@settings(max_examples=300, deadline=None)
def test_any_bytes(data: bytes) -> None:
    answers_or_refuses(data)


@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=8))
@settings(max_examples=400, deadline=None)
def test_samples_with_other_bytes(sample: bytes, changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(sample)
    for position, value in changes:
        damaged[position % len(damaged)] = value
    answers_or_refuses(bytes(damaged))


@given(st.sampled_from(SAMPLES), st.integers(0, 4000), st.text(max_size=20))
@settings(max_examples=400, deadline=None)
def test_samples_with_other_texts(sample: bytes, position: int, text: str) -> None:
    """The text between two tags replaced: still XML mostly, so it goes further than damaged bytes do."""
    starts = [index + 1 for index, byte in enumerate(sample) if byte == ord(">")]
    start = starts[position % len(starts)]
    end = sample.find(b"<", start)
    replacement = text.encode("utf-8", "replace")
    answers_or_refuses(sample[:start] + replacement + sample[end if end > 0 else len(sample) :])


@given(st.sampled_from(SAMPLES), st.from_regex(r"[+-]?[0-9]{0,15}(\.[0-9]{0,30})?", fullmatch=True), st.integers(0, 99))
@settings(max_examples=300, deadline=None)
def test_samples_with_other_numbers(sample: bytes, number: str, position: int) -> None:
    for old in (b"900.00", b"450.00", b"22", b"2", b"198.00")[position % 5 :]:
        sample = sample.replace(b">" + old + b"<", b">" + number.encode() + b"<")
    answers_or_refuses(sample)


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["file"])
def test_published_documents_damaged(row: dict[str, str]) -> None:
    dice = random.Random(row["file"])
    data = data_of(row)
    for _ in range(20):
        damaged = bytearray(data)
        for _ in range(dice.randrange(1, 6)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        start = dice.randrange(len(damaged))
        answers_or_refuses(bytes(damaged))
        answers_or_refuses(bytes(damaged[:start] + damaged[start + dice.randrange(200) :]))
